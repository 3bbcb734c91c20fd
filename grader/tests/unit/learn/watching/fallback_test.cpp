// Where the kernel doesn't tell, a file is looked at, and it is said why.
#include "learn/watching/file_watch.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using os::test::in_a_fork;
using os::test::put_file;
using os::test::Scratch;

namespace fs = std::filesystem;

namespace {

// Watches a file by looking at it, for that reason, and sees a save.
bool falls_back(const fs::path& file, std::string_view reason,
                const std::function<std::int64_t(const fs::path&)>& type = file_system_type) {
    std::int64_t now_ns = 0;
    FileWatch watch(file, {[&] { return now_ns; }, type});
    if (watch.has_notices() || watch.poll_fd() != -1 || watch.how().find(reason) == std::string::npos) {
        return false;
    }
    put_file(file, "a save that is longer than what was there before");
    for (int looks = 0; looks < 10; ++looks) {
        now_ns = watch.due_ns();
        if (const auto change = watch.look()) {
            return change->kind == Change::Kind::saved;
        }
    }
    return false;
}

struct File {
    File() { put_file(path, "first"); }
    Scratch scratch;
    fs::path path = scratch / "submission.py";
};

// In a user namespace of our own, limits of our own count. False where none is to be had.
bool set_own_limit(const std::string& name) {
    if (::unshare(CLONE_NEWUSER) < 0) {
        return false;
    }
    const auto limit = os::open_for_writing("/proc/sys/user/" + name);
    return limit && os::write_all(limit->get(), "0");
}

} // namespace

TEST_CASE("A drive of another machine or of the host is looked at") {
    const File file;
    CHECK(falls_back(file.path, "NFS", [](const fs::path&) { return 0x6969; }));
    put_file(file.path, "first");
    CHECK(falls_back(file.path, "WSL", [](const fs::path&) { return 0x01021997; }));
}

TEST_CASE("The type is asked of the folder that the file is in") {
    const File file;
    fs::path asked;
    const FileWatch watch(file.path, {os::monotonic_ns, [&](const fs::path& folder) {
                                          asked = folder;
                                          return std::int64_t{0};
                                      }});
    CHECK(asked == file.scratch.path());
}

TEST_CASE("Where no descriptor is left for notices, a file is looked at") {
    const File file;
    CHECK(in_a_fork([&] {
        os::UniqueFd last(::dup(STDIN_FILENO)); // the one that looking needs
        const rlimit limit{static_cast<rlim_t>(last.get()) + 1, static_cast<rlim_t>(last.get()) + 1};
        if (!last || ::setrlimit(RLIMIT_NOFILE, &limit) < 0) {
            return false;
        }
        std::int64_t now_ns = 0;
        const FileWatch watch(file.path, {[&] { return now_ns; }, file_system_type});
        return !watch.has_notices() && watch.how().find("max_user_instances") != std::string::npos;
    }));
}

TEST_CASE("Where the kernel's limits are reached, a file is looked at") {
    if (!in_a_fork([] { return set_own_limit("max_inotify_watches"); })) {
        MESSAGE("no user namespace is to be had here");
        return;
    }
    const File file;
    CHECK(in_a_fork([&] {
        return set_own_limit("max_inotify_watches") && falls_back(file.path, "fs.inotify.max_user_watches");
    }));
    put_file(file.path, "first");
    CHECK(in_a_fork([&] {
        return set_own_limit("max_inotify_instances") &&
               falls_back(file.path, "fs.inotify.max_user_instances");
    }));
}
