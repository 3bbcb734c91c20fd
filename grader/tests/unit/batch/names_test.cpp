#include "batch/intake/names.hpp"

#include "batch/intake/intake.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace gilkit::batch;

TEST_CASE("a folder's name can be typed, and read back") {
    CHECK(folder_name_of("anna-b_2.x") == "anna-b_2.x");
    CHECK(folder_name_of("J\u00fcrgen M\u00fcller") == "J\u00fcrgen%20M\u00fcller");
    CHECK(folder_name_of("a/b\n\x1b[2J") == "a%2Fb%0A%1B%5B2J");
    CHECK(folder_name_of("..") == "%2E.");
    CHECK(folder_name_of(".hidden") == "%2Ehidden");
    CHECK(folder_name_of("\xff\xfe") == "%FF%FE");
    CHECK(folder_name_of("100%") == "100%25");
    CHECK(folder_name_of("\u202eevil") == "%E2%80%AEevil");         // turns the direction of text
    CHECK(folder_name_of("a\u0301") == "a%CC%81");                  // hides in the letter before it
    CHECK(folder_name_of("a\u2003b\u00a0") == "a%E2%80%83b%C2%A0"); // spaces
    for (const std::string name : {"anna", "a b", "\xff", "..", "%41", "A", "J\u00fcrgen", "~x", "a\nb"}) {
        CAPTURE(name);
        CHECK(name_behind(folder_name_of(name)) == name);
    }
}

TEST_CASE("different names have different folders, whatever they are made of") {
    std::set<std::string> folders;
    std::size_t names = 0;
    for (const char* const first : {"a", "%", "%41", " ", "\n", ".", "~", "\xc3", "\xa4", "\u00e4"}) {
        for (const char* const second : {"", "a", "%", "25", ".", "\xa4", "\u00e4", " "}) {
            folders.insert(folder_name_of(std::string(first) + second));
            ++names;
        }
    }
    // "\xc3" "\xa4" and "\u00e4" are the same bytes, once each way.
    CHECK(folders.size() == names - 1);
}

TEST_CASE("a name that is too long for a folder ends in its digest") {
    const std::string longest(200, 'a');
    CHECK(folder_name_of(longest) == longest);
    const std::string one = std::string(250, 'a') + "1";
    const std::string other = std::string(250, 'a') + "2";
    CHECK(folder_name_of(one).size() <= 200);
    CHECK(folder_name_of(one) != folder_name_of(other));
    CHECK(folder_name_of(std::string(255, '\xff')).size() <= 200);
}

TEST_CASE("an archive or a file is a student's by its name without its ending") {
    CHECK(stem_of("anna.tar.gz") == "anna");
    CHECK(stem_of("anna.ZIP") == "anna");
    CHECK(stem_of("anna.b.zip") == "anna.b");
    CHECK(stem_of("anna.py") == "anna");
    CHECK(stem_of("anna.txt") == "anna.txt");
    CHECK(stem_of(".zip") == ".zip");
    CHECK(is_archive_name("anna.tgz"));
    CHECK_FALSE(is_archive_name("anna.rar"));
    CHECK_FALSE(is_archive_name("zip"));
}
