#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/progress.hpp"
#include "cli/status_row.hpp"
#include "gil/observer.hpp"
#include "observe/attach.hpp"
#include "observe/observe.hpp"
#include "os/cores.hpp"
#include "os/signal_relay.hpp"
#include "report/observation.hpp"
#include "report/timeline/timeline.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <optional>

namespace gilkit::cli {

namespace {

constexpr int exit_not_executable = 126; // as a shell says it
constexpr int exit_not_found = 127;
constexpr int exit_signalled = 128;
constexpr int most_runs = 1000;

struct MeasureArguments {
    std::vector<std::string> command; // as the help shows it
    int runs = 1;
    std::string cores;
    std::string format = "text";
    std::string output;
    bool timeline = false;
    bool no_progress = false;
    std::string svg;
    std::optional<double> rate_hz;
    std::optional<pid_t> pid;
    std::optional<double> seconds;

    std::optional<double> gil_rate_hz() const {
        return timeline || !svg.empty() ? std::optional(rate_hz.value_or(gil::usual_rate_hz)) : std::nullopt;
    }
};

// "1,2,4" → 1 2 4, ascending and once each; nullopt, with the fault on stderr, when that is no such list.
std::optional<std::vector<int>> parse_cores(std::string_view list) {
    const auto allowed = static_cast<int>(os::allowed_cpus().size());
    std::vector<int> numbers;
    while (!list.empty()) {
        const std::string_view word = list.substr(0, list.find(','));
        int number = 0;
        const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (fault != std::errc() || end != word.data() + word.size() || number < 1) {
            complain(fmt::format("--cores: \"{}\" is no number of cores; give a list such as 1,2", word));
            return std::nullopt;
        }
        if (number > allowed) {
            complain(fmt::format("--cores: {} is more than the {} core{} that gilkit may use here", number,
                                 allowed, allowed == 1 ? "" : "s"));
            return std::nullopt;
        }
        numbers.push_back(number);
        list.remove_prefix(std::min(word.size() + 1, list.size()));
    }
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

std::string render(const observe::Observation& observation, const MeasureArguments& arguments) {
    if (arguments.format == "json") {
        return report::observation_json(observation);
    }
    report::TerminalStyle style = report::terminal_style_for(STDERR_FILENO);
    if (!arguments.output.empty()) {
        style.colour = false;
    }
    return report::observation_text(observation, style);
}

int exit_code_of(observe::ObserveFault fault) {
    switch (fault) {
    case observe::ObserveFault::not_found:
        return exit_not_found;
    case observe::ObserveFault::not_executable:
        return exit_not_executable;
    case observe::ObserveFault::failed:
        break;
    }
    return exit_grader_broke;
}

// Our caller is to see what it would have seen of the command: a shell that is told of an exit code 130 goes
// on with its script, and one whose child died of the same Ctrl-C ends as well.
int end_like(const observe::Observation& observation) {
    const observe::ObservedRun& run = observe::telling_run(observation);
    const bool cut_short = !observation.ended_early_because.empty() || !run.ended();
    const int signal = run.signal ? *run.signal : cut_short ? observation.interrupted_by : 0;
    if (run.exit_code.value_or(0) != 0) {
        return *run.exit_code;
    }
    if (signal != 0) {
        os::die_by(signal);
        return exit_signalled + signal;
    }
    return exit_ok;
}

// The report, and the picture where one was asked for.
bool deliver_all(const observe::Observation& observation, const MeasureArguments& arguments) {
    bool drawn = true;
    if (!arguments.svg.empty()) {
        std::string title;
        for (const std::string& word : observation.command) {
            title += (title.empty() ? "" : " ") + word;
        }
        constexpr std::size_t longest_title = 400; // bytes
        drawn = deliver(report::timeline_svg(*observation.recording, title.substr(0, longest_title)),
                        arguments.svg);
    }
    return deliver(render(observation, arguments), arguments.output, STDERR_FILENO) && drawn;
}

// Which options can't be had together; empty when all is well.
std::string contradiction_in(const MeasureArguments& arguments, bool has_command) {
    if (!arguments.pid && !has_command) {
        return "nothing to measure; name a command, e.g. gilkit measure -- python3 program.py";
    }
    if (arguments.pid && has_command) {
        return "--pid observes a process that runs already; leave the command out";
    }
    if (arguments.pid && (arguments.runs > 1 || !arguments.cores.empty())) {
        return "--pid observes a process as it is; --runs and --cores are for commands";
    }
    if (arguments.seconds && !arguments.pid) {
        return "--seconds is for --pid; a command is observed until it ends";
    }
    if (arguments.rate_hz && !arguments.gil_rate_hz()) {
        return "--rate is for --timeline";
    }
    return {};
}

int run_attached(const MeasureArguments& arguments) {
    Progress progress;
    const auto show = [&](std::string_view what) {
        if (!arguments.no_progress) {
            progress.show(what);
        }
    };
    const auto observation =
        observe::attach({*arguments.pid, arguments.seconds, arguments.gil_rate_hz(), show});
    progress.clear();
    if (!observation) {
        complain(observation.error().message);
        return observation.error().fault == observe::AttachFault::failed ? exit_grader_broke : exit_usage;
    }
    const bool delivered = deliver_all(*observation, arguments);
    // Without --seconds, Ctrl-C is how it is meant to end.
    const bool cut_short = observation->interrupted_by != 0 && arguments.seconds;
    return !delivered ? exit_grader_broke : cut_short ? exit_interrupted : exit_ok;
}

int run_measure(const MeasureArguments& arguments, const std::vector<std::string>& command) {
    if (const std::string fault = contradiction_in(arguments, !command.empty()); !fault.empty()) {
        complain(fault);
        return exit_usage;
    }
    const auto cores = parse_cores(arguments.cores);
    if (!cores || !can_deliver(arguments.output) || !can_deliver(arguments.svg)) {
        return exit_usage;
    }
    if (arguments.pid) {
        return run_attached(arguments);
    }
    observe::ObserveOptions options;
    options.command = command;
    options.runs = arguments.runs;
    options.cores = *cores;
    options.gil_rate_hz = arguments.gil_rate_hz();
    // The terminal is the command's, too: a line rewritten in place would get into what it prints.
    StatusRow row;
    if (::isatty(STDERR_FILENO) == 1 && !arguments.no_progress) {
        // Whole lines, while the command does not run.
        options.progress = [](std::string_view what) { fmt::print(stderr, "gilkit: {}\n", what); };
        options.live = [&](std::string_view what) {
            what.empty() ? row.clear() : row.show(fmt::format("gilkit: {}", what));
        };
    }
    const auto observation = observe::observe(options);
    row.clear();
    if (!observation) {
        complain(observation.error().message);
        return exit_code_of(observation.error().fault);
    }
    const bool delivered = deliver_all(*observation, arguments);
    const int code = end_like(*observation);
    return delivered || code != exit_ok ? code : exit_grader_broke;
}

} // namespace

void add_measure(CLI::App& app, Action& action, const std::vector<std::string>& observed) {
    auto arguments = std::make_shared<MeasureArguments>();
    CLI::App* command =
        app.add_subcommand("measure", "Observe a command: how parallel is it, and who holds the GIL?");
    // For the help alone: its words never come here (take_observed_command).
    command
        ->add_option("COMMAND", arguments->command,
                     "What to run, and its arguments. Options of gilkit stand before it; -- may, too")
        ->type_name("ARGUMENT");
    command->add_option("-n,--runs", arguments->runs, "Repeat it: medians and their spread (default: 1)")
        ->type_name("RUNS")
        ->check(CLI::Range(1, most_runs).description(""));
    command
        ->add_option("--cores", arguments->cores,
                     "Also take its time when confined to that many cores, e.g. 1,2")
        ->type_name("LIST");
    command
        ->add_option("--format", arguments->format,
                     "text (default) or json (grader/schema/measure.schema.json)")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json"}).description(""));
    command->add_option("--output", arguments->output, "Write the report there instead of to stderr")
        ->type_name("FILE");
    command->add_flag("--timeline", arguments->timeline,
                      "Look at the GIL as well: a lane for each thread, who holds it and who waits");
    command->add_option("--svg", arguments->svg, "Draw the timeline into that file; includes --timeline")
        ->type_name("FILE");
    command->add_option("--rate", arguments->rate_hz, "Looks at the GIL a second (default: 1000)")
        ->type_name("HZ")
        ->check(CLI::Range(gil::least_rate_hz, gil::greatest_rate_hz).description(""));
    command
        ->add_option("--pid", arguments->pid,
                     "Observe this process, which runs already, instead of a command")
        ->type_name("PID")
        ->check(CLI::Range(1, std::numeric_limits<pid_t>::max()).description(""));
    command->add_flag("--no-progress", arguments->no_progress,
                      "Don't say on the terminal how far it is (with --timeline: in its last row)");
    constexpr double longest_s = 1e8; // three years
    command->add_option("--seconds", arguments->seconds, "With --pid: for so long (default: until Ctrl-C)")
        ->type_name("S")
        ->check(CLI::Range(0.01, longest_s).description(""));
    command->footer(
        "Example:\n"
        "  gilkit measure -- python3 program.py --its-own-option\n"
        "  gilkit measure -n 5 --cores 1,2 --output report.txt make -j2\n"
        "  gilkit measure --timeline --svg threads.svg -- python3 program.py\n"
        "  gilkit measure --timeline --pid 4711 --seconds 5\n\n"
        "The command runs as it would alone: with this terminal, its keys and signals, its input and\n"
        "output. A signal sent to gilkit is passed on to it. Everything after COMMAND belongs to it.\n"
        "With several runs, each reads standard input from the same place where that is a file.\n"
        "Processes that it leaves behind are left alone. With --pid, nothing of the process is changed:\n"
        "Ctrl-C ends the observation alone.\n\n"
        "Exit code: the command's own, of the first run that failed; a signal that ended the command ends\n"
        "gilkit, too ($? is 128 + its number). 126 the command can't be run, 127 it can't be found, 2 wrong\n"
        "usage, 3 the report could not be written or gilkit itself failed, while the command did not.\n"
        "With --pid: 0 observed, 2 there is no such process or it may not be looked into, 130 Ctrl-C came\n"
        "before --seconds were over.");
    command->callback([arguments, &observed, &action] {
        action = [&, arguments] { return run_measure(*arguments, observed); };
    });
}

std::vector<std::string> take_observed_command(const CLI::App& app, std::vector<std::string>& words) {
    if (words.empty() || words.front() != "measure") {
        return {};
    }
    const CLI::App* const measure = app.get_subcommand("measure");
    std::size_t next = 1;
    while (next < words.size() && words[next].size() > 1 && words[next].front() == '-' &&
           words[next] != "--") {
        // "--runs=5" and "-n5" hold their value, "--runs 5" takes the next word along.
        const CLI::Option* const option = measure->get_option_no_throw(words[next]);
        next += option != nullptr && option->get_items_expected_max() > 0 ? 2 : 1;
    }
    next = std::min(next, words.size());
    const std::size_t begin = next < words.size() && words[next] == "--" ? next + 1 : next;
    const auto at = [&](std::size_t index) { return words.begin() + static_cast<std::ptrdiff_t>(index); };
    std::vector<std::string> command(at(begin), words.end());
    words.erase(at(next), words.end());
    return command;
}

} // namespace gilkit::cli
