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
    Findings findings(folder.path());
    CHECK(entries_of(folder.path(), Entries::all, findings) == Names{"a.py", "b.py", "dangling", "inner"});
    CHECK(entries_of(folder.path(), Entries::folders, findings) == Names{"inner"});
    CHECK(entries_of(folder.path() / "none", Entries::all, findings).empty());
    CHECK(findings.count() == 0);
}

TEST_CASE("a folder that can't be read is not an empty one") {
    const TemporaryFolder folder;
    write_file(folder.path() / "file", "x");
    Findings findings(folder.path());
    CHECK(entries_of(folder.path() / "file", Entries::all, findings).empty());
    const auto diagnostics = findings.take();
    REQUIRE(diagnostics.size() == 1);
    CHECK(diagnostics[0].to_string() ==
          "file: this folder can't be read: Not a directory; check what it is and its permissions");
}
