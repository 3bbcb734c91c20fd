#include "content/good_course.hpp"
#include "content/load.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE("an exercise is complete, with defaults where it says nothing") {
    const GoodCourse files;
    const auto course = load_course(files.root());
    REQUIRE(course);
    const Exercise& exercise = *course->units[0].exercise;
    const auto folder = files.root() / "exercises/01-one";
    CHECK(exercise.folder == folder);
    CHECK(exercise.title == "Exercise");
    CHECK(kind_of(exercise.requirement) == "cpu");
    CHECK(exercise.function == "run_jobs");
    CHECK(exercise.stub_fails_with == "not-parallel");
    CHECK(exercise.workers == 4);
    const auto& cpu = std::get<CpuRequirement>(exercise.requirement);
    CHECK(cpu.speedup == 2.0);
    CHECK(cpu.work_ratio_max == 1.5);
    CHECK(exercise.limits.time_s == 5.0);
    CHECK(exercise.limits.memory_mb == 2048);
    REQUIRE(exercise.mistakes.size() == 2);
    CHECK(exercise.mistakes[0].file == folder / "check/mistakes/thread_pool.py");
    CHECK(exercise.mistakes[1].reason == "wrong-answer");
    CHECK(exercise.hints ==
          std::vector<std::string>{"## Look\n\nAt the threads.\n", "## Use\n\nA process pool.\n"});
    CHECK(exercise.stub_source == read_file(folder / "submission.py"));
    CHECK(exercise.solution == files.root() / "solutions/01-one/submission.py");
    CHECK(exercise.reference == folder / "check/reference.py");
    CHECK(exercise.inputs == folder / "check/inputs.py");
}

TEST_CASE("faults of exercise.toml are located") {
    struct Case {
        const char* from;
        const char* to;
        std::size_t line;
        const char* message;
        const char* action;
    };
    const std::vector<Case> cases = {
        {"format = 1", "format = 0", 1, "format 0 is not known", ""},
        {"kind = \"cpu\"", "kind = \"gpu\"", 4, "unknown kind 'gpu'", "did you mean 'cpu'?"},
        {"kind = \"cpu\"", "", 1, "missing key 'kind'", ""},
        {"[cpu]\nworkers = 4\nspeedup = 2\n", "", 1, "missing key 'cpu'", "[cpu]"},
        {"run_jobs", "run jobs", 5, "'run jobs' is not the name of a function", ""},
        {"\"not-parallel\"", "\"not-paralel\"", 6, "unknown reason 'not-paralel'",
         "did you mean 'not-parallel'?"},
        {"\"not-parallel\"", "\"too-noisy\"", 6, "unknown reason 'too-noisy'", "wrong-answer"},
        {"workers = 4", "workers = 0", 9, "'workers' is 0, which is out of range", "from 1"},
        {"workers = 4", "workers = -1", 9, "'workers' is -1, which is out of range", ""},
        {"workers = 4", "workers = 4.0", 9, "'workers' must be a whole number", ""},
        {"workers = 4", "workers = \"4\"", 9, "'workers' must be a whole number", ""},
        {"speedup = 2", "speedup = 0", 10, "'speedup' is 0, which is out of range", "above 0"},
        {"speedup = 2", "speedup = -2.5", 10, "'speedup' is -2.5, which is out of range", ""},
        {"speedup = 2", "speedup = nan", 10, "'speedup' is nan, which is out of range", ""},
        {"speedup = 2", "speedup = 2\nwork_ratio_max = 0.5", 11, "'work_ratio_max' is 0.5", "at least 1"},
        {"speedup = 2", "", 8, "missing key 'speedup'", "speedup = "},
        {"time_s = 5", "time_s = 0", 13, "'time_s' is 0", ""},
        {"time_s = 5", "time = 5", 13, "unknown key 'time'", "did you mean 'time_s'?"},
        {"time_s = 5", "memory_mb = 0", 13, "'memory_mb' is 0", ""},
        {"time_s = 5", "output_kb = 0", 13, "'output_kb' is 0", ""},
        {"time_s = 5", "tasks = true", 13, "'tasks' must be a whole number", ""},
        {"reason = \"wrong-answer\"", "reason = \"wrong\"", 22, "unknown reason 'wrong'", "use one of"},
        {"file = \"wrong.py\"", "file = \"../wrong.py\"", 21, "is not the name of a Python file", ""},
        {"file = \"wrong.py\"", "file = \"wrong.txt\"", 21, "is not the name of a Python file", ""},
        {"file = \"wrong.py\"", "file = \"thread_pool.py\"", 21, "is listed twice", ""},
        {"file = \"wrong.py\"", "file = \"wrnog.py\"", 21, "check/mistakes/wrnog.py is missing",
         "did you mean 'wrong.py'?"},
        {"summary = \"Forgets the last job.\"", "", 20, "missing key 'summary'", ""},
        {"[cpu]", "[cpu", 8, "not valid TOML", ""},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.to));
        const GoodCourse files;
        files.replace(exercise_toml, bad.from, bad.to);
        check_one(files.faults(), exercise_toml, bad.line, bad.message, bad.action);
    }
}

TEST_CASE("mistakes and their files agree") {
    const std::string unlisted = "exercises/01-one/check/mistakes/another.py";
    {
        const GoodCourse files;
        files.write(unlisted, "x = 1\n");
        files.write("exercises/01-one/check/mistakes/__pycache__/x.pyc", "x");
        check_one(files.faults(), unlisted, 0, "not listed in exercise.toml", "[[mistake]]");
    }
    {
        const GoodCourse files;
        files.remove("exercises/01-one/check/mistakes/wrong.py");
        check_one(files.faults(), exercise_toml, 21, "check/mistakes/wrong.py is missing", "write it");
    }
    {
        const GoodCourse files;
        files.write("exercises/01-one/check/mistakes/wrong.py", "");
        check_one(files.faults(), "exercises/01-one/check/mistakes/wrong.py", 0, "empty");
    }
    {
        const GoodCourse files;
        files.remove("exercises/01-one/check/mistakes");
        CHECK(files.faults().size() == 2);
    }
}

TEST_CASE("an exercise without mistakes is no exercise") {
    const GoodCourse files;
    std::string text = read_file(files.root() / exercise_toml);
    files.write(exercise_toml, text.substr(0, text.find("[[mistake]]")));
    check_one(files.faults(), exercise_toml, 1, "missing key 'mistake'", "[[mistake]]");
}

TEST_CASE("files of an exercise that are missing or empty") {
    for (const std::string file :
         {"exercises/01-one/exercise.toml", "exercises/01-one/README.md", "exercises/01-one/hints.md",
          "exercises/01-one/submission.py", "exercises/01-one/check/reference.py",
          "exercises/01-one/check/inputs.py", "solutions/01-one/submission.py"}) {
        CAPTURE(file);
        const GoodCourse files;
        files.remove(file);
        check_one(files.faults(), file, 0, "missing");
        files.write(file, "");
        check_one(files.faults(), file, 0, "empty");
    }
}

TEST_CASE("faults of hints.md are located") {
    struct Case {
        const char* text;
        std::size_t line;
        const char* message;
    };
    const std::vector<Case> cases = {
        {"Just text.\n", 1, "there is no hint"},
        {"# Hints\n\nSome text.\n\n## One\n\nx\n", 1, "text before the first hint"},
        {"## One\n\n## Two\n\nx\n", 1, "this hint is empty"},
        {"## \n\nx\n", 1, "this hint is empty"},
        {"## One\n\n```\n## Two\n", 3, "this code fence is never closed"},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.text));
        const GoodCourse files;
        files.write("exercises/01-one/hints.md", bad.text);
        check_one(files.faults(), "exercises/01-one/hints.md", bad.line, bad.message);
    }
}

namespace {

// The good course, whose first exercise is of the kind `native`.
void make_native(const GoodCourse& files) {
    const std::string folder = "exercises/01-one";
    files.replace(folder + "/exercise.toml", "kind = \"cpu\"", "kind = \"native\"");
    files.replace(folder + "/exercise.toml", "[cpu]", "[native]\nmodule = \"life\"");
    files.replace(folder + "/exercise.toml", "thread_pool.py", "kept.cpp");
    files.replace(folder + "/exercise.toml", "wrong.py", "wrong.cpp");
    for (const char* const old : {"/submission.py", "/check/mistakes"}) {
        files.remove(folder + old);
    }
    files.remove("solutions/01-one/submission.py");
    for (const char* const name : {"/submission.cpp", "/check/mistakes/kept.cpp", "/check/mistakes/wrong.cpp",
                                   "/check/reference.cpp", "/check/CMakeLists.txt", "/check/driver.py"}) {
        files.write(folder + name, "text\n");
    }
    files.write("solutions/01-one/submission.cpp", "text\n");
}

} // namespace

TEST_CASE("an exercise about waiting may ask for parallel work, too") {
    const std::string toml = "exercises/01-one/exercise.toml";
    GoodCourse files;
    files.replace(toml, "kind = \"cpu\"", "kind = \"io\"");
    files.replace(toml, "[cpu]", "[io]\nin_flight = 3");
    {
        const auto course = load_course(files.root());
        REQUIRE(course);
        const Exercise& exercise = *course->units[0].exercise;
        const auto& io = std::get<IoRequirement>(exercise.requirement);
        CHECK(io.in_flight == 3.0);
        REQUIRE(io.work);
        CHECK(io.work->speedup == 2.0);
        CHECK(parallel_work_of(exercise.requirement) == &*io.work);
    }
    files.replace(toml, "speedup = 2", "work_ratio_max = 2");
    check_one(files.faults(), toml, 8, "missing key 'speedup'", "");
    files.replace(toml, "work_ratio_max = 2\n", "");
    const auto course = load_course(files.root());
    REQUIRE(course);
    CHECK(parallel_work_of(course->units[0].exercise->requirement) == nullptr);
}

TEST_CASE("an exercise in C++ has files of its own") {
    const GoodCourse files;
    make_native(files);
    const auto course = load_course(files.root());
    REQUIRE(course);
    const Exercise& exercise = *course->units[0].exercise;
    const auto folder = files.root() / "exercises/01-one";
    CHECK(kind_of(exercise.requirement) == "native");
    const auto& native = std::get<NativeRequirement>(exercise.requirement);
    CHECK(native.module == "life");
    CHECK(native.build_s == 60.0);
    CHECK(native.cpu.speedup == 2.0);
    CHECK(parallel_work_of(exercise.requirement) == &native.cpu);
    CHECK(exercise.stub == folder / "submission.cpp");
    CHECK(exercise.solution == files.root() / "solutions/01-one/submission.cpp");
    CHECK(exercise.reference == folder / "check/reference.py");
    CHECK(native.rules == folder / "check/CMakeLists.txt");
    CHECK(exercise.mistakes[0].file == folder / "check/mistakes/kept.cpp");
}

TEST_CASE("faults of an exercise in C++ are located") {
    const std::string folder = "exercises/01-one";
    for (const char* const name : {"/check/CMakeLists.txt", "/check/driver.py", "/check/reference.cpp"}) {
        const GoodCourse files;
        make_native(files);
        files.remove(folder + name);
        check_one(files.faults(), folder + name, 0, "", "");
    }
    {
        const GoodCourse files;
        make_native(files);
        files.replace(folder + "/exercise.toml", "\"life\"", "\"li/fe\"");
        check_one(files.faults(), folder + "/exercise.toml", 9, "'li/fe' is not the name of a module",
                  "letters");
    }
    {
        const GoodCourse files;
        make_native(files);
        files.replace(folder + "/exercise.toml", "kept.cpp", "kept.py");
        files.remove(folder + "/check/mistakes/kept.cpp");
        check_one(files.faults(), folder + "/exercise.toml", 17, "'kept.py' is not the name of a C++ file",
                  ".cpp");
    }
}
