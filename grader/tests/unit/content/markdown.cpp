#include "content/markdown.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace gilkit::content;

TEST_CASE("sections carry their lines and trimmed bodies") {
    const auto file = split_markdown("# Title\n\n## One\n\n\ntext\nmore\n\n## Two\nx");
    CHECK(file.before == "# Title\n");
    CHECK(file.before_line == 1);
    CHECK(file.last_line == 10);
    REQUIRE(file.sections.size() == 2);
    CHECK(file.sections[0].title == "One");
    CHECK(file.sections[0].line == 3);
    CHECK(file.sections[0].body == "text\nmore\n");
    CHECK(file.sections[0].body_line == 6);
    CHECK(file.sections[1].line == 9);
    CHECK(file.sections[1].body == "x\n");
}

TEST_CASE("headings inside of code fences are code") {
    for (const std::string fence : {"```", "~~~", "````", "  ```"}) {
        CAPTURE(fence);
        const auto file =
            split_markdown(fmt::format("## One\n{0}python\n## comment\n{0}\n## Two\nx\n", fence));
        REQUIRE(file.sections.size() == 2);
        CHECK(file.sections[1].title == "Two");
        CHECK(file.open_fence_line == 0);
    }
}

TEST_CASE("only a fence of the same mark and length closes") {
    const auto file = split_markdown("## One\n````\n```\n## a\n~~~~\n## b\n```` x\n## c\n`````\n## Two\n");
    REQUIRE(file.sections.size() == 2);
    CHECK(file.sections[1].line == 10);
}

TEST_CASE("a fence that is never closed is remembered") {
    CHECK(split_markdown("## One\n\n```\n## Two\n").open_fence_line == 3);
}

TEST_CASE("what only looks like a heading or a fence") {
    const auto file = split_markdown("## One\n### Deeper\n##Two\n    ## code\n```inline```\n# Top\n## Two\n");
    REQUIRE(file.sections.size() == 2);
    CHECK(file.sections[1].line == 7);
    CHECK(split_markdown("").sections.empty());
    CHECK(split_markdown("##").sections.size() == 1);
    CHECK(split_markdown("## One\r\ntext\r\n").sections.at(0).title == "One");
}
