// Grades one submission against one exercise: from the file to the verdict.
#pragma once

#include "content/model.hpp"
#include "judge/result.hpp"
#include "sandbox/box.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gilkit::judge {

struct GradeOptions {
    Interpreter interpreter;
    std::filesystem::path runner; // runner.py
    std::string tool_python;      // the interpreter that kit's own programs are made for, by path
    sandbox::Enclosure enclosure;
    // To grade with the inputs and schedules of an earlier time (Result::seed); nullopt: with new ones.
    std::optional<std::uint64_t> seed = std::nullopt;
    // Told what happens next, for people who wait: "run 2: on 1 core". May be empty.
    std::function<void(std::string_view)> progress;
    // Told of each check of the result once, as soon as it stands whatever else comes, in the result's order.
    // May be called while the submission runs, so it must not take long. May be empty.
    std::function<void(const Check&)> on_check = {};
    // Called before latencies are measured, which a neighbour's would change; what it returns is kept until
    // they have been. May wait, and may be empty: then nobody else measures any on this machine.
    std::function<std::shared_ptr<void>()> take_turn = {};
};

// The largest submission, bytes.
constexpr std::size_t max_submission_bytes = 1U << 20U;

// `source`: the submission's bytes; `shown_as`: its path as the learner gave it.
// A Failure is returned only for an interruption; other troubles of the grader's own make Verdict::error.
tl::expected<Result, sandbox::Failure> grade(const content::Exercise& exercise, const std::string& source,
                                             const std::string& shown_as, const GradeOptions& options);

// What this machine can measure.
Machine describe_machine();
// Finds out whether running interpreters can be looked into here, by a process that it starts for that.
void probe_sampling(Machine& machine);

} // namespace gilkit::judge
