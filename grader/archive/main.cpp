// gilkit-archive: reads a student's archive, or makes a zip. gilkit starts it (grader/src/archive); what it
// gets and says is netstrings (netstrings.hpp).
//
//   gilkit-archive read ENTRIES BYTES RATIO SMALL FILE WANTED NAME... < archive    the limits of limits.hpp
//   gilkit-archive zip < files
//
// Exit status: 0 it said something · 2 wrong usage · 3 something is missing (words on stderr).
#include "confine.hpp"
#include "limits.hpp"
#include "netstrings.hpp"
#include "reading.hpp"
#include "writing.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gilkit::archive;

constexpr int exit_usage = 2;
constexpr int exit_environment = 3;

int fail(std::string_view why) {
    fmt::print(stderr, "gilkit-archive: {}\n", why);
    return exit_environment;
}

std::optional<Limits> limits_in(const std::vector<std::string>& words) {
    Limits limits;
    std::size_t at = 0;
    for (std::size_t* const limit : {&limits.entries, &limits.bytes, &limits.ratio, &limits.small_bytes,
                                     &limits.file_bytes, &limits.wanted_bytes}) {
        const std::string_view word = words[at++];
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), *limit);
        if (error != std::errc() || end != word.data() + word.size()) {
            return std::nullopt;
        }
    }
    return limits;
}

bool read_all(std::string& text) {
    std::array<char, 65536> block{};
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, block.data(), block.size());
        if (count == 0 || (count < 0 && errno != EINTR)) {
            return count == 0;
        }
        text.append(block.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
}

int say(std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(STDOUT_FILENO, text.data(), text.size());
        if (count < 0 && errno != EINTR) {
            return fail("nobody listens");
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return EXIT_SUCCESS;
}

int make_zip() {
    std::string files;
    const auto said = read_all(files) ? netstrings_in(files) : std::nullopt;
    if (!said) {
        return fail("what it was told are no netstrings");
    }
    const auto zip = zip_of(*said);
    std::string answer;
    add_netstring(answer, zip ? *zip : "");
    add_netstring(answer, zip ? "" : zip.error());
    return say(answer);
}

int run(const std::vector<std::string>& words) {
    constexpr std::size_t limits = 6;
    const bool reads = !words.empty() && words.front() == "read" && words.size() > limits;
    const bool zips = words.size() == 1 && words.front() == "zip";
    const auto asked =
        reads ? limits_in({words.begin() + 1, words.begin() + 1 + limits}) : std::optional(Limits());
    if ((!reads && !zips) || !asked) {
        fmt::print(stderr,
                   "gilkit-archive is a part of gilkit, which starts it: see `gilkit batch --help`\n");
        return exit_usage;
    }
    if (!confine()) {
        return fail("the kernel has no seccomp filters, without which no stranger's archive is read");
    }
    return zips ? make_zip()
                : say(read_contents(STDIN_FILENO, {words.begin() + 1 + limits, words.end()}, *asked));
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::bad_alloc&) {
        return fail("there is not enough memory for it");
    } catch (const std::exception& error) {
        return fail(error.what());
    }
}
