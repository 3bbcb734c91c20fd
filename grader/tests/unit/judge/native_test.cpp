#include "judge/native/build.hpp"
#include "judge/native/explain.hpp"
#include "judge/native/toolchain.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace gilkit;
using namespace gilkit::judge;

namespace {

constexpr auto pybind11 = "2.10.3";

Interpreter cpython(const std::string& version) {
    return {"/opt/python" + version, "CPython", version, true};
}

const Interpreter tool{"/usr/bin/python3", "CPython", "3.11.2", true};

Found everything() {
    return {{}, pybind11, true, true, "g++ 12"};
}

} // namespace

TEST_CASE("the first error is told at the submission's line") {
    CHECK(first_error("submission.cpp: In function 'int f()':\n"
                      "submission.cpp:14:12: error: 'x' was not declared in this scope\n"
                      "   14 |     return x;\n"
                      "submission.cpp:20:1: error: another\n",
                      "mine/a.cpp") == "mine/a.cpp:14: error: 'x' was not declared in this scope");
    CHECK(first_error("submission.cpp:1:10: fatal error: nothing.hpp: No such file or directory\n",
                      "a.cpp") == "a.cpp:1: fatal error: nothing.hpp: No such file or directory");
}

TEST_CASE("an error in a header is told at the line that led to it") {
    CHECK(first_error("In file included from submission.cpp:3:\n"
                      "/usr/include/x.hpp: In instantiation of 'void f(T)':\n"
                      "submission.cpp:9:6:   required from here\n"
                      "/usr/include/x.hpp:120:5: error: static assertion failed\n"
                      "submission.cpp:30:1: error: another\n",
                      "a.cpp") == "a.cpp:9: error: static assertion failed");
    CHECK(first_error("/usr/include/x.hpp:120:5: error: odd\n", "a.cpp") == "a.cpp: error: odd");
}

TEST_CASE("the line of the first error is known apart from its words") {
    CHECK(line_of_first_error("submission.cpp:14:12: error: 'x' was not declared in this scope\n") == 14);
    CHECK(line_of_first_error("In file included from submission.cpp:3:\n/usr/x.hpp:120:5: error: odd\n") ==
          3);
    CHECK(line_of_first_error("/usr/include/x.hpp:120:5: error: odd\n") == std::nullopt);
    CHECK(line_of_first_error("submission.cpp:3:1: warning: unused\n") == std::nullopt);
}

TEST_CASE("a very long error is cut between characters") {
    std::string letters;
    for (int i = 0; i < 1000; ++i) {
        letters += "é";
    }
    const std::string error = first_error("submission.cpp:1:2: error: x" + letters, "a.cpp");
    CHECK(error.size() < 450);
    CHECK(error.ends_with("é…"));
}

TEST_CASE("what tells no error is not invented") {
    CHECK(first_error("", "a.cpp") == "a.cpp: it can't be compiled");
    CHECK(first_error("submission.cpp", "a.cpp") == "a.cpp: it can't be compiled");
    CHECK(first_error("submission.cpp:: error: x", "a.cpp") == "a.cpp: error: x");
    CHECK(first_error("submission.cpp:99999999999999999999:1: error: x", "a.cpp").ends_with("error: x"));
}

TEST_CASE("the learner's path stands where the box's name was, and nowhere else") {
    CHECK(with_own_path("submission.cpp:1: error: in 'submission.cpp'", "p/q.cpp") ==
          "p/q.cpp:1: error: in 'p/q.cpp'");
    CHECK(with_own_path("/usr/my_submission.cpp and CMakeFiles/life.dir/submission.cpp.o", "q") ==
          "/usr/my_submission.cpp and CMakeFiles/life.dir/submission.cpp.o");
    CHECK(with_own_path("", "q").empty());
}

TEST_CASE("pybind11 knows Pythons up to some version") {
    CHECK(newest_python_for("2.9.1") == std::pair{3, 11});
    CHECK(newest_python_for("2.10.3") == std::pair{3, 12});
    CHECK(newest_python_for("2.11.1") == std::pair{3, 12});
    CHECK(newest_python_for("2.13.0") == std::pair{3, 13});
    CHECK(newest_python_for("3.0.0") == std::pair{3, 14});
    CHECK_FALSE(newest_python_for(""));
    CHECK_FALSE(newest_python_for("two.ten"));
    CHECK_FALSE(newest_python_for("2"));
}

TEST_CASE("modules are built for the student interpreter where that can be") {
    for (const char* const version : {"3.9.18", "3.12.1"}) {
        const auto chosen = choose(cpython(version), tool, everything());
        REQUIRE(chosen);
        CHECK(chosen->interpreter.version == version);
        CHECK(chosen->why_not_the_students.empty());
    }
}

TEST_CASE("else for the tool interpreter, and it is told why") {
    Found no_headers = everything();
    no_headers.students_headers = false;
    const Interpreter pypy{"/opt/pypy", "PyPy", "3.9.19", true};
    for (const auto& [student, found, why] :
         {std::tuple{cpython("3.13.0rc1"), everything(), "CPython 3.13.0rc1 is too new for the pybind11"},
          std::tuple{cpython("3.11.7"), no_headers, "The headers of CPython 3.11.7"},
          std::tuple{pypy, everything(), "PyPy 3.9.19 is another implementation"}}) {
        const auto chosen = choose(student, tool, found);
        REQUIRE(chosen);
        CHECK(chosen->interpreter.path == tool.path);
        CHECK(chosen->why_not_the_students.find(why) != std::string::npos);
    }
}

TEST_CASE("what is missing is named by its package") {
    const auto without_compiler = choose(tool, tool, {{"cmake", "g++"}, pybind11, true, true, ""});
    REQUIRE_FALSE(without_compiler);
    CHECK(without_compiler.error().find("cmake, g++") != std::string::npos);
    CHECK(choose(tool, tool, {{}, "", true, true, ""}).error().find("pybind11-dev") != std::string::npos);
    CHECK(choose(cpython("3.13.0"), tool, {{}, pybind11, true, false, ""}).error().find("python3-dev") !=
          std::string::npos);
}

TEST_CASE("what a build says is read with care") {
    using nlohmann::json;
    CHECK(build_from(json{"built", "00ff"})->end == BuildEnd::built);
    CHECK(build_from(json{"refused", "submission.cpp:1:1: error: x"})->end == BuildEnd::refused);
    CHECK(build_from(json{"refused", std::string(100'000, 'x')})->text.size() < 20'000);
    CHECK(build_from(json{"refused", "cc1plus: out of memory allocating 65536 bytes"})->end ==
          BuildEnd::out_of_memory);
    for (const json& odd : {json("built"), json{"built"}, json{"built", 1}, json{1, "built"},
                            json{"unconfigured", "x"}, json(nullptr), json::object()}) {
        CHECK_FALSE(build_from(odd));
    }
}

TEST_CASE("a module's bytes cross as digits") {
    CHECK(bytes_from_hex("") == "");
    CHECK(bytes_from_hex("00Ff41") == std::string("\0\xff"
                                                  "A",
                                                  3));
    for (const char* const odd : {"0", "0g", "-1", "+1", " 1", "0x12"}) {
        CHECK_FALSE(bytes_from_hex(odd));
    }
}

TEST_CASE("what was not compiled has its reason") {
    const content::NativeRequirement asks;
    const auto reason_of = [&](BuildEnd end, const std::string& text) {
        Result result;
        result.submission = "a.cpp";
        explain_unbuilt(result, asks, {end, text}, 2048);
        CHECK((result.verdict == Verdict::inconclusive) == (end == BuildEnd::starved));
        return result.reason;
    };
    CHECK(reason_of(BuildEnd::refused, "submission.cpp:1:1: error: x") == Reason::invalid_submission);
    CHECK(reason_of(BuildEnd::out_of_memory, "") == Reason::memory_limit);
    CHECK(reason_of(BuildEnd::out_of_time, "") == Reason::time_limit);
    CHECK(reason_of(BuildEnd::starved, "") == Reason::too_noisy);
}

TEST_CASE("advice for serial C++ is about its GIL, not about processes") {
    Result result;
    result.reason = Reason::not_parallel;
    result.explanation = {"4 threads took turns.", "Try: give the work to 4 worker processes."};
    explain_native(result, 4);
    std::string all;
    for (const std::string& paragraph : result.explanation) {
        all += paragraph;
    }
    CHECK(all.find("gil_scoped_release") != std::string::npos);
    CHECK(all.find("worker processes") == std::string::npos);
}
