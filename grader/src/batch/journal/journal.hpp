// What a batch knows, in one SQLite file: what is to be graded, what was begun, and what came of it.
//
// Theory of operation. Intake puts down what it finds in the folder of submissions, with the bytes of each:
// from then on that folder is not needed any more. A grading is of a key, which stands for all that decides
// its result (identity.hpp), so two students who handed in the same bytes share one, and what has not changed
// since the last call is not graded again. Each try at a key is an attempt with a name of its own, put down
// before it begins. Its outcome is recorded together with the attempt's end, in one transaction that is on
// the disk before anything is told of it; a key has one grading, so a second outcome for it (of a worker that
// was believed dead) is told apart by its attempt and dropped. An attempt that has begun and has no end
// belongs to a process that was killed: the next call says so and begins another one.
//
// The file is in WAL mode: who reads (`--status`) and who writes don't wait for each other, and a process
// that is killed, or a machine that loses power, leaves a journal with everything that was recorded.
#pragma once

#include "batch/journal/outcome.hpp"
#include "batch/journal/sqlite.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::batch {

struct JournalFault {
    enum class Kind : std::uint8_t { newer, missing, failed };
    Kind kind = Kind::failed;
    std::string message; // what is wrong and what to do
};

template<typename T>
using Journaled = tl::expected<T, JournalFault>;

// A submission as intake found it. All texts but `exercise`, `source` and `key` are bytes of somebody's.
struct Submission {
    std::string student;
    std::string folder;   // of the student's results, below OUT/students
    std::string exercise; // its id; empty: not known
    std::string path;     // where it was found
    std::string source;   // digest of its bytes; empty: there is a fault
    std::string key;      // of its grading; empty: there is a fault
    std::string fault;    // why it can't be graded: names the file, the fault and what would be accepted
};

// A submission with its grading, as far as there is one.
struct Graded {
    Submission submission;
    bool done = false;   // graded, or faulty
    std::string verdict; // of what is done
    std::string reason;
    std::optional<double> score;
    std::string message;
    double seconds = 0;
    std::string attempt;
    std::string result_json; // as Outcome::result_json; empty where there is a fault
    std::string machine_json;
};

// A key that has no grading yet, or one in which gilkit itself failed.
struct Pending {
    std::string key;
    std::string exercise;
};

// How an attempt ended.
enum class AttemptEnd : std::uint8_t { recorded, died, interrupted, abandoned, superseded, undecided };

// Submissions, by what is known of them.
struct Counts {
    std::size_t submissions = 0;
    std::size_t students = 0;
    std::size_t waiting = 0; // to be graded, running ones included
    std::size_t running = 0; // attempts under way, if there is a process that could make them
    std::map<std::string, std::size_t> by_verdict;
    std::size_t done() const { return submissions - waiting; }
};

class Journal {
public:
    static constexpr int version = 1; // in the file's user_version

    // Opens the journal in that folder, or makes it. Attempts of a process that is no more are abandoned:
    // whoever calls this has the Lock.
    static Journaled<Journal> open(const std::filesystem::path& folder);
    // For who only looks, at a journal that somebody may be writing to.
    static Journaled<Journal> open_to_read(const std::filesystem::path& folder);
    static std::filesystem::path file_in(const std::filesystem::path& folder);

    // How many attempts open() found without an end.
    std::size_t abandoned() const { return abandoned_; }

    // Forgets all gradings.
    Journaled<void> forget_gradings();

    // Between these two, what intake finds replaces what it found the last time. All or nothing.
    Journaled<void> begin_intake();
    Journaled<void> put_source(const std::string& digest, std::string_view bytes);
    Journaled<void> put_submission(const Submission& submission);
    Journaled<void> end_intake();
    // The winnowed fingerprints of a source (similar/), for who asks which sources are alike.
    Journaled<void> put_fingerprints(const std::string& exercise, const std::string& source,
                                     const std::string& normal_form, const std::vector<std::int64_t>& prints);
    Journaled<bool> has_fingerprints(const std::string& exercise, const std::string& source);

    // In the order of the submissions.
    Journaled<std::vector<Pending>> pending();
    Journaled<std::string> source_of(const std::string& key);

    // On the disk before it returns.
    Journaled<void> begin_attempt(const std::string& attempt, const std::string& key,
                                  const std::string& worker);
    Journaled<void> end_attempt(const std::string& attempt, AttemptEnd end);
    // On the disk before it returns. False: the key had its grading already, and keeps it.
    Journaled<bool> record(const Outcome& outcome);
    // The same of an attempt that begins here by its end: `worker` made it elsewhere, and put down there that
    // it was under way. Recording it again changes nothing.
    Journaled<bool> record_from(const std::string& worker, const Outcome& outcome);

    Journaled<Counts> counts();
    // In the order of the students' names; one at a time is in memory. False from `see` ends it.
    Journaled<void> for_each_submission(const std::function<bool(const Graded&)>& see);
    // The same of one student folder.
    Journaled<std::vector<Graded>> submissions_of(const std::string& folder);
    // The student folders with a submission that this key stands for.
    Journaled<std::vector<std::string>> folders_of(const std::string& key);

    // For the reports of the room itself: pairs and reasons are found in SQL.
    Database& database() { return *database_; }

private:
    explicit Journal(std::unique_ptr<Database> database) : database_(std::move(database)) {}

    bool put_grading(const Outcome& outcome);

    std::unique_ptr<Database> database_;
    std::unique_ptr<Transaction> intake_;
    std::size_t abandoned_ = 0;
};

std::string_view to_string(AttemptEnd end); // "recorded"

// A fault of SQLite's in words of ours: a full disk is named as such.
JournalFault fault_from(const SqlFault& fault, const std::filesystem::path& file);

} // namespace gilkit::batch
