#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "os/inheritance.hpp"
#include "os/signals.hpp"
#include "sandbox/readiness.hpp"

#include <fmt/format.h>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

// A run is followed with a few open files for each of its threads.
void allow_many_open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

int run(int argc, char** argv) {
    using namespace gilkit::cli;
    CLI::App app("Exercises that teach what Python's GIL does to a program, and the grader that measures it.",
                 "gilkit");
    app.set_version_flag("--version", "gilkit " GILKIT_VERSION);
    app.require_subcommand(0, 1);
    app.footer(
        "Example:\n"
        "  gilkit\n"
        "  gilkit grade four-threads-one-core\n\n"
        "Alone, at a terminal, it goes through the course from where you are.\n"
        "`gilkit COMMAND --help` says more about a command. In a clone, `./gilkit test` runs the tests.");
    Action action;
    std::vector<std::string> observed;
    add_course(app, action);
    add_lesson(app, action);
    add_watch(app, action);
    add_grade(app, action);
    add_hint(app, action);
    add_solution(app, action);
    add_reset(app, action);
    add_list(app, action);
    add_progress(app, action);
    add_init(app, action);
    add_update(app, action);
    add_doctor(app, action);
    add_measure(app, action, observed);
    add_verify(app, action);
    add_batch(app, action);
    add_gradescope_bundle(app, action);
    add_batch_task(app, action);
    add_site(app, action);
    add_completions(app, action);
    add_man(app, action);
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (is_question_of_a_shell(words)) {
        answer_shell(app, words);
        return exit_ok;
    }
    if (const auto fault = gilkit::sandbox::find_own_fault()) {
        complain("can't work here: " + fault->to_string());
        return exit_grader_broke;
    }
    observed = take_observed_command(app, words);
    std::ranges::reverse(words); // CLI11 takes them from the end
    try {
        app.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    if (!action) {
        fmt::print("{}", app.help());
        return exit_ok;
    }
    return action();
}

// The exit code, unless what was printed could not be: on a full disk that shows at the end.
int told(int exit_code) {
    std::cout.flush();
    const bool bad = std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || !std::cout;
    if (bad) {
        gilkit::cli::complain("can't write to standard output; look whether its disk is full");
    }
    return bad && exit_code != gilkit::cli::exit_interrupted ? gilkit::cli::exit_grader_broke : exit_code;
}

} // namespace

int main(int argc, char** argv) {
    gilkit::os::inheritance(); // before any of it is changed
    gilkit::os::install_interrupt_handlers();
    allow_many_open_files();
    try {
        return told(run(argc, argv));
    } catch (const std::exception& error) {
        gilkit::cli::complain(fmt::format("internal error: {}; please report it", error.what()));
        return gilkit::cli::exit_grader_broke;
    }
}
