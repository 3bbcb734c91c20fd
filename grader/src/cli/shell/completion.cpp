#include "cli/shell/completion.hpp"

#include "cli/shell/app_view.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace gilkit::cli::shell {

namespace {

bool looks_like_option(std::string_view word) {
    return word.size() > 1 && word.front() == '-';
}

// Where in the grammar the words have led.
class Walk {
public:
    explicit Walk(CLI::App& app) : command_(&app) {}

    void step(const std::string& word, std::size_t index) {
        if (command_at_) {
            return;
        }
        if (open_ != nullptr && (owed_ > 0 || !looks_like_option(word))) {
            owed_ = std::max(owed_ - 1, 0);
            open_ = owed_ > 0 || open_->get_allow_extra_args() ? open_ : nullptr;
        } else if (!options_over_ && word == "--") {
            open_ = nullptr;
            options_over_ = true;
            if (takes_command(*command_)) {
                command_at_ = index + 1;
            }
        } else if (!options_over_ && looks_like_option(word)) {
            step_option(word);
        } else {
            step_positional(word, index);
        }
    }

    Completion next(const std::string& word, std::size_t index, const Surroundings& surroundings) {
        if (command_at_) {
            return {.offers = {}, .command_at = command_at_};
        }
        if (open_ != nullptr && owed_ > 0) {
            return values_of(*open_, word, surroundings);
        }
        if (!options_over_ && word.starts_with('-')) {
            const std::size_t equals = word.find('=');
            return equals == std::string::npos ? Completion{.offers = option_offers(word)}
                                               : joined_values(word, equals, surroundings);
        }
        return next_positional(word, index, surroundings);
    }

private:
    void step_option(const std::string& word) {
        open_ = nullptr;
        const std::size_t equals = word.find('=');
        CLI::Option* const option = option_named(*command_, word.substr(0, equals));
        if (option == nullptr) {
            return; // unknown, or a short one with its value joined to it: "-n5"
        }
        used_.insert(option);
        if (equals == std::string::npos && takes_value(*option)) {
            open_ = option;
            owed_ = std::max(1, std::min(option->get_type_size_min(), option->get_items_expected_min()));
        }
    }

    void step_positional(const std::string& word, std::size_t index) {
        const std::vector<CLI::App*> commands = commands_of(*command_);
        const auto chosen =
            std::ranges::find_if(commands, [&](const CLI::App* each) { return each->check_name(word); });
        if (positionals_ == 0 && chosen != commands.end()) {
            *this = Walk(**chosen);
        } else if (takes_command(*command_)) {
            command_at_ = index;
        } else {
            ++positionals_;
        }
    }

    Completion next_positional(const std::string& word, std::size_t index, const Surroundings& surroundings) {
        if (takes_command(*command_)) {
            return {.offers = {}, .command_at = index};
        }
        Completion completion;
        if (open_ != nullptr) {
            completion = values_of(*open_, word, surroundings);
        } else if (CLI::Option* const positional = current_positional()) {
            completion = values_of(*positional, word, surroundings);
        }
        if (positionals_ == 0) {
            for (const CLI::App* command : commands_of(*command_)) {
                completion.offers.push_back({command->get_name(), command->get_description()});
            }
        }
        if (completion.offers.empty() && completion.files == Files::none && !options_over_) {
            completion.offers = option_offers("--");
        }
        return completion;
    }

    // The one that the next word would be; null where none is left.
    CLI::Option* current_positional() const {
        const std::vector<CLI::Option*> all = positionals_of(*command_);
        if (positionals_ < all.size()) {
            return all[positionals_];
        }
        return !all.empty() && takes_many(*all.back()) ? all.back() : nullptr;
    }

    // The options that may still come; short names only for those who have not asked for a long one.
    std::vector<Offer> option_offers(std::string_view word) const {
        std::vector<Offer> offers;
        for (const CLI::Option* option : options_of(*command_)) {
            if (!may_come(*option)) {
                continue;
            }
            for (const std::string& name : option->get_lnames()) {
                offers.push_back({"--" + name, option->get_description()});
            }
            for (const std::string& name : option->get_snames()) {
                if (!word.starts_with("--")) {
                    offers.push_back({"-" + name, option->get_description()});
                }
            }
        }
        return offers;
    }

    bool may_come(const CLI::Option& option) const {
        const std::set<CLI::Option*> excluded = option.get_excludes();
        const bool is_excluded =
            std::ranges::any_of(excluded, [&](const CLI::Option* other) { return used_.contains(other); });
        return !is_excluded && (takes_many(option) || !used_.contains(&option));
    }

    // "--format=js"
    Completion joined_values(const std::string& word, std::size_t equals,
                             const Surroundings& surroundings) const {
        CLI::Option* const option = option_named(*command_, word.substr(0, equals));
        if (option == nullptr || !takes_value(*option)) {
            return {};
        }
        Completion completion = values_of(*option, std::string_view(word).substr(equals + 1), surroundings);
        for (Offer& offer : completion.offers) {
            offer.word.insert(0, word, 0, equals + 1);
        }
        return completion;
    }

    CLI::App* command_;
    CLI::Option* open_ = nullptr; // takes the next word as its value,
    int owed_ = 0;                // surely so many of them
    std::size_t positionals_ = 0; // seen
    bool options_over_ = false;
    std::set<const CLI::Option*> used_;
    std::optional<std::size_t> command_at_;
};

} // namespace

Completion complete(CLI::App& app, const std::vector<std::string>& words, const Surroundings& surroundings) {
    Walk walk(app);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        walk.step(words[i], i);
    }
    return words.empty() ? Completion{} : walk.next(words.back(), words.size() - 1, surroundings);
}

} // namespace gilkit::cli::shell
