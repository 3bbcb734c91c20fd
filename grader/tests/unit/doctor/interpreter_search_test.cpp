#include "doctor/interpreter_search.hpp"

#include "os/helpers.hpp"
#include "os/signals.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

using namespace gilkit;
using doctor::find_interpreters;
using doctor::interpreter_candidates;

namespace {

// A home folder and a PATH of the test's own.
class Places {
public:
    Places() {
        places.path = here("bin");
        places.home = here("home");
        places.pyenv_root = here("pyenv");
        places.uv_pythons = here("uv");
        places.asdf_data = here("asdf");
        places.mise_data = here("mise");
        places.opt = here("opt");
    }
    std::string here(const std::string& name) const { return (scratch_ / name).string(); }
    std::string program(const std::string& name, const std::string& script) const {
        os::test::put_file(here(name), "#!/bin/sh\n" + script + "\n");
        ::chmod(here(name).c_str(), 0755);
        return here(name);
    }
    // A program that answers like a Python whose executable it is.
    std::string python(const std::string& name, const std::string& version = "3.12.1") const {
        return program(name, "echo '" + answer(here(name), version) + "'");
    }
    static std::string answer(const std::string& executable, const std::string& version) {
        return fmt::format(R"({{"executable": "{}", "implementation": "CPython", "version": "{}", )"
                           R"("number": [{}, {}], "gil": true}})",
                           executable, version, version.substr(0, version.find('.')),
                           version.substr(2, version.rfind('.') - 2));
    }
    std::vector<doctor::FoundInterpreter> found(const std::string& student) const {
        return find_interpreters(student, places, {}).value();
    }

    doctor::SearchPlaces places;

private:
    os::test::Scratch scratch_;
};

} // namespace

TEST_CASE("Candidates are the known names on PATH, then what is installed") {
    const Places places;
    std::vector<std::string> expected = {
        places.python("bin/python3"),
        places.python("bin/python3.9"),
        places.python("bin/python3.13t"),
        places.python("bin/pypy3"),
        places.python("pyenv/versions/3.10.1/bin/python3"),
        places.python("pyenv/versions/3.9.1/bin/python3"),
        places.python("uv/cpython-3.14-linux/bin/python3"),
        places.python("asdf/installs/python/3.11.1/bin/python3"),
        places.python("mise/installs/python/3.11.2/bin/python3"),
        places.python("opt/python/bin/python3"),
    };
    places.python("bin/python");    // no such name
    places.python("bin/python2.7"); // nor that
    os::test::put_file(places.here("bin/python3.10"), "not executable");
    std::filesystem::create_directories(places.here("bin/python3.11"));
    std::filesystem::create_directories(places.here("opt/empty"));
    CHECK(interpreter_candidates(places.places) == expected);
}

TEST_CASE("The first of a name on PATH counts, and shims are passed over") {
    Places places;
    places.python("shims/python3");
    const std::string first = places.python("first/python3");
    places.python("bin/python3");
    places.places.path = places.here("shims") + "::" + places.here("gone") + ":" + places.here("first") +
                         ":" + places.here("bin");
    CHECK(interpreter_candidates(places.places) == std::vector<std::string>{first});
    places.places.path = "";
    CHECK(interpreter_candidates(places.places).empty());
}

TEST_CASE("Each real executable is listed once, the student's first") {
    const Places places;
    const std::string real = places.python("pyenv/versions/3.12.1/bin/python3.12");
    std::filesystem::create_symlink("python3.12", places.here("pyenv/versions/3.12.1/bin/python3"));
    const std::string shim = places.program("bin/python3", "exec " + real);
    const std::string other = places.python("bin/python3.9", "3.9.2");
    const auto found = places.found(shim);
    REQUIRE(found.size() == 2);
    CHECK(found[0].student);
    CHECK(found[0].usable);
    CHECK(found[0].found_as == shim);
    CHECK(found[0].interpreter->path == real);
    CHECK_FALSE(found[1].student);
    CHECK(found[1].found_as == other);
    CHECK(found[1].interpreter->version == "3.9.2");
    CHECK(found[1].interpreter->gil_enabled == true);
}

TEST_CASE("The student stays the student though its executable is known by another name") {
    const Places places;
    const std::string real = places.python("bin/python3.12");
    const auto found = places.found(real);
    REQUIRE(found.size() == 1);
    CHECK(found[0].student);
}

TEST_CASE("Broken and old ones are listed with what is wrong") {
    const Places places;
    places.program("bin/python3.10", "echo 'no libpython' >&2; exit 127");
    places.python("bin/python3.11", "3.8.1");
    const auto found = places.found(places.here("bin/missing"));
    REQUIRE(found.size() == 3);
    CHECK(found[0].student);
    CHECK(found[0].fault.find("there is no Python interpreter") == 0);
    CHECK_FALSE(found[1].usable);
    CHECK_FALSE(found[1].interpreter);
    CHECK(found[1].fault.find("(no libpython)") != std::string::npos);
    CHECK_FALSE(found[2].usable);
    CHECK(found[2].interpreter->version == "3.8.1");
    CHECK(found[2].fault.find("needs Python 3.9") != std::string::npos);
    CHECK(found[2].fault.find("--python") == std::string::npos); // nobody chose it
}

TEST_CASE("A program that never answers costs its time limit and no more") {
    const Places places;
    const auto asked = judge::ask_interpreter(places.program("bin/python3", "sleep 1000"), 0.05);
    REQUIRE_FALSE(asked);
    CHECK(asked.error().message.find("did not answer within 0.05 s") != std::string::npos);
}

TEST_CASE("An interruption ends the search") {
    const Places places;
    CHECK(os::test::in_a_fork([&] {
        os::install_interrupt_handlers();
        ::raise(SIGINT);
        const auto found = find_interpreters(places.program("bin/python3", "sleep 1000"), places.places, {});
        return !found && found.error().interrupted;
    }));
}

TEST_CASE("The places follow the version managers' variables") {
    const os::test::Variable home("HOME", "/home/me");
    const os::test::Variable path("PATH", "/somewhere/bin");
    for (const char* name :
         {"PYENV_ROOT", "XDG_DATA_HOME", "UV_PYTHON_INSTALL_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR"}) {
        ::unsetenv(name);
    }
    CHECK(doctor::places_from_environment().path == "/somewhere/bin");
    CHECK(doctor::places_from_environment().pyenv_root == "/home/me/.pyenv");
    CHECK(doctor::places_from_environment().uv_pythons == "/home/me/.local/share/uv/python");
    CHECK(doctor::places_from_environment().asdf_data == "/home/me/.asdf");
    CHECK(doctor::places_from_environment().mise_data == "/home/me/.local/share/mise");
    const os::test::Variable pyenv("PYENV_ROOT", "/pyenv");
    const os::test::Variable data("XDG_DATA_HOME", "/data");
    CHECK(doctor::places_from_environment().pyenv_root == "/pyenv");
    CHECK(doctor::places_from_environment().uv_pythons == "/data/uv/python");
    CHECK(doctor::places_from_environment().mise_data == "/data/mise");
}
