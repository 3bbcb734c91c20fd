#include "judge/interpreter.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <string>

using namespace gilkit;
using gilkit::judge::probe_interpreter;

namespace {

// What is said about an interpreter that is a shell script.
std::string complaint_about(const os::test::Scratch& scratch, const std::string& script) {
    const auto path = scratch / "python3";
    os::test::put_file(path, script);
    ::chmod(path.c_str(), 0755);
    const auto found = probe_interpreter(path.string());
    REQUIRE_FALSE(found);
    CHECK_FALSE(found.error().interrupted);
    CHECK(found.error().message.find("--python PATH") != std::string::npos);
    return found.error().message;
}

} // namespace

TEST_CASE("The distribution's Python is found and asked") {
    const auto found = probe_interpreter("/usr/bin/python3");
    REQUIRE(found);
    CHECK(found->path.starts_with("/"));
    CHECK(found->implementation == "CPython");
    CHECK(found->version.starts_with("3."));
    CHECK(found->gil_enabled.has_value());
}

TEST_CASE("A shim is seen through: the path is the real executable's") {
    const os::test::Scratch scratch;
    os::test::put_file(scratch / "shim", "#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n");
    ::chmod((scratch / "shim").c_str(), 0755);
    const auto found = probe_interpreter((scratch / "shim").string());
    REQUIRE(found);
    CHECK(found->path == probe_interpreter("/usr/bin/python3")->path);
}

TEST_CASE("What is no Python is refused with what it said") {
    const os::test::Scratch scratch;
    CHECK(probe_interpreter("/nowhere/python3").error().message.find("there is no Python interpreter") == 0);
    CHECK(complaint_about(scratch, "#!/bin/sh\necho broken pipe dream >&2\n").find("broken pipe dream") !=
          std::string::npos);
    for (const std::string answer :
         {"[]", "hello", R"({"number": "x"})", R"({"number": [3, "x"], "gil": true})",
          R"({"number": [3, 11]})", R"({"number": [3, 11], "gil": true, "executable": 5})"}) {
        CAPTURE(answer);
        CHECK(complaint_about(scratch, "#!/bin/sh\necho '" + answer + "'\n").find("does not answer like") !=
              std::string::npos);
    }
}

TEST_CASE("A Python that is too old is named") {
    const os::test::Scratch scratch;
    const std::string old =
        R"({"number": [2, 7], "gil": true, "executable": "/bin/sh", "implementation": "CPython",)"
        R"( "version": "2.7.18"})";
    CHECK(complaint_about(scratch, "#!/bin/sh\necho '" + old + "'\n").find("/bin/sh is CPython 2.7.18") == 0);
}
