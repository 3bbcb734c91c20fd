#include "judge/native/module_cache.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

using namespace gilkit::judge;
using namespace gilkit::os::test;

namespace {

std::ptrdiff_t files_in(const std::filesystem::path& folder) {
    return std::distance(std::filesystem::directory_iterator(folder), {});
}

std::filesystem::path only_file_in(const std::filesystem::path& folder) {
    return std::filesystem::directory_iterator(folder)->path();
}

} // namespace

TEST_CASE("a module is found by all that it was made from, in later calls, too") {
    const Scratch scratch;
    const std::string module("\x7f"
                             "ELF\0 and more",
                             13);
    const auto folder = scratch / "gilkit/references";
    ModuleCache(folder).keep("c++ 12\nint f();", module);
    CHECK(ModuleCache(folder).find("c++ 12\nint f();") == module);
    CHECK_FALSE(ModuleCache(folder).find("c++ 13\nint f();"));
    CHECK_FALSE(ModuleCache(folder).find("c++ 12\nint f()"));
    ModuleCache(folder).keep("c++ 12\nint f();", "another");
    CHECK(ModuleCache(folder).find("c++ 12\nint f();") == "another");
}

TEST_CASE("what is no module of its own is not taken for one") {
    const Scratch scratch;
    const ModuleCache cache(scratch / "references");
    cache.keep("a", "module of a");
    const auto file = only_file_in(scratch / "references");
    const std::string good = get_file(file);
    for (const std::string bad : {"", "gilkit.module/1 1\n", "gilkit.module/1 1\nb and its module", "\0\0"}) {
        put_file(file, bad);
        CHECK_FALSE(cache.find("a"));
    }
    put_file(file, good);
    CHECK(cache.find("a") == "module of a");
    std::filesystem::remove(file);
    ::mkfifo(file.c_str(), 0600); // makes nobody wait
    CHECK_FALSE(cache.find("a"));
}

TEST_CASE("where others may write, nothing is kept or believed") {
    const Scratch scratch;
    const auto folder = scratch / "references";
    const ModuleCache cache(folder);
    cache.keep("a", "module");
    std::filesystem::permissions(folder, std::filesystem::perms::all);
    CHECK_FALSE(cache.find("a"));
    cache.keep("b", "module");
    CHECK(files_in(folder) == 1);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    CHECK(cache.find("a") == "module");
    CHECK_FALSE(cache.find("b"));
}

TEST_CASE("a folder of our own is ours alone, whatever the umask") {
    const Scratch scratch;
    const mode_t before = ::umask(0);
    ModuleCache(scratch / "references").keep("a", "module");
    ::umask(before);
    CHECK(std::filesystem::status(scratch / "references").permissions() == std::filesystem::perms::owner_all);
    CHECK(ModuleCache(scratch / "references").find("a") == "module");
}

TEST_CASE("without a place, or with one that can't be used, modules are made anew") {
    const ModuleCache nowhere(std::nullopt);
    nowhere.keep("a", "module");
    CHECK_FALSE(nowhere.find("a"));
    const Scratch scratch;
    put_file(scratch / "file", "");
    const ModuleCache in_a_file(scratch / "file/references");
    in_a_file.keep("a", "module");
    CHECK_FALSE(in_a_file.find("a"));
}

TEST_CASE("a few modules stay, the newest") {
    const Scratch scratch;
    const ModuleCache cache(scratch / "references");
    constexpr int more_than_a_few = 40;
    for (int i = 0; i < more_than_a_few; ++i) {
        cache.keep(fmt::format("source {}", i), "module");
    }
    CHECK(files_in(scratch / "references") == 16);
    CHECK(cache.find(fmt::format("source {}", more_than_a_few - 1)));
    CHECK_FALSE(cache.find("source 0"));
}
