#include "cli/manual/man_page.hpp"

#include "cli/made_up_app.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit::cli::manual;
using gilkit::cli::test::MadeUpApp;

namespace {

std::string made_up_page() {
    MadeUpApp kit;
    return man_page(kit.app(), "2026-01-02", "1");
}

// What stands under this heading.
std::string section(const std::string& title) {
    const std::string page = made_up_page();
    const std::size_t begin = page.find(".SH \"" + title + "\"\n");
    REQUIRE(begin != std::string::npos);
    const std::size_t end = page.find("\n.SH ", begin + 1);
    return page.substr(begin, end == std::string::npos ? end : end + 1 - begin);
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("whatis can read the name") {
    CHECK(section("NAME") == ".SH \"NAME\"\nkit \\- Teaches things\n");
}

TEST_CASE("a page has every command, with its usage, options and prose") {
    CHECK(holds(section("SYNOPSIS"), "\\fBkit site build\\fR [OPTIONS]\n"));
    const std::string commands = section("COMMANDS");
    CHECK(holds(commands, ".SS \"kit grade [OPTIONS] [WHAT...]\"\nGrade submissions.\n"));
    CHECK(holds(commands, ".TP\n\\fBWHAT\\fR \\fITEXT\\fR ...\nExercise id, or the path of a submission.\n"));
    CHECK(holds(commands, ".TP\n\\fB\\-n,\\-\\-runs\\fR \\fIN\\fR\nHow often.\n"));
    CHECK(holds(commands,
                ".TP\n\\fB\\-\\-record\\fR Excludes: \\-\\-output\nWrite down what .\\(rs\\(dq it was.\n"));
    CHECK(holds(commands, "It takes a while.\n"));
    CHECK(holds(commands, ".SS \"kit site build [OPTIONS]\"\n"));
    CHECK(holds(commands, "Is all well?\n")); // no full stop behind it
    CHECK_FALSE(holds(made_up_page(), "secret"));
    CHECK_FALSE(holds(made_up_page(), "hidden"));
}

TEST_CASE("examples and exit codes are where a reader of manual pages looks for them") {
    CHECK(holds(section("EXAMPLES"),
                "Grade submissions:\n.PP\n.RS 4\n.EX\nkit grade one\n\\&.\\(rsgrade \\(aqtwo\\(aq\n"));
    CHECK(holds(section("EXIT STATUS"), ".TP\n\\fBkit grade\\fR\n0 passed, 1 failed.\n"));
    CHECK_FALSE(holds(section("COMMANDS"), "Exit code"));
    CHECK(holds(section("DESCRIPTION"), "\\fBkit COMMAND \\-\\-help\\fR says more.\n"));
}
