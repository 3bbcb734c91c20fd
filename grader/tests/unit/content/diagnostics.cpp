#include "content/diagnostics.hpp"

#include "content/good_course.hpp"

#include <doctest/doctest.h>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE("a diagnostic reads as file, line, fault and action") {
    const Diagnostic located{"lessons/course.toml", 7, "unknown key 'lessson'", "did you mean 'lesson'?"};
    CHECK(located.to_string() == "lessons/course.toml:7: unknown key 'lessson'; did you mean 'lesson'?");
    const Diagnostic whole{"lessons/course.toml", 0, "this file is empty", "write it"};
    CHECK(whole.to_string() == "lessons/course.toml: this file is empty; write it");
}

TEST_CASE("findings name files relative to the course") {
    Findings findings("/course");
    findings.add("/course/lessons/a.md", 1, "m", "a");
    findings.add("/elsewhere/a.md", 1, "m", "a");
    CHECK(findings.count() == 2);
    const auto all = findings.take();
    CHECK(all[0].file == "lessons/a.md");
    CHECK(all[1].file == "/elsewhere/a.md");
}

TEST_CASE("a file that can't be read becomes a finding") {
    const TemporaryFolder folder;
    Findings findings(folder.path());
    CHECK_FALSE(findings.read(folder.path() / "none.md"));
    write_file(folder.path() / "some.md", "text\n");
    CHECK(findings.read(folder.path() / "some.md") == "text\n");
    check_one(findings.take(), "none.md", 0, "missing");
}
