#include "batch/journal/journal.hpp"

#include "batch/journal/clock.hpp"
#include "report/json_parts.hpp"

#include <fmt/format.h>

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <utility>

namespace gilkit::batch {

namespace {

// What `act` returns, or its fault as a value.
template<typename Act>
auto guarded(const Act& act) -> Journaled<decltype(act())> {
    try {
        if constexpr (std::is_void_v<decltype(act())>) {
            act();
            return {};
        } else {
            return act();
        }
    } catch (const SqlFault& fault) {
        return tl::unexpected(fault_from(fault, {}));
    }
}

constexpr std::string_view graded_columns =
    "SELECT s.student, s.folder, s.exercise, s.path, s.source, s.key, s.fault, g.verdict, g.reason, g.score, "
    "g.message, g.seconds, g.attempt, g.result, g.machine FROM submission s LEFT JOIN grading g ON g.key = "
    "s.key ";

Graded graded_in(const Statement& row) {
    Graded graded;
    graded.submission = {row.text(0), row.text(1), row.text(2), row.text(3),
                         row.text(4), row.text(5), row.text(6)};
    if (!row.is_null(6)) {
        graded.done = true;
        graded.verdict = "error";
        graded.message = graded.submission.fault;
    } else if (!row.is_null(7)) {
        graded.done = true;
        graded.verdict = row.text(7);
        graded.reason = row.text(8);
        graded.score = row.is_null(9) ? std::nullopt : std::optional(row.real(9));
        graded.message = row.text(10);
        graded.seconds = row.real(11);
        graded.attempt = row.text(12);
        graded.result_json = row.text(13);
        graded.machine_json = row.text(14);
    }
    return graded;
}

} // namespace

std::string_view to_string(AttemptEnd end) {
    constexpr std::array<std::string_view, 6> names{"recorded",  "died",       "interrupted",
                                                    "abandoned", "superseded", "undecided"};
    return names.at(static_cast<std::size_t>(end));
}

Journaled<void> Journal::forget_gradings() {
    return guarded([&] { database_->run("DELETE FROM grading"); });
}

Journaled<void> Journal::begin_intake() {
    return guarded([&] {
        intake_ = std::make_unique<Transaction>(*database_);
        // Fingerprints are of what the stub and this gilkit are now.
        for (const std::string_view table : {"submission", "fingerprint", "normal_form"}) {
            database_->run(fmt::format("DELETE FROM {}", table));
        }
    });
}

Journaled<void> Journal::put_source(const std::string& digest, std::string_view bytes) {
    return guarded([&] {
        database_->run("INSERT OR IGNORE INTO source(digest, bytes) VALUES (?, ?)", digest, Bytes{bytes});
    });
}

Journaled<void> Journal::put_submission(const Submission& given) {
    return guarded([&] {
        constexpr std::string_view columns =
            "INSERT INTO submission(student, folder, exercise, path, source, key, fault) ";
        if (given.key.empty()) {
            database_->run(fmt::format("{}VALUES (?, ?, ?, ?, NULL, NULL, ?)", columns), Bytes{given.student},
                           given.folder, given.exercise, Bytes{given.path}, Bytes{given.fault});
        } else {
            database_->run(fmt::format("{}VALUES (?, ?, ?, ?, ?, ?, NULL)", columns), Bytes{given.student},
                           given.folder, given.exercise, Bytes{given.path}, given.source, given.key);
        }
    });
}

Journaled<void> Journal::end_intake() {
    return guarded([&] {
        // Sources of students who are gone go, too; gradings stay, for they may come back.
        constexpr std::string_view used = "(SELECT source FROM submission WHERE source IS NOT NULL)";
        database_->run(fmt::format("DELETE FROM source WHERE digest NOT IN {}", used));
        intake_->commit();
        intake_.reset();
    });
}

Journaled<bool> Journal::has_fingerprints(const std::string& exercise, const std::string& source) {
    return guarded([&] {
        Statement found = database_->prepare("SELECT 1 FROM normal_form WHERE exercise = ? AND source = ?");
        return found.bind(std::string_view(exercise)).bind(std::string_view(source)).step();
    });
}

Journaled<void> Journal::put_fingerprints(const std::string& exercise, const std::string& source,
                                          const std::string& normal_form,
                                          const std::vector<std::int64_t>& prints) {
    return guarded([&] {
        database_->run(
            "INSERT OR REPLACE INTO normal_form(source, exercise, digest, prints) VALUES (?, ?, ?, ?)",
            source, exercise, normal_form, static_cast<std::int64_t>(prints.size()));
        for (const std::int64_t print : prints) {
            database_->run("INSERT OR IGNORE INTO fingerprint(exercise, print, source) VALUES (?, ?, ?)",
                           exercise, print, source);
        }
    });
}

Journaled<std::vector<Pending>> Journal::pending() {
    return guarded([&] {
        std::vector<Pending> found;
        Statement row = database_->prepare(
            "SELECT s.key, s.exercise FROM submission s LEFT JOIN grading g ON g.key = s.key WHERE s.key IS "
            "NOT "
            "NULL AND (g.key IS NULL OR g.verdict = 'error') GROUP BY s.key ORDER BY min(s.number)");
        while (row.step()) {
            found.push_back({row.text(0), row.text(1)});
        }
        return found;
    });
}

Journaled<std::string> Journal::source_of(const std::string& key) {
    return guarded([&] {
        Statement row = database_->prepare(
            "SELECT bytes FROM source JOIN submission ON source = digest WHERE key = ? LIMIT 1");
        if (!row.bind(std::string_view(key)).step()) {
            throw SqlFault(SQLITE_CORRUPT, "a submission has lost its bytes");
        }
        return row.text(0);
    });
}

Journaled<void> Journal::begin_attempt(const std::string& attempt, const std::string& key,
                                       const std::string& worker) {
    return guarded([&] {
        database_->run("INSERT INTO attempt(attempt, key, worker, begun) VALUES (?, ?, ?, ?)", attempt, key,
                       worker, seconds_since_1970());
    });
}

Journaled<void> Journal::end_attempt(const std::string& attempt, AttemptEnd end) {
    return guarded([&] {
        database_->run("UPDATE attempt SET ended = ?, end = ? WHERE attempt = ?", seconds_since_1970(),
                       to_string(end), attempt);
    });
}

// Within a transaction of the caller's.
bool Journal::put_grading(const Outcome& outcome) {
    const judge::Result& result = outcome.result;
    Statement known = database_->prepare("SELECT attempt FROM grading WHERE key = ? AND verdict <> 'error'");
    const bool is_new = !known.bind(std::string_view(outcome.key)).step();
    if (!is_new && known.text(0) == outcome.attempt) {
        return false;
    }
    if (is_new) {
        Statement put = database_->prepare(
            "INSERT OR REPLACE INTO grading(key, attempt, exercise, verdict, reason, message, seconds, "
            "boxes_cpu_s, gilkit_cpu_s, machine, result, score) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?)");
        put.bind(std::string_view(outcome.key))
            .bind(std::string_view(outcome.attempt))
            .bind(std::string_view(result.exercise))
            .bind(judge::to_string(result.verdict))
            .bind(result.reason ? judge::to_string(*result.reason) : std::string_view())
            .bind(std::string_view(result.message))
            .bind(result.seconds)
            .bind(outcome.boxes_cpu_s)
            .bind(outcome.gilkit_cpu_s)
            .bind(std::string_view(report::to_line(report::machine_json(outcome.machine))))
            .bind(std::string_view(outcome.result_json));
        result.score ? put.bind(*result.score) : put.bind(nullptr);
        put.step();
    }
    database_->run("UPDATE attempt SET ended = ?, end = ? WHERE attempt = ?", seconds_since_1970(),
                   to_string(is_new ? AttemptEnd::recorded : AttemptEnd::superseded), outcome.attempt);
    return is_new;
}

Journaled<bool> Journal::record(const Outcome& outcome) {
    return guarded([&] {
        Transaction transaction(*database_);
        const bool is_new = put_grading(outcome);
        transaction.commit();
        return is_new;
    });
}

Journaled<bool> Journal::record_from(const std::string& worker, const Outcome& outcome) {
    return guarded([&] {
        Transaction transaction(*database_);
        database_->run("INSERT OR IGNORE INTO attempt(attempt, key, worker, begun) VALUES (?, ?, ?, ?)",
                       outcome.attempt, outcome.key, worker, seconds_since_1970() - outcome.result.seconds);
        const bool is_new = put_grading(outcome);
        transaction.commit();
        return is_new;
    });
}

Journaled<Counts> Journal::counts() {
    return guarded([&] {
        Counts counts;
        Statement row = database_->prepare("SELECT CASE WHEN s.key IS NULL THEN 'error' ELSE "
                                           "coalesce(g.verdict, '') END AS v, count(*) FROM "
                                           "submission s LEFT JOIN grading g ON g.key = s.key GROUP BY v");
        while (row.step()) {
            const auto number = static_cast<std::size_t>(row.integer(1));
            counts.submissions += number;
            if (row.text(0).empty()) {
                counts.waiting = number;
            } else {
                counts.by_verdict[row.text(0)] = number;
            }
        }
        Statement students = database_->prepare("SELECT count(DISTINCT folder) FROM submission");
        students.step();
        counts.students = static_cast<std::size_t>(students.integer(0));
        Statement running = database_->prepare("SELECT count(*) FROM attempt WHERE ended IS NULL");
        running.step();
        counts.running = static_cast<std::size_t>(running.integer(0));
        return counts;
    });
}

Journaled<void> Journal::for_each_submission(const std::function<bool(const Graded&)>& see) {
    return guarded([&] {
        Statement row = database_->prepare(fmt::format("{}ORDER BY s.number", graded_columns));
        while (row.step() && see(graded_in(row))) {
        }
    });
}

Journaled<std::vector<Graded>> Journal::submissions_of(const std::string& folder) {
    return guarded([&] {
        std::vector<Graded> found;
        Statement row =
            database_->prepare(fmt::format("{}WHERE s.folder = ? ORDER BY s.number", graded_columns));
        row.bind(std::string_view(folder));
        while (row.step()) {
            found.push_back(graded_in(row));
        }
        return found;
    });
}

Journaled<std::vector<std::string>> Journal::folders_of(const std::string& key) {
    return guarded([&] {
        std::vector<std::string> found;
        Statement row = database_->prepare("SELECT DISTINCT folder FROM submission WHERE key = ?");
        row.bind(std::string_view(key));
        while (row.step()) {
            found.push_back(row.text(0));
        }
        return found;
    });
}

} // namespace gilkit::batch
