#include "archive/zip.hpp"

#include "archive/reading.hpp"
#include "os/memory_file.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit;

TEST_CASE("a zip holds what was put in, and is the same each time") {
    const std::vector<archive::Member> members{{"a/submission.py", "x = 1\n", false},
                                               {"run", std::string("\0,5:\n", 5), true},
                                               {"empty", "", false}};
    const auto zip = archive::zip_of(GILKIT_ARCHIVE, members);
    REQUIRE(zip);
    CHECK(zip->starts_with("PK"));
    CHECK(*zip == archive::zip_of(GILKIT_ARCHIVE, members).value());

    const auto file = os::make_memory_file(*zip);
    REQUIRE(file);
    const auto contents = archive::read(GILKIT_ARCHIVE, file->get(), {"submission.py", "run", "empty"}, {});
    CHECK(contents.fault.empty());
    CHECK(contents.files == 3);
    REQUIRE(contents.wanted.size() == 3);
    for (std::size_t at = 0; at < members.size(); ++at) {
        CHECK(contents.wanted[at].path == members[at].name);
        CHECK(contents.wanted[at].bytes == members[at].contents);
    }
}

TEST_CASE("without the program there is no zip, and a sentence about it") {
    const auto zip = archive::zip_of("/no/such/program", {{"a", "b", false}});
    REQUIRE_FALSE(zip);
    CHECK(zip.error().find("/no/such/program") != std::string::npos);
}
