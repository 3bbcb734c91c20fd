#include "os/cgroup.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace gilkit::os;
using namespace gilkit::os::test;

TEST_CASE("The freezer's files are those of the process's groups, as they are mounted for us") {
    const Scratch scratch;
    put_file(scratch / "self/mountinfo", "33 23 0:28 / /cg/memory rw - cgroup cgroup rw,memory\n"
                                         "34 23 0:29 / /cg/freezer rw - cgroup cgroup rw,freezer\n"
                                         "35 23 0:30 /slice /cg/unified rw - cgroup2 cgroup2 rw\n");
    put_file(scratch / "1/cgroup", "5:memory:/m\n4:freezer:/a/b\n0::/slice/c\n");
    using Files = std::vector<std::filesystem::path>;
    CHECK(freezer_files(scratch / "1", scratch / "self") ==
          Files{"/cg/freezer/a/b/freezer.state", "/cg/unified/c/cgroup.events"});
    put_file(scratch / "1/cgroup", "5:memory:/m\n");
    CHECK(freezer_files(scratch / "1", scratch / "self").empty());
    CHECK(freezer_files(scratch / "2", scratch / "self").empty());
}

TEST_CASE("What the freezer's files say is understood") {
    CHECK(says_frozen("FROZEN\n"));
    CHECK(says_frozen("FREEZING\n"));
    CHECK_FALSE(says_frozen("THAWED\n"));
    CHECK(says_frozen("populated 1\nfrozen 1\n"));
    CHECK(says_frozen("frozen 1\n"));
    CHECK_FALSE(says_frozen("populated 1\nfrozen 0\n"));
    CHECK_FALSE(says_frozen(""));
    CHECK_FALSE(is_frozen(::getpid()));
}
