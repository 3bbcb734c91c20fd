#include "archive/reading.hpp"

#include "os/fd.hpp"
#include "os/helpers.hpp"
#include "os/memory_file.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sys/stat.h>

#include <string>

using namespace gilkit;

namespace {

archive::Contents read(const std::string& bytes, const std::filesystem::path& program = GILKIT_ARCHIVE) {
    const auto file = os::make_memory_file(bytes);
    REQUIRE(file);
    return archive::read(program, file->get(), {"submission.py"}, {});
}

// A program in place of gilkit-archive, as a hostile archive might leave it: it says what `script` prints.
archive::Contents read_by(const std::string& script) {
    const os::test::Scratch scratch;
    os::test::put_file(scratch / "program", "#!/bin/sh\n" + script + "\n");
    ::chmod((scratch / "program").c_str(), 0700);
    return read("x", scratch / "program");
}

bool says(const archive::Contents& contents, std::string_view words) {
    INFO(contents.fault);
    return contents.fault.find(words) != std::string::npos && contents.wanted.empty();
}

} // namespace

TEST_CASE("whatever unpacks an archive may say, it is understood or refused") {
    const auto contents = read_by("printf '0:,2:17,4:a/s.,4:file,3:x=1,1:b,4:link,0:,'");
    CHECK(contents.fault.empty());
    CHECK(contents.files == 17);
    REQUIRE(contents.wanted.size() == 2);
    CHECK(contents.wanted[0].path == "a/s.");
    CHECK(contents.wanted[0].bytes == "x=1");
    CHECK(contents.wanted[1].kind == archive::Kind::link);

    for (const char* const said :
         {"", "0:,", "0:,1:1,1:a,", "0:,1:1,1:a,4:file,9:x,", "0:,1:1,1:a,4:door,1:x,", "hello", "[[[[[["}) {
        CAPTURE(said);
        CHECK(says(read_by(fmt::format("printf %s '{}'", said)), "nothing that could be understood"));
    }
    CHECK(says(read_by("printf '0:,1:1,1:a,4:file,1048577:'; head -c 1048577 /dev/zero; printf ,"),
               "nothing that could be understood"));
    CHECK(says(read_by("echo no seccomp here >&2; exit 3"), "no seccomp here"));
    CHECK(says(read_by("kill -SEGV $$"), "ends what unpacks it"));
    CHECK(says(read_by("kill -XCPU $$"), "60 s of work"));
    CHECK(says(read("x", "/no/such/program"), "/no/such/program"));
}

TEST_CASE("it gets no more memory than that, whatever an archive asks for") {
    // An .xz file (format 1.2.0) without check: its header, and that of a block packed by LZMA2 with a
    // dictionary of 2 GiB. To unpack it means to have as much memory.
    std::string greedy("\xfd\x37zXZ\0\0\0\xff\x12\xd9\x41", 12);
    greedy += std::string("\x02\0\x21\x01\x26\0\0\0\xd5\xd7\xce\x53", 12);
    greedy += "\x01" + std::string(64, 'a');
    CHECK(says(read(greedy), "is damaged, cut off, or no archive of a kind that is read here ("));
    CHECK(says(read(greedy), "Cannot allocate memory"));
}

TEST_CASE("the program says what it is to whoever starts it by hand") {
    CHECK(says(read_by(fmt::format("exec {} read 1 2 3", GILKIT_ARCHIVE)), "is a part of gilkit"));
    CHECK(says(read_by(fmt::format("exec {} read 1 2 3 4 x 6 submission.py", GILKIT_ARCHIVE)),
               "is a part of gilkit"));
}
