#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/own_files.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>

namespace gilkit::cli {

namespace fs = std::filesystem;

namespace {

struct SiteArguments {
    std::string out = "dist";
    std::string base_url;
    std::string host = "127.0.0.1";
    std::string port = "8000";
    bool complete = false;
};

// Becomes the site generator, which is Python, under the tool interpreter, with `words` behind its own and
// the course's folder. Returns only when that fails.
int become_generator(const std::string& command, const std::vector<std::string>& words) {
    const auto kit = find_kit();
    if (!kit) {
        return exit_usage;
    }
    std::error_code error;
    const fs::path bindings = own_files().bindings;
    if (!fs::is_directory(bindings, error)) {
        complain("the site needs the Python bindings, which are not built (" + bindings.string() +
                 " is missing); " +
                 (kit->installed ? "install a gilkit that was configured"
                                 : "start this command by ./gilkit, or configure") +
                 " with -DGILKIT_BUILD_BINDINGS=ON");
        return exit_usage;
    }
    std::vector<std::string> line{tool_python(),     "-B", "-m", "sitegen", command, "--root",
                                  kit->root.string()};
    line.insert(line.end(), words.begin(), words.end());
    std::vector<char*> argv;
    argv.reserve(line.size() + 1);
    for (std::string& word : line) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    const std::string python_path = bindings.string() + ":" + (kit->root / "site").string();
    ::setenv("PYTHONPATH", python_path.c_str(), 1);
    // Python expects the usual signals: ours are blocked and would stay so.
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    ::execv(argv.front(), argv.data());
    complain(fmt::format("can't start {}: {}; install python3", line.front(), std::strerror(errno)));
    return exit_grader_broke;
}

void add_base_url(CLI::App* command, SiteArguments& arguments) {
    command
        ->add_option("--base-url", arguments.base_url,
                     "Where the site will be published, for canonical links, feed and sitemap")
        ->type_name("URL");
}

std::vector<std::string> base_url_words(const SiteArguments& arguments) {
    return arguments.base_url.empty() ? std::vector<std::string>{}
                                      : std::vector<std::string>{"--base-url=" + arguments.base_url};
}

} // namespace

void add_site(CLI::App& app, Action& action) {
    CLI::App* site =
        app.add_subcommand("site", "Build the lesson website, check it, or show it while you write");
    site->require_subcommand(1);
    site->footer("Example:\n  gilkit site serve");
    auto arguments = std::make_shared<SiteArguments>();

    CLI::App* build = site->add_subcommand("build", "Write the website into a folder");
    build->add_option("--out", arguments->out, "The folder to write (default: dist)")->type_name("DIR");
    add_base_url(build, *arguments);
    build->add_flag(
        "--complete", arguments->complete,
        "Fail without npm's packages, instead of leaving out what they bring: the search, and programs "
        "that run in the browser");
    build->footer("Example:\n  gilkit site build --out dist --base-url https://example.org/gil/");
    build->callback([arguments, &action] {
        action = [arguments] {
            auto words = base_url_words(*arguments);
            words.push_back("--out=" + arguments->out);
            if (arguments->complete) {
                words.emplace_back("--complete");
            }
            return become_generator("build", words);
        };
    });

    CLI::App* check = site->add_subcommand("check", "Do all that build does, but for writing it");
    add_base_url(check, *arguments);
    check->footer("Example:\n  gilkit site check");
    check->callback([arguments, &action] {
        action = [arguments] { return become_generator("check", base_url_words(*arguments)); };
    });

    CLI::App* serve =
        site->add_subcommand("serve", "Show the website, and show it again when a file changes");
    serve->add_option("--port", arguments->port, "Where it listens; 0 takes any that is free (default: 8000)")
        ->type_name("N");
    serve
        ->add_option("--host", arguments->host,
                     "The address it listens at (default: 127.0.0.1, this machine only)")
        ->type_name("ADDRESS");
    serve->footer("Example:\n  gilkit site serve --port 8000");
    serve->callback([arguments, &action] {
        action = [arguments] {
            return become_generator("serve", {"--port=" + arguments->port, "--host=" + arguments->host});
        };
    });
}

} // namespace gilkit::cli
