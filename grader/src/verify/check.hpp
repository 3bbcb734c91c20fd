// What verifying a course came to: the types that its reports are written from.
//
// "The content is wrong" is Status::failed; "gilkit could not look" is Status::error. They never meet.
#pragma once

#include "judge/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::verify {

enum class Part : std::uint8_t { files, lesson, solution, stub, mistake };
std::string_view to_string(Part part); // "mistake"

enum class Status : std::uint8_t { passed, failed, inconclusive, error };
std::string_view to_string(Status status);
std::optional<Status> status_from_string(std::string_view name);

// What was found; without `message` there is nothing more to say.
struct Finding {
    Status status = Status::error;
    std::string actual; // as Check::expected; "failed" where no reason has a name
    std::string message = {};
    double seconds = 0;
    bool interrupted = false; // the rest means nothing
};

// One thing that the course promises.
struct Check {
    std::string unit; // its id; empty: the course as a whole
    Part part = Part::files;
    std::filesystem::path file; // below the course's root: what it is about
    // In Report::interpreters, the one that ran it; nullopt: nothing was run.
    std::optional<std::size_t> interpreter = std::nullopt;
    std::string expected = {}; // "passed", or the reason that a submission must get
    Finding found = {};

    // "plus-equals: the mistake sleep_zero.py"
    std::string name() const;
};

struct Report {
    judge::Machine machine;
    std::vector<judge::Interpreter> interpreters; // one at least
    std::vector<Check> checks;                    // in the order of the course
    double seconds = 0;

    std::size_t count(Status status) const;
    // The exit code of the design: 3 before 1 before 4 before 0.
    int exit_code() const;
};

} // namespace gilkit::verify
