// What the tests of processes and files share: private folders, conditions to wait for, small programs.
#pragma once

#include "os/subprocess.hpp"
#include "os/temp_dir.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace gilkit::os::test {

// A folder of the test's own.
class Scratch {
public:
    Scratch();
    const std::filesystem::path& path() const { return folder_.path(); }
    std::filesystem::path operator/(std::string_view name) const { return path() / name; }

private:
    TempDir folder_;
};

// Sets an environment variable until the end of the scope.
class Variable {
public:
    Variable(const char* name, const std::string& value);
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    Variable(Variable&&) = delete;
    Variable& operator=(Variable&&) = delete;
    ~Variable();

private:
    const char* name_;
    std::string before_;
    bool was_set_ = false;
};

// Makes the folders above it as well.
void put_file(const std::filesystem::path& path, std::string_view text);
std::string get_file(const std::filesystem::path& path);

// Everything up to the next newline, or to the end; waits for it.
std::string read_line(int fd);

// Looks again and again, for half a minute at most; false when it never came true.
bool wait_until(const std::function<bool()>& condition);
// No process has this number any more, not even a dead one.
bool is_gone(pid_t pid);

// A deadline that is only there so that a broken test ends.
std::int64_t far_deadline();

// `sh -c script` with nothing but PATH in its environment.
SpawnOptions shell(std::string script);

// Runs `body` in a forked copy of this process, for what could not be undone here; true when it returned
// true.
bool in_a_fork(const std::function<bool()>& body);
// The same without the rights of root, if we have them.
bool in_a_fork_as_nobody(const std::function<bool()>& body);

} // namespace gilkit::os::test
