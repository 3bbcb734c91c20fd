// Real terminals for the tests, with somebody who types at them and sees what is shown.
#pragma once

#include "os/fd.hpp"

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

namespace gilkit::learn::test {

// Both ends of a terminal that is nobody's controlling one.
class Pty {
public:
    Pty(int rows, int columns);

    // What a program uses.
    int fd() const { return theirs_.get(); }
    void type(std::string_view keys) const;
    void resize(int rows, int columns) const;
    void hang_up() { ours_.reset(); }
    // What was shown since the last call.
    std::string take_shown() const;
    // Whether it edits and echoes lines, as shells expect it.
    bool is_sane() const;

private:
    os::UniqueFd ours_;
    os::UniqueFd theirs_;
};

// A shell with job control on a terminal of its own. It runs one job in the foreground and says, each time
// that this ends or stops, "[ended CODE]", "[killed SIGNAL]" or "[stopped SIGNAL]", with " sane" or " raw"
// for the terminal's mode. When the job is stopped, the shell obeys lines: "fg", "bg", "term" (as `kill %1`).
class Shell {
public:
    // `job` runs in a process of its own with the terminal as its standard streams; its exit code is what it
    // returns.
    explicit Shell(const std::function<int()>& job);
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;
    ~Shell();

    void type(std::string_view keys) const;
    void resize(int rows, int columns) const;
    void hang_up() { ours_.reset(); }
    // Whether this was shown since the last such call, or is within half a minute.
    bool shows(std::string_view text);
    // Everything that was shown so far.
    const std::string& shown() const { return shown_; }

private:
    os::UniqueFd ours_;
    pid_t pid_ = -1;
    std::string shown_;
    std::size_t seen_ = 0;
};

// Writes a line on standard output at once.
void say(const std::string& line);

} // namespace gilkit::learn::test
