#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"

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
};

// Becomes the site generator, which is Python, under the tool interpreter. Returns only when that fails.
int run_site_build(const SiteArguments& arguments) {
    const auto kit = find_kit();
    if (!kit) {
        return exit_usage;
    }
    // The bindings lie beside the folder of this program: build/PRESET/{bin/gilkit, python/gilkit.*.so}.
    std::error_code error;
    const fs::path bindings =
        fs::read_symlink("/proc/self/exe", error).parent_path().parent_path() / "python";
    if (!fs::is_directory(bindings, error)) {
        complain(
            "the site needs the Python bindings, which are not built (" + bindings.string() +
            " is missing); start this command by ./gilkit, or configure with -DGILKIT_BUILD_BINDINGS=ON");
        return exit_usage;
    }
    std::vector<std::string> words{tool_python(),      "-B",    "-m",         "sitegen", "build", "--root",
                                   kit->root.string(), "--out", arguments.out};
    if (!arguments.base_url.empty()) {
        words.insert(words.end(), {"--base-url", arguments.base_url});
    }
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) {
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
    complain(fmt::format("can't start {}: {}; install python3", words.front(), std::strerror(errno)));
    return exit_grader_broke;
}

} // namespace

void add_site(CLI::App& app, Action& action) {
    CLI::App* site = app.add_subcommand("site", "Build the lesson website");
    site->require_subcommand(1);
    site->footer("Example:\n  gilkit site build --out dist");
    auto arguments = std::make_shared<SiteArguments>();
    CLI::App* build = site->add_subcommand("build", "Write the website into a folder");
    build->add_option("--out", arguments->out, "The folder to write (default: dist)")->type_name("DIR");
    build
        ->add_option("--base-url", arguments->base_url,
                     "Where the site will be published, for canonical links")
        ->type_name("URL");
    build->footer("Example:\n  gilkit site build --out dist --base-url https://example.org/gil/");
    build->callback([arguments, &action] { action = [arguments] { return run_site_build(*arguments); }; });
}

} // namespace gilkit::cli
