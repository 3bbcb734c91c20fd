#include "cli/shell/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace gilkit::cli::shell {

namespace {

// Words as gilkit would get them, and how many of the shell's have gone into those before each.
struct Line {
    std::vector<std::string> words;
    std::vector<std::size_t> places;
    std::size_t inserted_behind = 0; // bytes of the last word that the shell keeps as they are
};

// bash breaks words at "=" (COMP_WORDBREAKS) and leaves quotes and backslashes in them.
Line line_of_bash(const std::vector<std::string>& pieces) {
    Line line;
    bool joins = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const bool equals = pieces[i] == "=" && !joins && !line.words.empty() &&
                            line.words.back().starts_with("--") &&
                            line.words.back().find('=') == std::string::npos;
        if (equals || joins) {
            line.inserted_behind = equals ? line.words.back().size() + 1 : line.inserted_behind;
            line.words.back() += pieces[i];
        } else {
            line.words.push_back(pieces[i]);
            line.places.push_back(i);
            line.inserted_behind = 0;
        }
        joins = equals;
    }
    for (std::string& word : line.words) {
        std::erase_if(word, [](char c) { return c == '\\' || c == '"' || c == '\''; });
    }
    return line;
}

Line line_of(std::string_view shell, const std::vector<std::string>& words) {
    if (shell == "bash") {
        return line_of_bash(words);
    }
    Line line{words, {}};
    for (std::size_t i = 0; i < words.size(); ++i) {
        line.places.push_back(i);
    }
    return line;
}

std::string first_line(const Completion& completion, const Line& line) {
    if (completion.command_at) {
        const std::size_t at = *completion.command_at;
        return fmt::format("command {}\n", line.places[std::min(at, line.places.size() - 1)] + 1);
    }
    switch (completion.files) {
    case Files::files:
        return "files\n";
    case Files::folders:
        return "folders\n";
    case Files::none:
        break;
    }
    return "words\n";
}

std::string one_line(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < ' ' || c == '\x7f'; }, ' ');
    return text;
}

std::string line_for_zsh(const Offer& offer) {
    std::string word;
    for (const char c : offer.word) {
        word += c == ':' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    return offer.description.empty() ? word : word + ":" + offer.description;
}

} // namespace

std::string answer(std::string_view shell, CLI::App& app, const std::vector<std::string>& words,
                   const Surroundings& surroundings) {
    const Line line = line_of(shell, words);
    if (line.words.empty() || (shell != "bash" && shell != "zsh" && shell != "fish")) {
        return {};
    }
    const Completion completion = complete(app, line.words, surroundings);
    std::string text = first_line(completion, line);
    for (Offer offer : completion.offers) {
        if (offer.word.find_first_of("\t\n") != std::string::npos) {
            continue; // the name of a file, and no good one
        }
        offer.description = one_line(offer.description);
        if (shell == "zsh") {
            text += line_for_zsh(offer) + "\n";
        } else if (shell == "fish") {
            text += offer.word + (offer.description.empty() ? "" : "\t" + offer.description) + "\n";
        } else if (offer.word.starts_with(line.words.back())) {
            text += offer.word.substr(std::min(line.inserted_behind, offer.word.size())) + "\n";
        }
    }
    return text;
}

} // namespace gilkit::cli::shell
