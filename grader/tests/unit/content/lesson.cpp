#include "content/good_course.hpp"
#include "content/load.hpp"
#include "content/strays.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE("a lesson is complete and its references are replaced") {
    const GoodCourse files;
    const auto course = load_course(files.root());
    REQUIRE(course);
    const Lesson& lesson = *course->units[0].lesson;
    CHECK(lesson.title == "Lesson one");
    CHECK(lesson.summary == "It shows one thing.");
    CHECK(lesson.broken.source == "print('broken')\n");
    CHECK(lesson.broken.prints.size() == 2);
    CHECK(lesson.fixed.file == files.root() / "lessons/01-one/fixed.py");
    CHECK(lesson.prediction.question == "How long?");
    REQUIRE(lesson.prediction.choices.size() == 3);
    CHECK_FALSE(lesson.prediction.choices[0].right);
    CHECK(lesson.prediction.choices[1].right);
    CHECK_FALSE(lesson.prediction.choices[2].right);
    REQUIRE(lesson.sections.size() == 10);
    CHECK(lesson.sections[3].slug == "what-does-this-print");
    CHECK(lesson.sections[2].markdown == "```python\nprint('broken')\n```\n");
    CHECK(lesson.sections[4].markdown == "```text\none call 0.50 s, four threads 2.01 s\n4.02 times as "
                                         "long\n```\n\nIt took 4.02 times as long on 2 cores.\n");
    CHECK(lesson.observed_json == read_file(files.root() / observed_json));
}

TEST_CASE("a lesson that was never recorded") {
    const GoodCourse files;
    files.remove(observed_json);
    check_one(files.faults(), observed_json, 0, "never recorded", "gilkit verify --record");

    const auto course = load_course(files.root(), {.recordings = Recordings::begun});
    REQUIRE(course);
    const Lesson& lesson = *course->units[0].lesson;
    CHECK(lesson.observed_json.empty());
    CHECK(lesson.sections[2].markdown == "{{code broken}}\n");
    for (const Choice& choice : lesson.prediction.choices) {
        CHECK_FALSE(choice.right);
    }
}

TEST_CASE("a recording that is there is checked even where none is required") {
    const GoodCourse files;
    files.write(observed_json, "{}");
    check_one(files.faults({.recordings = Recordings::begun}), observed_json, 0, "the schema is not");
}

TEST_CASE("faults of lesson.toml are located") {
    struct Case {
        const char* from;
        const char* to;
        std::size_t line;
        const char* message;
        const char* action;
    };
    const std::vector<Case> cases = {
        {"format = 1", "format = 9", 1, "format 9 is not known", ""},
        {"summary", "sumary", 3, "unknown key 'sumary'", "did you mean 'summary'?"},
        {"[broken]\nprints", "[broken]\nprint", 6, "unknown key 'print'", "did you mean 'prints'?"},
        {"[\"done\"]", "[]", 8, "'prints' must be an array of strings", ""},
        {"[\"done\"]", "\"done\"", 8, "'prints' must be an array of strings", ""},
        {"[\"done\"]", "[\"{a}{b}\"]", 8, "{a} has no end in line 1 of 'prints'", "digit"},
        {"[fixed]\nprints = [\"done\"]\n", "", 1, "missing key 'fixed'", "[fixed]"},
        {"question = \"How long?\"", "", 10, "missing key 'question'", ""},
        {"because = \"One at a time.\"", "because = \"\"", 18, "'because' must be a string", ""},
        {"when = \"broken.printed.times > 10\"", "when = \"times is 10\"", 23, "'is' is not a comparison",
         "broken.speedup_4 < 1.3"},
        {"when = \"broken.printed.times > 10\"", "when = \"broken.printed.time > 10\"", 23,
         "nothing was recorded under 'broken.printed.time'", "did you mean 'broken.printed.times'?"},
        {"when = \"broken.speedup_4 >= 3\"", "when = \"broken.speedup_4 < 3\"", 10,
         "choices 1, 2 are all right", "exactly one"},
        {"broken.printed.times > 2", "broken.printed.times > 5", 10, "no choice is right", "exactly one"},
        {"[[prediction.choice]]\ntext = \"Longer still\"\nbecause = \"Switching costs.\"\n"
         "when = \"broken.printed.times > 10\"\n",
         "", 10, "a prediction with 2 choices", "three to five"},
        {"[prediction]", "[prediction]\nright = 2", 11, "unknown key 'right'", "remove it"},
        {"title = \"Lesson one\"", "title = \"Lesson one", 2, "not valid TOML", ""},
        {"[prediction]", "[second_fix]\nfile = \"other.py\"\nsummary = \"x\"\n[prediction]", 11,
         "'other.py' is not the name of a second fix", "fixed_"},
        {"[prediction]", "[second_fix]\nfile = \"fixed_x.py\"\n[prediction]", 10, "missing key 'summary'",
         ""},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.to));
        const GoodCourse files;
        files.replace(lesson_toml, bad.from, bad.to);
        auto faults = files.faults();
        check_one(faults, lesson_toml, bad.line, bad.message, bad.action);
    }
}

TEST_CASE("a lesson may have a second fix, in a file of its own") {
    const GoodCourse files;
    files.replace(lesson_toml, "[prediction]",
                  "[second_fix]\nfile = \"fixed_x.py\"\nsummary = \"Takes x.\"\n[prediction]");
    check_one(files.faults(), "lessons/01-one/fixed_x.py", 0, "this file is missing", "");
    files.write("lessons/01-one/fixed_x.py", "import x\n");
    const auto course = load_course(files.root());
    REQUIRE(course);
    const auto& fix = course->units[0].lesson->second_fix;
    REQUIRE(fix);
    CHECK(fix->source == "import x\n");
    CHECK(fix->summary == "Takes x.");
    CHECK(find_strays(*course, {&course->units[0]}).empty());
}

TEST_CASE("six choices are too many") {
    const GoodCourse files;
    std::string text = read_file(files.root() / lesson_toml);
    for (int i = 0; i < 3; ++i) {
        text += "[[prediction.choice]]\ntext = \"x\"\nbecause = \"x\"\nwhen = \"broken.wall_s > 100\"\n";
    }
    files.write(lesson_toml, text);
    check_one(files.faults(), lesson_toml, 10, "a prediction with 6 choices", "three to five");
}

TEST_CASE("files of a lesson that are missing, empty or not text") {
    for (const std::string name : {"lesson.md", "lesson.toml", "broken.py", "fixed.py"}) {
        CAPTURE(name);
        const std::string file = "lessons/01-one/" + name;
        const GoodCourse files;
        files.remove(file);
        check_one(files.faults(), file, 0, "missing");
        files.write(file, "\n \n");
        check_one(files.faults(), file, 0, "empty");
        files.write(file, "# one\n# \xFF\n");
        check_one(files.faults(), file, 2, "UTF-8");
        files.remove(file);
        files.write(file + "/in-a-folder", "x");
        check_one(files.faults(), file, 0, "not a regular file");
    }
}

TEST_CASE("a recorded output that is not what the lesson says it prints") {
    const GoodCourse files;
    files.replace(observed_json, R"("done\n")", R"("Done\n")");
    check_one(files.faults(), observed_json, 0, "line 1 is 'Done', it should match 'done'", "--record");
}

TEST_CASE("a reference to nothing is located in lesson.md") {
    const GoodCourse files;
    files.replace(lesson_md, "{{machine.cores_online}}", "{{machine.cores}}");
    check_one(files.faults(), lesson_md, 21, "nothing was recorded under 'machine.cores'");
}
