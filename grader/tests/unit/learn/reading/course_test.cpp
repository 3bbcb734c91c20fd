// Every Markdown text of the course, on terminals of every width and sort.

#include "content/load.hpp"
#include "content/text.hpp"
#include "learn/reading/screens.hpp"
#include "learn/reading/terminals.hpp"
#include "report/text.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using namespace gilkit::learn::test;

namespace {

constexpr auto widths = {40, 80, 200};

// By what they are called in a failure.
std::map<std::string, std::string> load_texts() {
    const std::filesystem::path root = GILKIT_SOURCE_ROOT;
    const auto course = content::load_course(root);
    REQUIRE(course);
    std::map<std::string, std::string> texts;
    for (const content::Unit& unit : course->units) {
        if (unit.lesson) {
            for (const content::Section& section : unit.lesson->sections) {
                texts[unit.id + ": " + section.title] = "## " + section.title + "\n\n" + section.markdown;
            }
        }
        if (unit.exercise) {
            texts[unit.id + ": README.md"] = unit.exercise->readme;
            for (const std::string& hint : unit.exercise->hints) {
                texts[unit.id + ": hint " + std::to_string(texts.size())] = hint;
            }
        }
    }
    for (const std::string name : {"glossary.md", "which-tool-when.md"}) {
        texts[name] = content::read_text_file(root / "lessons" / name).value();
    }
    REQUIRE(texts.size() > 150);
    return texts;
}

const std::map<std::string, std::string>& texts_of_the_course() {
    static const auto texts = load_texts();
    return texts;
}

struct Parts {
    std::string running; // all but tables, and without the words behind fences
    std::string tables;
};

Parts parts_of(const std::string& markdown) {
    Parts parts;
    bool in_code = false;
    for (const std::string_view line : content::split_lines(markdown)) {
        const std::string_view text = content::trim(line);
        const bool in_table = !in_code && text.starts_with('|');
        if (text.starts_with("```")) {
            in_code = !in_code;
            parts.running += in_code ? "```python\n" : "```\n";
        } else if (in_table) {
            parts.tables += std::string(line) + "\n";
        } else {
            parts.running += std::string(line) + "\n";
            parts.tables += "\n"; // tables don't run into each other
        }
    }
    return parts;
}

std::string without_fence_words(std::string markdown) {
    for (std::size_t at = 0; (at = markdown.find("```python", at)) != std::string::npos;) {
        markdown.erase(at + 3, std::string_view("python").size());
    }
    return markdown;
}

// In other order than in the source, where cells are wrapped.
std::map<std::string, int> words_of(const std::string& text) {
    std::map<std::string, int> words;
    std::string word;
    for (const char each : text + " ") {
        if (std::isalnum(static_cast<unsigned char>(each)) != 0) {
            word += each;
        } else if (!word.empty()) {
            ++words[std::exchange(word, {})];
        }
    }
    return words;
}

bool is_ascii(const std::string& line) {
    return std::all_of(line.begin(), line.end(),
                       [](char each) { return static_cast<unsigned char>(each) < 0x80; });
}

} // namespace

TEST_CASE("No line of the course is wider than the terminal, and none has a command or a character it "
          "doesn't know") {
    const auto check = [](const std::string& name, const Lines& lines, const report::Pen& pen) {
        for (const std::string& line : lines) {
            CAPTURE(name);
            CAPTURE(line);
            const std::string plain = without_styles(line);
            REQUIRE_FALSE(has_control_character(plain));
            REQUIRE(report::display_width(plain) <= pen.width());
            REQUIRE((pen.colour() || plain == line));
            REQUIRE((pen.unicode() || is_ascii(line)));
        }
    };
    for (const auto& each : texts_of_the_course()) {
        const auto& name = each.first;
        const auto& text = each.second;
        for (const int width : widths) {
            for (const auto& pen : {without_colours(width), with_colours(width), ascii(width)}) {
                check(name, shown(text, pen), pen);
            }
        }
        check(name, shown(text, ascii(40), Manner::linear), ascii(40));
    }
}

TEST_CASE("Every letter of the course is there, once and in its order") {
    for (const auto& each : texts_of_the_course()) {
        const auto& name = each.first;
        const auto& text = each.second;
        const std::string running = parts_of(text).running;
        const std::string expected = essence(without_fence_words(running));
        for (const auto& pen : {without_colours(40), with_colours(80), without_colours(200)}) {
            CAPTURE(name);
            REQUIRE(essence(without_styles(joined(shown(running, pen)))) == expected);
        }
    }
}

TEST_CASE("Every word of the course's tables is there") {
    int tables = 0;
    for (const auto& each : texts_of_the_course()) {
        const auto& name = each.first;
        const auto& text = each.second;
        const std::string table = parts_of(text).tables;
        const auto expected = words_of(table);
        tables += expected.empty() ? 0 : 1;
        for (const int width : widths) {
            for (const auto manner : {Manner::usual, Manner::linear}) {
                const auto words = words_of(joined(shown(table, without_colours(width), manner)));
                for (const auto& counted : expected) {
                    const auto& word = counted.first;
                    const auto times = counted.second;
                    CAPTURE(name);
                    CAPTURE(word);
                    REQUIRE(words.contains(word));
                    REQUIRE(words.at(word) >= times);
                }
            }
        }
    }
    CHECK(tables > 10);
}

TEST_CASE("Cut into screens, the course loses no line") {
    for (const auto& each : texts_of_the_course()) {
        const auto& name = each.first;
        const auto& text = each.second;
        const Passages passages = render_markdown(text, without_colours());
        std::string whole;
        for (const auto& screen : screens_of(passages, 22)) {
            CAPTURE(name);
            REQUIRE(screen.size() <= 22);
            whole += joined(screen);
        }
        REQUIRE(essence(whole) == essence(joined(lines_of(passages))));
    }
}
