#include "learn/terminal/screen.hpp"

#include "learn/terminal/painted.hpp"
#include "learn/terminal/pty.hpp"
#include "report/text.hpp"

#include <doctest/doctest.h>

#include <charconv>
#include <stdexcept>
#include <string>
#include <vector>

using namespace gilkit::learn;
using gilkit::learn::test::Pty;

namespace {

// What somebody sees of it. Knows the sequences that a Screen may use, and no others.
class Emulator {
public:
    Emulator(int rows, int columns)
        : columns_(static_cast<std::size_t>(columns)), rows_(static_cast<std::size_t>(rows)) {}

    void show(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            if (text[at] == '\033') {
                at = obey(text, at);
            } else {
                const std::size_t start = at;
                gilkit::report::next_code_point(text, at);
                put(text.substr(start, at - start));
            }
        }
    }

    std::string row(std::size_t index) const {
        std::string text;
        for (const std::string& cell : rows_.at(index)) {
            text += cell;
        }
        return text;
    }

    bool cursor_shown = true;
    bool other_screen = false;
    bool wraps = true;
    bool brackets_pastes = false;
    bool in_colour = false;

private:
    void put(std::string_view character) {
        const auto width = static_cast<std::size_t>(gilkit::report::display_width(character));
        if (row_ >= rows_.size() || column_ + width > columns_ || character == "\n") {
            throw std::runtime_error("would wrap or scroll");
        }
        auto& row = rows_.at(row_);
        if (row.size() < column_ + width) {
            row.resize(column_ + width);
        }
        row.at(column_) = character;
        column_ += width;
    }

    std::size_t obey(std::string_view text, std::size_t at) {
        const auto end = text.find_first_not_of("0123456789;?", at + 2);
        const auto numbers = text.substr(at + 2, end - at - 2);
        switch (text.at(end)) {
        case 'H':
            move(numbers);
            break;
        case 'K':
            // Behind a full row the cursor still stands on its last column.
            rows_.at(row_).resize(std::min({rows_.at(row_).size(), column_, columns_ - 1}));
            break;
        case 'J':
            rows_.assign(rows_.size(), {});
            break;
        case 'm':
            in_colour = !numbers.empty();
            break;
        case 'h':
        case 'l':
            mode(numbers) = text.at(end) == 'h';
            break;
        default:
            throw std::runtime_error("unknown sequence");
        }
        return end + 1;
    }

    void move(std::string_view numbers) {
        int row = 0;
        std::from_chars(numbers.data(), numbers.data() + numbers.size(), row);
        if (numbers != std::to_string(row) + ";1") {
            throw std::runtime_error("unknown position");
        }
        row_ = static_cast<std::size_t>(row - 1);
        column_ = 0;
    }

    bool& mode(std::string_view number) {
        if (number == "?25") {
            return cursor_shown;
        }
        if (number == "?1049") {
            return other_screen;
        }
        if (number == "?7") {
            return wraps;
        }
        if (number == "?2004") {
            return brackets_pastes;
        }
        throw std::runtime_error("unknown mode");
    }

    std::size_t columns_;
    std::vector<std::vector<std::string>> rows_;
    std::size_t row_ = 0;
    std::size_t column_ = 0;
};

struct Watched {
    Watched(int rows, int columns)
        : pty(rows, columns), seen(rows, columns), screen(pty.fd(), Drawing::in_place) {}

    // What was written for it.
    std::string draw(const std::vector<std::string>& lines, std::string_view bottom) {
        REQUIRE(screen.draw(lines, bottom));
        const std::string written = pty.take_shown();
        seen.show(written);
        return written;
    }

    Pty pty;
    Emulator seen;
    Screen screen;
};

} // namespace

TEST_CASE("A block and a bottom row stand where they belong, and nothing scrolls") {
    Watched at(6, 20);
    CHECK(at.screen.room() == 5);
    at.draw({"first", "", "third"}, "bottom");
    CHECK(at.seen.row(0) == "first");
    CHECK(at.seen.row(1).empty());
    CHECK(at.seen.row(2) == "third");
    CHECK(at.seen.row(5) == "bottom");
    CHECK(at.seen.wraps);
    at.draw({"a line that is far too long for it", "12345678901234567890"}, "and a bottom row that is, too");
    CHECK(at.seen.row(0) == "a line that is far t");
    CHECK(at.seen.row(1) == "12345678901234567890");
    CHECK(at.seen.row(2).empty());
    CHECK(at.seen.row(5) == "and a bottom row tha");
    at.draw({"1", "2", "3", "4", "5", "6", "7", "8"}, "bottom");
    CHECK(at.seen.row(4) == "5");
    CHECK(at.seen.row(5) == "bottom");
}

TEST_CASE("Only what has changed is written again") {
    Watched at(6, 40);
    at.draw({"stays the same", "changes: 1"}, "bottom");
    CHECK(at.draw({"stays the same", "changes: 1"}, "bottom").empty());
    const std::string written = at.draw({"stays the same", "changes: 2"}, "bottom");
    CHECK(written.find("changes: 2") != std::string::npos);
    CHECK(written.find("stays") == std::string::npos);
    CHECK(written.find("\033[2J") == std::string::npos);
    at.draw({"", "shorter"}, "");
    CHECK(at.seen.row(0).empty());
    CHECK(at.seen.row(1) == "shorter");
    CHECK(at.seen.row(5).empty());
    at.screen.clear();
    CHECK(at.draw({"", "shorter"}, "").find("\033[2J") != std::string::npos);
    CHECK(at.seen.row(1) == "shorter");
}

TEST_CASE("Another size is drawn anew, down to a single row") {
    Watched at(6, 40);
    at.draw({"a line of text"}, "bottom");
    at.pty.resize(3, 6);
    at.seen = Emulator(3, 6);
    at.draw({"a line of text"}, "bottom");
    CHECK(at.seen.row(0) == "a line");
    CHECK(at.seen.row(2) == "bottom");
    at.pty.resize(1, 3);
    at.seen = Emulator(1, 3);
    CHECK(at.screen.room() == 0);
    at.draw({"a line of text"}, "bottom");
    CHECK(at.seen.row(0) == "bot");
}

TEST_CASE("The terminal is given back as it was, however often it is asked for") {
    const Pty pty(6, 40);
    Emulator seen(6, 40);
    {
        Screen screen(pty.fd(), Drawing::in_place);
        seen.show(pty.take_shown());
        CHECK(seen.other_screen);
        CHECK(seen.brackets_pastes);
        CHECK_FALSE(seen.cursor_shown);
        screen.enter();
        CHECK(pty.take_shown().empty());
        const std::vector<std::string> lines = {"\033[1;31mred"};
        REQUIRE(screen.draw(lines, "\033[2mfaint"));
        seen.show(pty.take_shown());
        CHECK_FALSE(seen.in_colour);
        screen.leave();
        seen.show(pty.take_shown());
        CHECK(seen.cursor_shown);
        CHECK_FALSE(seen.other_screen);
        CHECK_FALSE(seen.brackets_pastes);
        screen.leave();
        CHECK(pty.take_shown().empty());
        screen.enter();
        REQUIRE(screen.draw(lines, "bottom"));
        seen.show(pty.take_shown());
        CHECK(seen.row(0) == "red");
        CHECK_FALSE(seen.cursor_shown);
    }
    seen.show(pty.take_shown());
    CHECK(seen.cursor_shown);
    CHECK_FALSE(seen.other_screen);
}

TEST_CASE("Line by line, what is new is printed below, and the cursor is never moved") {
    const Pty pty(6, 10);
    {
        Screen screen(pty.fd(), Drawing::line_by_line);
        CHECK_FALSE(screen.draws_in_place());
        std::vector<std::string> lines = {"a line longer than the terminal", "second"};
        REQUIRE(screen.draw(lines, "keys: n h"));
        CHECK(pty.take_shown() == "a line longer than the terminal\r\nsecond\r\nkeys: n h\r\n");
        REQUIRE(screen.draw(lines, "keys: n h"));
        CHECK(pty.take_shown().empty());
        lines.emplace_back("third");
        REQUIRE(screen.draw(lines, "keys: n h"));
        CHECK(pty.take_shown() == "third\r\nkeys: n h\r\n");
        REQUIRE(screen.draw(lines, "keys: n"));
        CHECK(pty.take_shown() == "keys: n\r\n");
        lines = {"other"};
        REQUIRE(screen.draw(lines, ""));
        CHECK(pty.take_shown() == "other\r\n");
        screen.clear();
        REQUIRE(screen.draw(lines, ""));
        CHECK(pty.take_shown() == "other\r\n");
        screen.leave();
        screen.enter();
    }
    CHECK(pty.take_shown().empty());
}

TEST_CASE("A terminal that is gone is an error, not the end") {
    Pty pty(6, 40);
    Screen screen(pty.fd(), Drawing::in_place);
    pty.hang_up();
    const std::vector<std::string> lines = {"a line"};
    CHECK(screen.draw(lines, "").error().code == EIO);
}

TEST_CASE("Painted text is cut by its columns, with its colours, and obeys nothing else") {
    const Fitted red = fit("\033[1;31mred\033[0m and plain", 6);
    CHECK(red.text == "\033[1;31mred\033[0m an");
    CHECK(red.width == 6);
    CHECK(red.painted);
    const Fitted plain = fit("plain", 5);
    CHECK(plain.text == "plain");
    CHECK_FALSE(plain.painted);
    CHECK(fit("日本語", 5).text == "日本");
    CHECK(fit("日本語", 5).width == 4);
    CHECK(fit("é\xCC\x81x", 1).text == "é\xCC\x81"); // a mark takes no column
    CHECK(fit("", 5).width == 0);
    CHECK(fit("text", 0).text.empty());
    for (const std::string_view hostile :
         {"\033[2J", "\033]0;x\a", "\x1b[31", "a\nb", "\xc2\x9b", "\033[?25h"}) {
        CAPTURE(hostile);
        for (const char byte : fit(hostile, 80).text) {
            CHECK(byte >= ' ');
        }
    }
}
