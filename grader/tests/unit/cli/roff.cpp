#include "cli/manual/roff.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace gilkit::cli::manual;

namespace {

std::string paragraph_of(const Pieces& pieces) {
    RoffPage page("x", "2026-01-02", "x 1");
    const std::size_t head = page.text().size();
    page.paragraph(pieces);
    return page.text().substr(head);
}

} // namespace

TEST_CASE("text stands for itself") {
    CHECK(roff_escaped("--format json") == "\\-\\-format json");
    CHECK(roff_escaped("./a/b.c d.e") == "./\\:a/\\:b.\\:c d.e");
    CHECK(roff_escaped("a/b. c/.") == "a/\\:b. c/\\:.");
    CHECK(roff_escaped("a\\fBb") == "a\\(rsfBb");
    CHECK(roff_escaped("'\"`^~") == "\\(aq\\(dq\\(ga\\(ha\\(ti");
    CHECK(roff_escaped("a\tb\x1b[0m\x7f") == "a b [0m ");
    CHECK(roff_escaped("2\u00d7 \u2026 \U0001f600") == "2\\[u00D7] \\[u2026] \\[u1F600]");
}

TEST_CASE("bytes that are no text are no fault") {
    CHECK(roff_escaped("\xff.") == "\\[uFFFD].");
    CHECK(roff_escaped("\xe2\x82") == "\\[uFFFD]\\[uFFFD]");
    CHECK(roff_escaped("\xc3(") == "\\[uFFFD](");
}

TEST_CASE("no line of text is a request") {
    CHECK(paragraph_of(prose(".SH X")) == ".PP\n\\&.SH X\n");
    CHECK(paragraph_of(prose("'br")) == ".PP\n\\(aqbr\n");
    CHECK(paragraph_of({{Face::bold, ".hidden"}}) == ".PP\n\\fB.hidden\\fR\n");

    RoffPage page("x", "2026-01-02", "x 1");
    page.verbatim({".SH X", "", "\\&"});
    CHECK(page.text().ends_with(".EX\n\\&.SH X\n\n\\(rs&\n.EE\n.RE\n"));
}

TEST_CASE("long text is broken between words, and a dot that comes to the front stays a dot") {
    std::string text;
    for (int i = 0; i < 200; ++i) {
        text += std::string(static_cast<std::size_t>(i % 9 + 1), 'x') + " .y ";
    }
    text += "end ";
    std::istringstream lines(paragraph_of(prose(text.substr(0, text.size() - 1))));
    std::string line;
    std::string joined;
    std::getline(lines, line); // .PP
    bool guarded = false;
    while (std::getline(lines, line)) {
        CHECK(line.size() <= 80);
        CHECK_FALSE(line.starts_with('.'));
        guarded = guarded || line.starts_with("\\&.");
        joined += (line.starts_with("\\&") ? line.substr(2) : line) + " ";
    }
    CHECK(guarded);
    CHECK(joined == text);
    CHECK(paragraph_of(prose(std::string(200, 'x'))) == ".PP\n" + std::string(200, 'x') + "\n");
}

TEST_CASE("words between backquotes are bold") {
    CHECK(paragraph_of(prose("see `man -l` and `that`")) == ".PP\nsee \\fBman \\-l\\fR and \\fBthat\\fR\n");
    CHECK(paragraph_of(prose("one ` alone")) == ".PP\none \\(ga alone\n");
    CHECK(paragraph_of(prose("``")) == ".PP\n");
}

TEST_CASE("below a heading there is a paragraph already") {
    RoffPage page("x", "2026-01-02", "x 1");
    page.section("ONE");
    page.paragraph(prose("a"));
    page.paragraph(prose("b"));
    page.subsection("two");
    page.verbatim({"c"});
    CHECK(page.text().ends_with(".SH \"ONE\"\na\n.PP\nb\n.SS \"two\"\n.RS 4\n.EX\nc\n.EE\n.RE\n"));
}

TEST_CASE("a page begins with its name in capitals") {
    CHECK(RoffPage("git-log", "2026-01-02", "git 2").text() ==
          ".TH \"GIT\\-LOG\" 1 \"2026-01-02\" \"git 2\" \"User Commands\"\n.nr HY 0\n.ad l\n");
}
