#include "content/folder.hpp"

#include "content/good_course.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE("entries are sorted, hidden ones and caches left out") {
    const TemporaryFolder folder;
    write_file(folder.path() / "b.py", "x");
    write_file(folder.path() / "a.py", "x");
    write_file(folder.path() / ".hidden", "x");
    write_file(folder.path() / "inner" / "c.py", "x");
    write_file(folder.path() / "__pycache__" / "a.pyc", "x");
    std::filesystem::create_symlink("nowhere", folder.path() / "dangling");
    using Names = std::vector<std::string>;
    CHECK(entries_of(folder.path(), Entries::all) == Names{"a.py", "b.py", "dangling", "inner"});
    CHECK(entries_of(folder.path(), Entries::folders) == Names{"inner"});
    CHECK(entries_of(folder.path() / "none", Entries::all).empty());
}
