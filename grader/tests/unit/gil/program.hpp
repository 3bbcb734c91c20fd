// Programs to look into while they run.
#pragma once

#include "doctor/interpreter_search.hpp"
#include "os/helpers.hpp"
#include "os/text.hpp"

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::gil::test {

// A program that prints one line of words and numbers in turn, such as the names of its threads and the
// kernel's ids of them, and works until its input ends.
struct Program {
    os::Pipe input = os::make_pipe().value();
    os::Pipe output = os::make_pipe().value();
    std::optional<os::Child> child;
    std::map<std::string, pid_t> threads; // empty: it could not be started, or had nothing to say

    Program(const std::string& python, const std::string& script)
        : Program(std::vector<std::string>{python, "-c", script}) {}
    explicit Program(std::vector<std::string> argv) {
        os::SpawnOptions options;
        options.argv = std::move(argv);
        const auto nowhere = os::open_for_writing("/dev/null").value();
        options.fds = {{input.read_end.get(), 0}, {output.write_end.get(), 1}, {nowhere.get(), 2}};
        if (auto started = os::Child::spawn(options)) {
            child.emplace(*std::move(started));
        }
        output.write_end.reset();
        const std::string line = os::test::read_line(output.read_end.get());
        const auto words = os::split(line, " ");
        for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
            threads[std::string(words[i])] = os::to_number<pid_t>(words[i + 1]).value_or(0);
        }
    }
};

// Every Python of this machine, whatever its version.
inline std::vector<std::string> pythons() {
    return doctor::interpreter_candidates(doctor::places_from_environment());
}

} // namespace gilkit::gil::test
