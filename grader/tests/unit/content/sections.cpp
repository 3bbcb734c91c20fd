#include "content/sections.hpp"

#include "content/good_course.hpp"
#include "content/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE("the form has ten sections with distinct slugs") {
    REQUIRE(section_titles().size() == 10);
    CHECK(section_titles().front() == "Mental Model");
    CHECK(section_titles().back() == "Common Mistake");
    CHECK(slugify(section_titles()[7]) == "how-this-fails-in-real-systems");
}

TEST_CASE("faults in the sections of a lesson are located") {
    struct Case {
        const char* from;
        const char* to;
        std::size_t line;
        const char* message;
        const char* action;
    };
    // In the good lesson, section n of the form stands at these lines: 1, 5, 9, 13, 17, 23, 27, 31, 35, 39.
    const std::vector<Case> cases = {
        {"## Mental Model", "Hello\n\n## Mental Model", 1, "text before the first section", "Mental Model"},
        {"## Rule\n\nThreads take turns.\n", "", 6, "section 'Rule' is missing", "after '## Mental Model'"},
        {"## Mental Model\n\nOne at a time.\n", "", 2, "section 'Mental Model' is missing", "as the first"},
        {"## Common Mistake\n\nMore threads.\n", "", 38, "section 'Common Mistake' is missing",
         "after '## Key Takeaway'"},
        {"## Rule", "## Rules", 5, "unknown section 'Rules'", "did you mean 'Rule'?"},
        {"## Rule", "## Rule\n\nx\n\n## Epilogue", 9, "unknown section 'Epilogue'", "'### '"},
        {"## Rule", "## Rule\n\nx\n\n## Rule", 9, "section 'Rule' stands twice", "line 5"},
        {"## Rule\n\nThreads take turns.", "## Rule\n", 5, "section 'Rule' is empty", "write it"},
        {"Guess.", "```\nGuess.", 15, "this code fence is never closed", "close it"},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.to));
        const GoodCourse files;
        files.replace(lesson_md, bad.from, bad.to);
        check_one(files.faults(), lesson_md, bad.line, bad.message, bad.action);
    }
}

TEST_CASE("sections in the wrong order") {
    const GoodCourse files;
    files.replace(lesson_md, "## Rule", "## Swap");
    files.replace(lesson_md, "## Mental Model", "## Rule");
    files.replace(lesson_md, "## Swap", "## Mental Model");
    check_one(files.faults(), lesson_md, 5, "section 'Mental Model' is out of order", "as the first section");
}
