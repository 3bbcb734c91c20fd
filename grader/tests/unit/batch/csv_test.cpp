#include "batch/results/csv.hpp"

#include <doctest/doctest.h>

using namespace gilkit::batch;

TEST_CASE("cells are quoted as RFC 4180 has it") {
    CHECK(csv_row({"a", "b c", "", "1.5"}) == "a,b c,,1.5\r\n");
    CHECK(csv_row({"a,b", "say \"hi\""}) == "\"a,b\",\"say \"\"hi\"\"\"\r\n");
    CHECK(csv_row({"", "a"}) == ",a\r\n");
}

TEST_CASE("no cell is a formula, whatever a student is called") {
    for (const char* const formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"}) {
        CAPTURE(formula);
        CHECK(csv_text(formula).starts_with("'"));
    }
    CHECK(csv_text("a=1") == "a=1");
    CHECK(csv_text("").empty());
}

TEST_CASE("a cell steers no terminal and is valid UTF-8") {
    const std::string cell = csv_text("a\x1b[2J\xff\u202e\n");
    CHECK(cell.find('\x1b') == std::string::npos);
    CHECK(cell.find('\xff') == std::string::npos);
    CHECK(cell.find('\n') == std::string::npos);
    CHECK(cell.find("\u202e") == std::string::npos);
}
