// Verifies a course: that it keeps every promise which can be tried.
//
// The judge follows one process tree at a time and signals belong to a process, so each check is made in a
// worker of its own (os/crew.hpp); a few go on beside each other, for what gilkit measures does not depend on
// what else the machine does.
#pragma once

#include "content/model.hpp"
#include "judge/interpreter.hpp"
#include "sandbox/enclosure/tier.hpp"
#include "verify/check.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gilkit::verify {

struct Options {
    // Each runs everything that it can: one that is too old for submissions only those lessons that were
    // recorded on one like it.
    std::vector<judge::AskedInterpreter> interpreters;
    std::filesystem::path runner; // runner.py
    std::string tool_python;      // judge::GradeOptions::tool_python
    sandbox::Enclosure enclosure;
    std::size_t jobs = 1; // checks at the same time, from 1 on
    // Told each check as soon as it and all before it are done. May be empty.
    std::function<void(const Check&)> on_check;
    // Told how it goes: "7 of 42 done; running: plus-equals: the stub". May be empty.
    std::function<void(const std::string&)> on_progress;
};

struct Stopped {
    bool interrupted = false; // else `why` says what went wrong
    std::string why;
};

// Checks these units, in their order. Nothing is left running, whatever comes of it.
tl::expected<std::vector<Check>, Stopped> verify_units(const content::Course& course,
                                                       const std::vector<const content::Unit*>& units,
                                                       const Options& options);

// Records their lessons instead, one after the other: what is published should not be disturbed. Of the
// interpreters it takes the first.
tl::expected<std::vector<Check>, Stopped> record_units(const content::Course& course,
                                                       const std::vector<const content::Unit*>& units,
                                                       const Options& options);

} // namespace gilkit::verify
