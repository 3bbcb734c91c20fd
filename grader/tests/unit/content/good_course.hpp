// A small course without fault in a folder of its own, for tests to break in one way each.
#pragma once

#include "content/load.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace gilkit::content::test {

// A folder that is removed with its content.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

void write_file(const std::filesystem::path& file, std::string_view text);
std::string read_file(const std::filesystem::path& file);

class GoodCourse {
public:
    GoodCourse();

    const std::filesystem::path& root() const { return folder_.path(); }

    // All paths are relative to the root.
    void write(const std::string& file, std::string_view text) const;
    // Replaces the first `from`, which must be there, by `to`.
    void replace(const std::string& file, std::string_view from, std::string_view to) const;
    void remove(const std::string& file) const;

    // What loading finds wrong; empty when nothing is.
    Diagnostics faults(const LoadOptions& options = {}) const;

private:
    TemporaryFolder folder_;
};

inline const std::string course_toml = "lessons/course.toml";
inline const std::string lesson_toml = "lessons/01-one/lesson.toml";
inline const std::string lesson_md = "lessons/01-one/lesson.md";
inline const std::string observed_json = "lessons/01-one/observed.json";
inline const std::string exercise_toml = "exercises/01-one/exercise.toml";

// Asserts that `faults` is exactly one, at that place, with these words in its message and an action.
void check_one(const Diagnostics& faults, const std::string& file, std::size_t line, std::string_view message,
               std::string_view action = "");

} // namespace gilkit::content::test
