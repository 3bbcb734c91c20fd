#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/manual/man_page.hpp"

#include <fmt/format.h>

#include <string_view>

namespace gilkit::cli {

namespace {

// "2026-11-30" of the compiler's "Nov 30 2026": the page is as old as the program that prints it. For builds
// that must be the same again, SOURCE_DATE_EPOCH sets it.
std::string date_of_build() {
    constexpr std::string_view date = __DATE__;
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const std::size_t month = months.find(date.substr(0, 3)) / 3 + 1;
    const char tens = date[4] == ' ' ? '0' : date[4];
    return fmt::format("{}-{:02}-{}{}", date.substr(7), month, tens, date[5]);
}

} // namespace

void add_man(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("man", "Print the manual page of gilkit and all its commands");
    command->footer("Example:\n"
                    "  gilkit man | man -l -\n"
                    "  gilkit man > ~/.local/share/man/man1/gilkit.1\n\n"
                    "Exit code: 0 printed, 2 wrong usage, 3 it could not be written.");
    command->callback([&app, &action] {
        action = [&app] {
            return deliver(manual::man_page(app, date_of_build(), GILKIT_VERSION), "") ? exit_ok
                                                                                       : exit_grader_broke;
        };
    });
}

} // namespace gilkit::cli
