// The local engine: grades what is pending, several submissions at a time on this machine. Another one,
// slurm/engine.hpp, has it done on the machines of a cluster, on each of which this one works.
//
// Each attempt is a forked copy of this process (os/crew.hpp), which tells its outcome through a pipe.
// Verdicts don't depend on neighbours, but latencies do: those of exercises of the kind `responsive` are
// measured in turn. An attempt whose process dies is made once more; then that is the submission's result. So
// is one for which the machine was too busy, as beside a student's fork bomb: when all others have ended, by
// itself.
#pragma once

#include "batch/journal/journal.hpp"
#include "judge/grade.hpp"
#include "os/error.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gilkit::batch {

// Where submissions come from, and where their outcomes go. Errors end the batch.
class Desk {
public:
    Desk() = default;
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;
    virtual ~Desk() = default;

    // Whether somebody else has handed in an outcome meanwhile.
    virtual bool is_done(const std::string& key) = 0;
    virtual tl::expected<std::string, std::string> source_of(const std::string& key) = 0;
    virtual tl::expected<void, std::string> begin(const std::string& attempt, const std::string& key) = 0;
    // Of an attempt without an outcome.
    virtual tl::expected<void, std::string> end(const std::string& attempt, AttemptEnd end) = 0;
    virtual tl::expected<void, std::string> hand_in(const Outcome& outcome, const std::string& bytes) = 0;
};

struct EngineOptions {
    judge::GradeOptions grading;
    std::size_t jobs = 1; // at the same time
    // Locked by who has its turn: the same file for all who grade on this machine.
    std::filesystem::path turns;
    // Told how many gradings are to be made, have been made and go on, whenever that changes. May be empty.
    std::function<void(std::size_t wanted, std::size_t made, std::size_t running)> on_progress;
    // Told when a key's grading is on the disk; an error ends the batch. May be empty.
    std::function<tl::expected<void, std::string>(const std::string& key)> on_recorded;
};

// Returns when nothing is pending, or after an interruption (os::interrupted()): then what went on is called
// off, and pending still. The error says what is wrong; nothing that was recorded is lost by it.
tl::expected<void, std::string> grade_pending(Journal& journal, const content::Course& course,
                                              const EngineOptions& options);

// The same of anybody's submissions.
tl::expected<void, std::string> grade_all(const std::vector<Pending>& wanted, Desk& desk,
                                          const content::Course& course, const EngineOptions& options);

} // namespace gilkit::batch
