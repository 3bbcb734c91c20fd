#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/shell/answer.hpp"
#include "cli/shell/scripts.hpp"
#include "content/outline.hpp"
#include "doctor/interpreter_search.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <memory>
#include <string_view>

namespace gilkit::cli {

namespace {

constexpr std::string_view question = "complete-words"; // SHELL -- WORDS…

std::vector<content::OutlineUnit> units_here(content::Titles titles) {
    const auto kit = find_kit();
    return kit ? content::outline_of(kit->root, titles) : std::vector<content::OutlineUnit>{};
}

// By name where the shell would find them by it.
std::vector<std::string> pythons_here() {
    const doctor::SearchPlaces places = doctor::places_from_environment();
    std::vector<std::string> pythons = doctor::interpreter_candidates(places);
    for (std::string& python : pythons) {
        const std::filesystem::path path(python);
        if ((":" + places.path + ":").find(":" + path.parent_path().string() + ":") != std::string::npos) {
            python = path.filename().string();
        }
    }
    return pythons;
}

} // namespace

bool is_question_of_a_shell(const std::vector<std::string>& words) {
    return !words.empty() && words.front() == question;
}

void answer_shell(CLI::App& app, const std::vector<std::string>& words) {
    // Somebody is typing, and whatever is wrong here, theirs is not the line to say it on.
    if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
        ::dup2(nowhere, STDERR_FILENO);
        ::close(nowhere);
    }
    constexpr std::size_t first = 3; // behind the question, the shell and "--"
    if (words.size() <= first) {
        return;
    }
    const std::string& shell = words[1];
    // bash shows no descriptions.
    const content::Titles titles = shell == "bash" ? content::Titles::left_out : content::Titles::read;
    const shell::Surroundings surroundings{[titles] { return units_here(titles); }, pythons_here};
    try {
        (void)deliver(shell::answer(shell, app, {words.begin() + first, words.end()}, surroundings), "");
    } catch (const std::exception&) {
        return; // no offers, then
    }
}

void add_completions(CLI::App& app, Action& action) {
    auto shell = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand(
        "completions", "Print a script by which a shell completes gilkit's commands, options and ids");
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""));
    command->footer(
        "Example:\n"
        "  source <(gilkit completions bash)\n\n"
        "The example is for the shell at hand; in fish it is `gilkit completions fish | source`. These are\n"
        "for every new shell; bash needs its package bash-completion for it, and zsh the folder in its\n"
        "fpath before compinit runs:\n"
        "  gilkit completions bash >> ~/.bash_completion\n"
        "  gilkit completions zsh > ~/.zfunc/_gilkit\n"
        "  gilkit completions fish > ~/.config/fish/conf.d/gilkit.fish\n\n"
        "The script asks gilkit itself, at every Tab; so it need not be made anew when gilkit or the\n"
        "course change, and works for ./gilkit in a clone as well.\n\n"
        "Exit code: 0 printed, 2 wrong usage, 3 it could not be written.");
    command->callback([shell, &action] {
        action = [shell] {
            return deliver(std::string(shell::script_for(*shell)), "") ? exit_ok : exit_grader_broke;
        };
    });
}

} // namespace gilkit::cli
