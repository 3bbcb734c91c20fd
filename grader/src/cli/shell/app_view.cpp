#include "cli/shell/app_view.hpp"

#include <string_view>

namespace gilkit::cli::shell {

std::vector<CLI::App*> commands_of(CLI::App& app) {
    return app.get_subcommands([](const CLI::App* command) {
        return !command->get_name().empty() && !command->get_group().empty() && !command->get_disabled();
    });
}

std::vector<CLI::Option*> options_of(CLI::App& app) {
    return app.get_options(
        [](const CLI::Option* option) { return !option->get_group().empty() && !option->get_positional(); });
}

std::vector<CLI::Option*> positionals_of(CLI::App& app) {
    return app.get_options(
        [](const CLI::Option* option) { return !option->get_group().empty() && option->get_positional(); });
}

std::string full_name(const CLI::App& app) {
    return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

CLI::Option* option_named(CLI::App& app, const std::string& name) {
    // Without its hyphens a positional would be found, too.
    return name.starts_with("-") ? app.get_option_no_throw(name) : nullptr;
}

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

bool takes_many(const CLI::Option& option) {
    return option.get_expected_max() > 1;
}

std::string placeholder_of(const CLI::Option& option) {
    if (option.get_positional()) {
        return option.get_name(true);
    }
    const std::string name =
        option.get_type_name(); // with what its validators say of themselves behind a colon
    return name.substr(0, name.find(':'));
}

namespace {

constexpr std::string_view before_set = " not in {";

// What a validator says of such a word. It may also throw it.
std::string verdict_on(const CLI::Validator& validator, const std::string& word) {
    try {
        return validator(word);
    } catch (const CLI::Error& error) {
        return error.what();
    }
}

// CLI11 keeps the set to itself, but a refusal names it: that of a word, or where numbers are asked for of a
// number, which nobody allows.
std::vector<std::string> choices_of(const CLI::Validator& validator) {
    for (const std::string nobodys : {"\x01", "-1999999999"}) {
        const std::string verdict = verdict_on(validator, nobodys);
        const std::size_t begin = verdict.find(before_set);
        if (begin != std::string::npos && verdict.ends_with('}')) {
            const std::string set = verdict.substr(begin + before_set.size());
            return CLI::detail::split(set.substr(0, set.size() - 1), ',');
        }
    }
    return {};
}

} // namespace

std::vector<std::string> choices_of(CLI::Option& option) {
    try {
        for (int i = 0;; ++i) {
            if (std::vector<std::string> choices = choices_of(*option.get_validator(i)); !choices.empty()) {
                return choices;
            }
        }
    } catch (const CLI::OptionNotFound&) { // the one before was the last
        return {};
    }
}

bool takes_command(CLI::App& app) {
    const std::vector<CLI::Option*> positionals = positionals_of(app);
    return !positionals.empty() && positionals.front()->get_name(true) == "COMMAND";
}

} // namespace gilkit::cli::shell
