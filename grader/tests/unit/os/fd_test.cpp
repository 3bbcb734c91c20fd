#include "os/fd.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    return names;
}

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

} // namespace

TEST_CASE("A descriptor has one owner") {
    auto pipe = make_pipe();
    REQUIRE(pipe);
    const int number = pipe->read_end.get();
    CHECK((::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
    {
        const UniqueFd taken = std::move(pipe->read_end);
        CHECK(taken.get() == number);
        CHECK(is_open(number));
    }
    CHECK_FALSE(is_open(number));
    UniqueFd kept(::dup(pipe->write_end.get()));
    UniqueFd& same = kept;
    kept = std::move(same);
    CHECK(is_open(kept.get()));
}

TEST_CASE("A file is published whole, and readable for others as usual") {
    const Scratch scratch;
    const auto file = scratch / "progress.json";
    const mode_t mask = ::umask(022);
    REQUIRE(write_file_atomically(file, "old"));
    REQUIRE(write_file_atomically(file, std::string(3'000'000, 'x')));
    ::umask(mask);
    CHECK(get_file(file) == std::string(3'000'000, 'x'));
    CHECK(names_in(scratch.path()) == std::vector<std::string>{"progress.json"});
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0644U);
    REQUIRE(write_file_atomically(file, ""));
    CHECK(get_file(file).empty());
}

TEST_CASE("of files that are written once the first one stays") {
    const Scratch scratch;
    const auto file = scratch / "file";
    CHECK(write_file_once(file, "first").value());
    CHECK_FALSE(write_file_once(file, "second").value());
    CHECK(get_file(file) == "first");
    CHECK(names_in(scratch.path()) == std::vector<std::string>{"file"});
    const auto result = write_file_once(scratch / "missing/file", "new");
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ENOENT);
}

TEST_CASE("What can't be published leaves the old and nothing beside it") {
    const Scratch scratch;
    SUBCASE("the folder is missing") {
        const auto result = write_file_atomically(scratch / "missing/file", "new");
        REQUIRE_FALSE(result);
        CHECK(result.error().code == ENOENT);
    }
    SUBCASE("the folder is a file") {
        put_file(scratch / "plain", "old");
        CHECK_FALSE(write_file_atomically(scratch / "plain/file", "new"));
        CHECK(get_file(scratch / "plain") == "old");
        CHECK(names_in(scratch.path()).size() == 1);
    }
    SUBCASE("a folder has the name") {
        put_file(scratch / "name/inside", "old");
        const auto result = write_file_atomically(scratch / "name", "new");
        REQUIRE_FALSE(result);
        CHECK(result.error().code == EISDIR);
        CHECK(get_file(scratch / "name/inside") == "old");
        CHECK(names_in(scratch.path()).size() == 1);
    }
    SUBCASE("the disk takes no more") {
        put_file(scratch / "file", "old");
        CHECK(in_a_fork([&] {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit little{100, 100};
            ::setrlimit(RLIMIT_FSIZE, &little);
            const auto result = write_file_atomically(scratch / "file", std::string(5000, 'x'));
            return !result && result.error().code == EFBIG;
        }));
        CHECK(get_file(scratch / "file") == "old");
        CHECK(names_in(scratch.path()).size() == 1);
    }
    SUBCASE("the folder may not be written to") {
        put_file(scratch / "closed/file", "old");
        ::chmod(scratch.path().c_str(), 0755);
        ::chmod((scratch / "closed").c_str(), 0555);
        CHECK(in_a_fork_as_nobody([&] {
            const auto result = write_file_atomically(scratch / "closed/file", "new");
            return !result && result.error().code == EACCES;
        }));
        CHECK(get_file(scratch / "closed/file") == "old");
        CHECK(names_in(scratch / "closed").size() == 1);
    }
}

TEST_CASE("A regular file of the right size is read") {
    const Scratch scratch;
    const std::string bytes("a\0b\xff", 4);
    put_file(scratch / "file", bytes);
    CHECK(read_regular_file(scratch / "file", 100).value() == bytes);
    CHECK(read_regular_file(scratch / "file", bytes.size()).value() == bytes);
    put_file(scratch / "empty", "");
    CHECK(read_regular_file(scratch / "empty", 0).value().empty());
    std::filesystem::create_symlink("file", scratch / "link");
    CHECK(read_regular_file(scratch / "link", 100).value() == bytes);
}

TEST_CASE("What is no regular file of the right size is refused, and not waited for") {
    const Scratch scratch;
    put_file(scratch / "large", std::string(101, 'x'));
    CHECK(read_regular_file(scratch / "large", 100).error().code == EFBIG);
    // Its size says 0, its content has no end.
    CHECK(read_regular_file("/dev/zero", 100).error().code == EINVAL);
    CHECK(read_regular_file(scratch.path(), 100).error().code == EISDIR);
    const auto missing = read_regular_file(scratch / "missing", 100);
    CHECK(missing.error().code == ENOENT);
    CHECK(missing.error().to_string().find((scratch / "missing").string()) != std::string::npos);
    REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    CHECK(read_regular_file(scratch / "fifo", 100).error().code == EINVAL);
    std::filesystem::create_symlink("nowhere", scratch / "dangling");
    CHECK(read_regular_file(scratch / "dangling", 100).error().code == ENOENT);
}

TEST_CASE("A peer that is gone is an error, not a signal") {
    auto pair = make_socket_pair();
    REQUIRE(pair);
    pair->second.reset();
    const auto written = write_all(pair->first.get(), "hello");
    REQUIRE_FALSE(written);
    CHECK(written.error().code == EPIPE);
}

TEST_CASE("A full socket that must not block is an error") {
    auto pair = make_socket_pair();
    REQUIRE(pair);
    REQUIRE(set_nonblocking(pair->first.get()));
    const std::vector<char> more_than_it_holds(10'000'000);
    const auto written = write_all(pair->first.get(), {more_than_it_holds.data(), more_than_it_holds.size()});
    REQUIRE_FALSE(written);
    CHECK(written.error().code == EAGAIN);
}

TEST_CASE("Opening for writing keeps what is there") {
    const Scratch scratch;
    put_file(scratch / "file", "old");
    CHECK(open_for_writing(scratch / "file").has_value());
    CHECK(get_file(scratch / "file") == "old");
    CHECK(open_for_writing(scratch / "missing").error().code == ENOENT);
}
