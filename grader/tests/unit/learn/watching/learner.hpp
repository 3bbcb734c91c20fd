// Somebody who saves a file, and a FileWatch that looks at it: with the kernel's notices and without, in a
// time that the tests make.
#pragma once

#include "learn/watching/file_watch.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::learn::test {

using Kind = Change::Kind;
using Told = std::vector<Kind>;

constexpr std::int64_t ms = os::ns_per_ms;

class Learner {
public:
    explicit Learner(bool notices);
    Learner(const Learner&) = delete;
    Learner& operator=(const Learner&) = delete;

    // Gives each file that was saved a time of its own, so that no test depends on the grain of a clock.
    void stamp(const std::filesystem::path& path);
    void save(const std::string& text);
    // As vim and VS Code do it, by default or where they must.
    void save_by_renaming(const std::string& text);

    // What is told within that time, to who looks when there may be something.
    Told wait(std::int64_t for_ns);
    // The same for as long as anything takes to be told, but for what only the looks every two seconds find.
    Told wait() { return wait(1100 * ms); }
    Told wait_long() { return wait(4000 * ms); }

    os::test::Scratch scratch;
    std::filesystem::path folder = scratch / "exercises" / "01-first";
    std::filesystem::path file = folder / "submission.py";
    std::int64_t now_ns = 1000 * os::ns_per_s;
    std::int64_t file_time_s = 0;
    std::int64_t file_step_s = 10;
    std::optional<FileWatch> watch;
};

// Calls the test with the kernel's notices and without.
void each_way(const std::function<void(Learner&)>& test);

// More happens in the folder than the kernel keeps.
void overflow(const std::filesystem::path& folder);

} // namespace gilkit::learn::test

namespace doctest {
template<>
struct StringMaker<gilkit::learn::test::Told> {
    static String convert(const gilkit::learn::test::Told& told) {
        constexpr std::array names{"saved ", "saved_unchanged ", "missing ", "unreadable "};
        std::string text;
        for (const gilkit::learn::test::Kind kind : told) {
            text += names.at(static_cast<std::size_t>(kind));
        }
        return text.c_str();
    }
};
} // namespace doctest
