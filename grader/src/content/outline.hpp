// The names in a course, at once and whatever else is wrong with it: for whoever completes them while
// somebody types. load_course() is the one that judges.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::content {

// A unit as its entry in course.toml has it; its folders need not be there.
struct OutlineUnit {
    std::string id;
    std::vector<std::string> aliases;
    bool has_lesson = false;
    bool has_exercise = false;
    std::string title; // of the lesson, else of the exercise; "" when it was not asked for or can't be read
};

enum class Titles : std::uint8_t { left_out, read };

// In teaching order. What is faulty is left out; empty when there is no course.toml that could be read.
std::vector<OutlineUnit> outline_of(const std::filesystem::path& root, Titles titles);

} // namespace gilkit::content
