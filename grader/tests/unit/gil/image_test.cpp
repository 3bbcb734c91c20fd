#include "gil/image.hpp"

#include "gil/runtime_symbols.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace gilkit;
using namespace gilkit::gil;
using namespace gilkit::os::test;

TEST_CASE("Of a process's map the files are kept, with spaces in their names") {
    const std::vector<Mapping> mappings = parse_maps(
        "55d0c0000000-55d0c0021000 r--p 00000000 08:01 131                        /usr/bin/python3.11\n"
        "55d0c0021000-55d0c0300000 r-xp 00021000 08:01 131                        /usr/bin/python3.11\n"
        "55d0c1000000-55d0c1100000 rw-p 00000000 00:00 0                          [heap]\n"
        "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n"
        "7f0000001000-7f0000002000 r--p 00001000 fe:02 7 /opt/my python/libpython3.9.so (deleted)\n"
        "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]\n");
    REQUIRE(mappings.size() == 3);
    CHECK(mappings[0] == Mapping{0x55d0c0000000, 0, "/usr/bin/python3.11"});
    CHECK(mappings[1] == Mapping{0x55d0c0021000, 0x21000, "/usr/bin/python3.11"});
    CHECK(mappings[2] == Mapping{0x7f0000001000, 0x1000, "/opt/my python/libpython3.9.so (deleted)"});
}

TEST_CASE("A map that is none holds nothing") {
    for (const char* const text :
         {"", "\n\n\n", "x", "x y z /file", "12-34 r--p zz 0 0 /file", " /", "-\n-"}) {
        CAPTURE(text);
        CHECK(parse_maps(text).empty());
    }
}

TEST_CASE("A version stands in the last part of a name") {
    CHECK(minor_version_in("/usr/bin/python3.11") == 11);
    CHECK(minor_version_in("/usr/lib/libpython3.9.so.1.0") == 9);
    CHECK(minor_version_in("python3.13t") == 13);
    CHECK_FALSE(minor_version_in("/opt/python3.9/bin/python3"));
    CHECK_FALSE(minor_version_in("/usr/bin/python3."));
    CHECK_FALSE(minor_version_in(""));
}

TEST_CASE("CPython is looked for in what is called Python, but for GraalPy's copy of it") {
    CHECK(may_hold_cpython("/usr/lib/x86_64-linux-gnu/libpython3.13t.so.1.0"));
    CHECK(may_hold_cpython("/opt/my tools/python3.9 (deleted)"));
    CHECK_FALSE(may_hold_cpython("/opt/python/lib/libc.so.6"));
    CHECK_FALSE(may_hold_cpython("/opt/graalpy/lib/graalpy25.0/libpython-native.so"));
}

TEST_CASE("A program without CPython has none") {
    auto child = os::Child::spawn(shell("exec sleep 60"));
    REQUIRE(child);
    const auto image = find_image(child->pid());
    REQUIRE(image);
    CHECK_FALSE(image->runtime);
    CHECK(image->executable.starts_with('/'));
}

TEST_CASE("A process that has ended has no image") {
    auto child = os::Child::spawn(shell("exit 0"));
    REQUIRE(child);
    const pid_t pid = child->pid();
    child->wait();
    const auto image = find_image(pid);
    REQUIRE_FALSE(image);
    CHECK(image.error() == Unseen::gone);
}

TEST_CASE("Another user's process can't be looked into") {
    if (::geteuid() != 0) {
        MESSAGE("skipped: only root can become somebody else");
        return;
    }
    const pid_t root_process = ::getpid();
    CHECK(in_a_fork_as_nobody([&] {
        const auto image = find_image(root_process);
        return !image && image.error() == Unseen::denied;
    }));
}

TEST_CASE("A file is a program with a runtime, a program without, or no program") {
    const Scratch scratch;
    const auto self = runtime_symbols("/proc/self/exe");
    REQUIRE(self);
    CHECK_FALSE(self->has_value());
    CHECK_FALSE(runtime_symbols((scratch / "missing").string()));
    for (const std::string_view content : {"",
                                           "\x7f"
                                           "ELF",
                                           "#!/bin/sh\n"}) {
        put_file(scratch / "file", content);
        CHECK_FALSE(runtime_symbols((scratch / "file").string()));
    }
    // A program that was cut off in the middle.
    const std::string whole = get_file("/bin/sh");
    for (const std::size_t length : {64UL, 200UL, 4096UL, whole.size() / 2, whole.size() - 1}) {
        CAPTURE(length);
        put_file(scratch / "file", std::string_view(whole).substr(0, length));
        const auto symbols = runtime_symbols((scratch / "file").string());
        CHECK_FALSE((symbols && *symbols));
    }
    CHECK_FALSE(runtime_symbols(scratch.path().string()));
}
