#include "learn/watching/notices.hpp"

#include "learn/watching/learner.hpp"
#include "os/helpers.hpp"
#include "os/signals.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using gilkit::learn::test::overflow;
using os::test::get_file;
using os::test::put_file;
using os::test::Scratch;

namespace fs = std::filesystem;

namespace {

constexpr std::string_view file_name = "submission.py";

struct Followed {
    Followed() : notices(Notices::open().value()) {
        fs::create_directory(folder);
        REQUIRE(notices.follow(folder));
    }
    Notices::Told take() { return notices.take(file_name); }
    bool is_readable() const {
        std::array<pollfd, 1> fds{pollfd{notices.fd(), POLLIN, 0}};
        return os::wait_for(fds, 0).value() == 1;
    }

    Scratch scratch;
    fs::path folder = scratch / "folder";
    fs::path file = folder / file_name;
    Notices notices;
};

} // namespace

TEST_CASE("Whatever happens to the name is told, and nothing of other names") {
    Followed at;
    CHECK_FALSE(at.is_readable());
    CHECK_FALSE(at.take().touched);
    put_file(at.file, "1");
    CHECK(at.is_readable());
    CHECK(at.take().touched);
    CHECK_FALSE(at.is_readable());
    put_file(at.folder / "submission.pyc", "1");
    CHECK_FALSE(at.take().touched);
    put_file(at.folder / "new", "2");
    fs::rename(at.folder / "new", at.file);
    CHECK(at.take().touched);
    fs::rename(at.file, at.folder / "away");
    CHECK(at.take().touched);
    fs::create_directory(at.file);
    CHECK(at.take().touched);
    fs::remove(at.file);
    CHECK(at.take().touched);
    CHECK(get_file(at.folder / "away") == "2");
    CHECK_FALSE(at.take().touched);
}

TEST_CASE("A folder that is moved or deleted is lost, and what happens in it afterwards is not told") {
    for (const bool deleted : {false, true}) {
        CAPTURE(deleted);
        Followed at;
        if (deleted) {
            fs::remove(at.folder);
        } else {
            fs::rename(at.folder, at.scratch / "elsewhere");
        }
        CHECK(at.take().folder_lost);
        put_file(at.scratch / "elsewhere" / file_name, "1");
        const Notices::Told told = at.take();
        CHECK_FALSE(told.touched);
        CHECK_FALSE(told.folder_lost);
        fs::create_directory(at.folder);
        REQUIRE(at.notices.follow(at.folder));
        put_file(at.file, "2");
        CHECK(at.take().touched);
    }
}

TEST_CASE("Another folder can be followed, the same one again, or none") {
    Followed at;
    const fs::path other = at.scratch / "other";
    REQUIRE(at.notices.follow(at.folder));
    put_file(at.file, "1");
    CHECK(at.take().touched);
    fs::create_directory(other);
    REQUIRE(at.notices.follow(other));
    put_file(at.file, "2");
    CHECK_FALSE(at.take().touched);
    put_file(other / file_name, "1");
    CHECK(at.take().touched);
    at.notices.forget();
    put_file(other / file_name, "2");
    CHECK_FALSE(at.take().touched);
}

TEST_CASE("What can't be followed says why, and is not followed") {
    Followed at;
    CHECK(at.notices.follow(at.scratch / "missing").error().code == ENOENT);
    put_file(at.scratch / "file", "");
    CHECK(at.notices.follow(at.scratch / "file").error().code == ENOTDIR);
    put_file(at.file, "1");
    CHECK_FALSE(at.take().touched);
    CHECK(why_no_notices({ENOENT, ""}) == "its folder isn't there");
    CHECK(why_no_notices({EACCES, ""}) == "its folder may not be read");
    CHECK(why_no_notices({ENOSPC, ""}).find("max_user_watches") != std::string::npos);
    CHECK(why_no_notices({EMFILE, ""}).find("max_user_instances") != std::string::npos);
    CHECK(why_no_notices({ENOSYS, "inotify_init1"}).find("inotify_init1") != std::string::npos);
}

TEST_CASE("A queue that ran over is told") {
    Followed at;
    overflow(at.folder);
    put_file(at.file, "1");
    const Notices::Told told = at.take();
    CHECK(told.overflow);
    CHECK_FALSE(told.touched); // that is what was lost
    put_file(at.file, "2");
    CHECK(at.take().touched);
}
