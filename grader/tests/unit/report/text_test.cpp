#include "report/text.hpp"

#include <doctest/doctest.h>

#include <string>

using gilkit::report::display_width;
using gilkit::report::keep_end;
using gilkit::report::keep_ends;
using gilkit::report::keep_start;
using gilkit::report::next_code_point;
using gilkit::report::no_command;
using gilkit::report::safe;
using gilkit::report::Wording;
using gilkit::report::wrap;

using Lines = std::vector<std::string>;

TEST_CASE("Control characters are spelled out, never sent") {
    CHECK(safe("a\tb\r\n\x1b[1m\x7f", true, Wording::exact) == R"(a\tb\r\n\x1b[1m\x7f)");
    CHECK(safe(std::string(1, '\0'), true, Wording::exact) == R"(\x00)");
    CHECK(safe("\u009b31m", true, Wording::exact) == R"(\u009b31m)");
    CHECK(safe("\u009b31m", true, Wording::prose) == R"(\u009b31m)");
}

TEST_CASE("Characters that reorder or hide text are spelled out") {
    CHECK(safe("\u202Eab\u202C\u2066\u2069", true, Wording::exact) == R"(\u202eab\u202c\u2066\u2069)");
    CHECK(safe("a\u200Bb\uFEFF\U000E0041", true, Wording::prose) == R"(a\u200bb\ufeff\U000e0041)");
    CHECK(safe("a\u2028b", true, Wording::prose) == R"(a\u2028b)");
}

TEST_CASE("Bytes that are not UTF-8 are shown one by one") {
    CHECK(safe("\xff\x9b", true, Wording::exact) == R"(\xff\x9b)");
    CHECK(safe("\xc0\xaf", true, Wording::exact) == R"(\xc0\xaf)");         // overlong
    CHECK(safe("\xe0\x80\xaf", true, Wording::exact) == R"(\xe0\x80\xaf)"); // overlong
    CHECK(safe("\xed\xa0\x80", true, Wording::exact) == R"(\xed\xa0\x80)"); // surrogate
    CHECK(safe("\xf4\x90\x80\x80", true, Wording::exact) == R"(\xf4\x90\x80\x80)");
    CHECK(safe("\xe2\x82", true, Wording::exact) == R"(\xe2\x82)"); // cut off
    CHECK(safe("€é漢😀", true, Wording::exact) == "€é漢😀");
}

TEST_CASE("A text is decoded to its code points") {
    const std::string text = "é漢😀";
    std::size_t position = 0;
    CHECK(next_code_point(text, position) == U'é');
    CHECK(next_code_point(text, position) == U'漢');
    CHECK(next_code_point(text, position) == U'😀');
    CHECK(position == text.size());
}

TEST_CASE("Without UTF-8 everything becomes ASCII: prose to be read, answers to be told apart") {
    CHECK(safe("2.00× – “fast”…", false, Wording::prose) == "2.00x - \"fast\"...");
    CHECK(safe("2.00×", false, Wording::exact) == R"(2.00\u00d7)");
    CHECK(safe("é😀", false, Wording::prose) == R"(\u00e9\U0001f600)");
}

TEST_CASE("In an answer no other space passes for a space") {
    CHECK(safe("a\u00A0b\u3000", true, Wording::exact) == R"(a\u00a0b\u3000)");
    CHECK(safe("12\u00A0%", true, Wording::prose) == "12\u00A0%");
}

TEST_CASE("Width counts columns, not bytes") {
    CHECK(display_width("") == 0);
    CHECK(display_width("2.00×") == 5);
    CHECK(display_width("漢字") == 4);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("😀") == 2);
    CHECK(display_width("▼│█▏░├─┤✓✗") == 10);
}

TEST_CASE("Text that is too long loses its end or its start") {
    CHECK(keep_start("abcdef", 6, "…") == "abcdef");
    CHECK(keep_start("abcdefg", 6, "…") == "abcde…");
    CHECK(keep_start("漢字漢字", 6, "…") == "漢字…");
    CHECK(keep_end("/home/alice/x.py", 9, "...") == "...e/x.py");
    CHECK(keep_end("漢字漢字", 6, "…") == "…漢字");
    CHECK(keep_ends("abcdefg", 7, "…") == "abcdefg");
    CHECK(keep_ends("ThreadPoolExecutor-0_2", 15, "…") == "ThreadP…tor-0_2");
    CHECK(keep_ends("ThreadPoolExecutor-0_2", 15, "...") == "Thread...or-0_2");
    CHECK(keep_ends("漢字漢字", 6, "…") == "漢…字");
    CHECK(keep_ends("abc", 1, "…") == "…");
    CHECK(keep_ends("", 0, "…").empty());
}

TEST_CASE("Lines break between words") {
    CHECK(wrap("", 10).empty());
    CHECK(wrap("   ", 10).empty());
    CHECK(wrap("one two  three", 7) == Lines{"one two", "three"});
    CHECK(wrap("one two", 100) == Lines{"one two"});
}

TEST_CASE("A word wider than a line is broken") {
    CHECK(wrap("a abcdefgh b", 4) == Lines{"a", "abcd", "efgh", "b"});
    CHECK(wrap("漢字漢字", 5) == Lines{"漢字", "漢字"});
}

TEST_CASE("No line begins like a command of a CI service") {
    CHECK(no_command("  ::error::forged") == "  : :error::forged");
    CHECK(no_command("::stop-commands::x") == ": :stop-commands::x");
    CHECK(no_command("\t##[group]") == "\t# #[group]");
    CHECK(no_command("##vso[task.complete]") == "# #vso[task.complete]");
    CHECK(no_command("ValueError: ::error::") == "ValueError: ::error::");
    CHECK(no_command("\u00A0\u3000::error::") == "\u00A0\u3000: :error::");
    CHECK(no_command("x ##[error]y ###[group]z") == "x # #[error]y ## #[group]z");
    CHECK(no_command("x ##vso[task.complete]") == "x # #vso[task.complete]");
    CHECK(no_command("## a title") == "## a title");
    CHECK(no_command("").empty());
    CHECK(no_command("   ") == "   ");
}
