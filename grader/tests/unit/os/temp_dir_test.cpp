#include "os/temp_dir.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

bool is_there(const std::filesystem::path& path) {
    return std::filesystem::exists(std::filesystem::symlink_status(path));
}

// Folders in folders, deeper than any path can name.
bool nest(const std::filesystem::path& top, int depth, mode_t mode) {
    UniqueFd here(::open(top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (int level = 0; level < depth && here; ++level) {
        if (::mkdirat(here.get(), "a-folder-with-a-name", S_IRWXU) < 0) {
            return false;
        }
        UniqueFd next(::openat(here.get(), "a-folder-with-a-name", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        ::fchmod(here.get(), level > 0 ? mode : S_IRWXU);
        here = std::move(next);
    }
    return static_cast<bool>(here);
}

} // namespace

TEST_CASE("A temporary folder is private, lies below TMPDIR and is gone with its owner") {
    const Scratch scratch;
    const Variable variable("TMPDIR", scratch.path().string());
    std::filesystem::path path;
    {
        auto folder = TempDir::create("box-");
        REQUIRE(folder);
        path = folder->path();
        CHECK(path.parent_path() == scratch.path());
        CHECK(path.filename().string().starts_with("box-"));
        struct stat status {};
        REQUIRE(::stat(path.c_str(), &status) == 0);
        CHECK((status.st_mode & 0777U) == 0700U);
        put_file(path / "a/b/c", "text");
        // The owner may change.
        const TempDir moved = *std::move(folder);
        CHECK(moved.path() == path);
    }
    CHECK_FALSE(is_there(path));
    CHECK(std::filesystem::is_empty(scratch.path()));
}

TEST_CASE("A temporary folder that can't be made is an error that names it") {
    const Variable variable("TMPDIR", "/proc/nowhere");
    const auto folder = TempDir::create("box-");
    REQUIRE_FALSE(folder);
    CHECK(folder.error().to_string().find("folder in /proc/nowhere") != std::string::npos);
}

TEST_CASE("A tree is removed, whatever is in it") {
    const Scratch scratch;
    const auto tree = scratch / "tree";
    put_file(tree / "file", "text");
    put_file(tree / "a/b/file", "text");
    // Names that the removal itself might come up with.
    put_file(tree / ".gilkit-remove-0/file", "text");
    put_file(tree / "a/.gilkit-remove-0/.gilkit-remove-1/file", "text");
    REQUIRE(::mkfifo((tree / "fifo").c_str(), 0) == 0);
    CHECK(remove_tree(tree));
    CHECK_FALSE(is_there(tree));
}

TEST_CASE("What a symbolic link points at stays") {
    const Scratch scratch;
    put_file(scratch / "outside/file", "precious");
    std::filesystem::create_directories(scratch / "tree/below");
    std::filesystem::create_directory_symlink(scratch / "outside", scratch / "tree/link");
    std::filesystem::create_directory_symlink("../../outside", scratch / "tree/below/link");
    std::filesystem::create_symlink("loop", scratch / "tree/loop");
    CHECK(remove_tree(scratch / "tree"));
    CHECK_FALSE(is_there(scratch / "tree"));
    CHECK(get_file(scratch / "outside/file") == "precious");
    // Nor is the tree itself found through a link.
    std::filesystem::create_directory_symlink("outside", scratch / "way-in");
    CHECK_FALSE(remove_tree(scratch / "way-in"));
    CHECK(get_file(scratch / "outside/file") == "precious");
}

TEST_CASE("Thousands of files and of nested folders are removed") {
    // In memory where possible: disks take seconds for this.
    const Variable variable("TMPDIR", std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp");
    const Scratch scratch;
    for (int i = 0; i < 3000; ++i) {
        put_file(scratch / ("tree/" + std::to_string(i % 7) + "/" + std::to_string(i)), "");
    }
    REQUIRE(nest(scratch / "tree", 2000, S_IRWXU));
    CHECK(remove_tree(scratch / "tree"));
    CHECK_FALSE(is_there(scratch / "tree"));
}

TEST_CASE("Folders that deny everything are removed, even without the rights of root") {
    const Scratch scratch;
    ::chmod(scratch.path().c_str(), 0777);
    CHECK(in_a_fork_as_nobody([&] {
        const auto tree = scratch / "tree";
        put_file(tree / "a/b/file", "text");
        put_file(tree / "a/file", "text");
        ::mkdir((tree / "nested").c_str(), S_IRWXU);
        const bool nested = nest(tree / "nested", 50, 0);
        ::chmod((tree / "a/b").c_str(), 0);
        ::chmod((tree / "a").c_str(), 0);
        ::chmod((tree / "nested").c_str(), S_IRUSR);
        ::chmod(tree.c_str(), 0);
        return nested && remove_tree(tree).has_value() && !is_there(tree);
    }));
}

TEST_CASE("What is not there need not be removed, and what can't be is told") {
    const Scratch scratch;
    CHECK(remove_tree(scratch / "missing"));
    put_file(scratch / "file", "text");
    const auto removed = remove_tree(scratch / "file");
    REQUIRE_FALSE(removed);
    CHECK(removed.error().to_string().find((scratch / "file").string()) != std::string::npos);
    CHECK(is_there(scratch / "file"));
}

TEST_CASE("A folder for others lies where they can get to") {
    const Scratch scratch;
    const auto below = [&](mode_t mode) {
        const std::filesystem::path base = scratch.path() / std::to_string(mode);
        ::mkdir(base.c_str(), S_IRWXU);
        ::chmod(base.c_str(), mode);
        const Variable variable("TMPDIR", base.string());
        const auto made = TempDir::create_for_others("gilkit-test-");
        REQUIRE(made);
        return made->path().parent_path();
    };
    CHECK(below(0700) == "/tmp");
    // The scratch folder itself is ours alone.
    CHECK(below(0755) == "/tmp");
    ::chmod(scratch.path().c_str(), 0755);
    CHECK(below(0711) == scratch.path() / std::to_string(0711));
}
