#include "batch/results/summary.hpp"

#include "batch/results/overview.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

using namespace gilkit;
using namespace gilkit::batch;

TEST_CASE("the exit code is the design's: 3 before 1 before 4 before 0") {
    Tally tally;
    CHECK(exit_code_of(tally) == 0);
    tally.passed = 3;
    CHECK(exit_code_of(tally) == 0);
    tally.inconclusive = 1;
    CHECK(exit_code_of(tally) == 4);
    tally.failed = 1;
    CHECK(exit_code_of(tally) == 1);
    tally.error = 1;
    CHECK(exit_code_of(tally) == 3);
    CHECK(tally.all() == 6);
}

TEST_CASE("how long it takes is told in words that claim no more than is known") {
    CHECK(duration_words(0) == "less than a minute");
    CHECK(duration_words(61) == "about 2 min");
    CHECK(duration_words(3600) == "about 60 min");
    CHECK(duration_words(9000) == "about 2.5 h");
}

TEST_CASE("a status says who works on it, or that nobody does") {
    Counts counts;
    counts.submissions = 5;
    counts.waiting = 3;
    counts.running = 2;
    counts.by_verdict = {{"passed", 2}};
    const std::string working = status_text(counts, 123, "out", {});
    CHECK(working.find("2 of 5 submissions done") == 0);
    CHECK(working.find("Process 123 works on it.") != std::string::npos);
    CHECK(working.find("running          2") != std::string::npos);
    CHECK(working.find("left             1") != std::string::npos);
    const std::string stopped = status_text(counts, 0, "o\x1b[2Jut", {});
    CHECK(stopped.find("running") == std::string::npos);
    CHECK(stopped.find("left             3\nNobody works on it") != std::string::npos);
    CHECK(stopped.find('\x1b') == std::string::npos);
}

TEST_CASE("a page with nothing on it is a page, and hostile names are text in it") {
    const os::test::Scratch scratch;
    Journal journal = Journal::open(scratch.path()).value();
    CHECK(overview_page(journal, {}).value().find("0 submissions of 0 students") != std::string::npos);
    REQUIRE(journal.begin_intake());
    REQUIRE(journal.put_submission(
        {"<b>\x1b[2J\xff\"{{{version}}}&", "f%20\"", "", "p", "", "", "<script>alert(1)</script>"}));
    REQUIRE(journal.end_intake());
    const std::string page = overview_page(journal, {report::find_format("text")}).value();
    CHECK(page.find("<b>") == std::string::npos);
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find('\x1b') == std::string::npos);
    CHECK(page.find('\xff') == std::string::npos);
    CHECK(page.find("{{{version}}}&amp;") != std::string::npos);
    CHECK(page.find("href=\"students/f%2520&quot;/text.txt\"") != std::string::npos);
}
