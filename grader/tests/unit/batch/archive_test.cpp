#include "batch/intake/archive.hpp"

#include "content/good_course.hpp"
#include "content/load.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <numeric>
#include <string>

using namespace gilkit;
using namespace gilkit::batch;

namespace {

// A header of a tar file (POSIX.1-1988 "ustar").
std::string tar_member(const std::string& name, const std::string& content, char type = '0',
                       const std::string& link = "", std::size_t claimed = 0) {
    std::string head(512, '\0');
    const std::size_t size = claimed != 0 ? claimed : content.size();
    head.replace(0, name.size(), name);
    head.replace(100, 8, std::string("0000644\0", 8));
    head.replace(108, 16, std::string("0000000\0000000000\0", 16));
    head.replace(124, 12, fmt::format("{:011o}", size) + '\0');
    head.replace(136, 12, std::string("00000000000\0", 12));
    head.replace(148, 8, "        ");
    head[156] = type;
    head.replace(157, link.size(), link);
    head.replace(257, 8, std::string("ustar\00000", 8));
    const auto sum = std::accumulate(head.begin(), head.end(), 0U, [](unsigned so_far, char byte) {
        return so_far + static_cast<unsigned char>(byte);
    });
    head.replace(148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    return head + content + std::string((512 - content.size() % 512) % 512, '\0');
}

std::string tar_end() {
    return std::string(1024, '\0');
}

Finds read_tar(const std::string& bytes, const archive::Limits& limits = {}) {
    static const content::test::GoodCourse files;
    static const content::Course course =
        content::load_course(files.root(), {.recordings = content::Recordings::ignored}).value();
    const os::test::Scratch scratch;
    os::test::put_file(scratch / "anna.tar", bytes);
    return read_archive(GILKIT_ARCHIVE, scratch / "anna.tar", Wanted(course, nullptr), "anna.tar", limits);
}

bool says(const Finds& finds, std::string_view words) {
    return finds.fault.find(words) != std::string::npos && finds.candidates.empty();
}

} // namespace

TEST_CASE("the files of wanted names are read, all others are counted") {
    const Finds finds =
        read_tar(tar_member("notes.txt", "hello") + tar_member("./a/submission.py", "x = 1\n") +
                 tar_member("b/", "", '5') + tar_member("b/submission.py", "x = 2\n") + tar_end());
    CHECK(finds.fault.empty());
    CHECK(finds.files == 3);
    REQUIRE(finds.candidates.size() == 2);
    CHECK(finds.candidates[0].path == "a/submission.py");
    CHECK(finds.candidates[0].bytes == "x = 1\n");
    CHECK(finds.candidates[1].bytes == "x = 2\n");
}

TEST_CASE("names are bytes") {
    const Finds finds = read_tar(tar_member("J\xfcrgen \n\x1b/submission.py", "x") + tar_end());
    REQUIRE(finds.candidates.size() == 1);
    CHECK(finds.candidates[0].path == "J\xfcrgen \n\x1b/submission.py");
}

TEST_CASE("an archive with a path that leads out of it is refused as a whole") {
    for (const char* const path : {"/submission.py", "../submission.py", "a/../../submission.py", "a/..",
                                   "..", "C:\\submission.py", "a\\..\\submission.py", "\\submission.py"}) {
        CAPTURE(path);
        CHECK(says(read_tar(tar_member("submission.py", "x") + tar_member(path, "y") + tar_end()),
                   "outside of it"));
    }
    CHECK(read_tar(tar_member("a..b/..c/submission.py", "x") + tar_end()).candidates.size() == 1);
}

TEST_CASE("links and devices are no submissions") {
    for (const char type : {'1', '2'}) {
        const Finds finds = read_tar(tar_member("submission.py", "", type, "/etc/passwd") + tar_end());
        REQUIRE(finds.candidates.size() == 1);
        CHECK(finds.candidates[0].fault.starts_with("is a link"));
        CHECK_FALSE(finds.candidates[0].bytes);
    }
    for (const char type : {'3', '4', '6'}) {
        const Finds finds = read_tar(tar_member("submission.py", "", type) + tar_end());
        REQUIRE(finds.candidates.size() == 1);
        CHECK(finds.candidates[0].fault.starts_with("is no regular file"));
    }
}

TEST_CASE("there is a limit for each way to be too much") {
    const std::string small = tar_member("a", "x") + tar_member("b", "y") + tar_member("submission.py", "z");
    CHECK(read_tar(small + tar_end(), {.entries = 3}).candidates.size() == 1);
    CHECK(says(read_tar(small + tar_end(), {.entries = 2}), "more than 2 entries"));
    const std::string zeros(100'000, '\0');
    CHECK(read_tar(tar_member("a", zeros) + tar_end(), {.bytes = 100'000}).fault.empty());
    CHECK(says(read_tar(tar_member("a", zeros) + tar_end(), {.bytes = 99'999}), "unpacks to far more"));
    const Finds large = read_tar(tar_member("submission.py", std::string((1U << 20U) + 1, '#')) + tar_end());
    REQUIRE(large.candidates.size() == 1);
    CHECK(large.candidates[0].fault.starts_with("is larger than 1024 KiB"));
}

TEST_CASE("what is cut off or no archive is told so") {
    const std::string whole = tar_member("submission.py", std::string(5000, 'x')) + tar_end();
    CHECK(says(read_tar(whole.substr(0, 3000)), "cut off"));
    CHECK(says(read_tar(whole.substr(0, 100)), "no archive"));
    CHECK(says(read_tar(std::string(5000, 'x')), "no archive"));
    CHECK(says(read_tar(""), "is an empty file"));
    CHECK(says(read_tar(tar_member("a", "x", '0', "", 1ULL << 32U) + tar_end()), "anna.tar"));
}
