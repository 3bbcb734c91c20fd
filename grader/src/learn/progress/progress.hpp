// What a learner has done so far, and its form in JSON (grader/schema/progress.schema.json).
//
// Kept under the units' ids, which never change; where an id had to, the course knows the old one as an
// alias. Times are for people to read ("2026-11-30T06:14:43Z"): nothing is decided by them, so a clock that
// was set back does no harm.
#pragma once

#include "content/model.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gilkit::learn {

enum class Confidence : std::uint8_t { guess, fairly, certain };
std::string_view to_string(Confidence confidence); // "guess"

struct PredictionMade {
    std::string choice; // its text: the order of choices may change
    Confidence confidence = Confidence::guess;
    std::string why; // one sentence, in the learner's words; may be empty
    bool right = false;
    std::string at;

    friend bool operator==(const PredictionMade&, const PredictionMade&) = default;
};

struct UnitProgress {
    std::optional<PredictionMade> prediction;
    std::string read_at; // when the lesson was read to its end; empty: it was not
    int attempts = 0;    // gradings of the exercise
    int hints = 0;       // that were shown
    std::string passed_at;
    std::string gave_up_at; // when the solution was shown before a pass

    bool lesson_done() const { return !read_at.empty(); }
    bool passed() const { return !passed_at.empty(); }
    friend bool operator==(const UnitProgress&, const UnitProgress&) = default;
};

struct Progress {
    std::map<std::string, UnitProgress> units; // by id
    std::string current;                       // id of the unit that the learner was at; empty: none
    // What else stood in the file. A gilkit of the same version of the format may know more than this one.
    nlohmann::ordered_json document = nlohmann::ordered_json::object();

    UnitProgress of(const std::string& id) const; // of one that was never begun: all empty
};

// What of a unit is still to be done. A unit without a lesson, or without an exercise, has that one done.
bool is_done(const content::Unit& unit, const Progress& progress);
// Where to go on: the current unit while it is not done, else the first that is not done, in the course's
// order; null: all of the course is done.
const content::Unit* next_unit(const content::Course& course, const Progress& progress);

// Counts an attempt at an exercise, which is the unit that the learner is at from now on.
void note_verdict(Progress& progress, const std::string& id, bool passed);

// What was kept under ids that units had before is moved under those that they have. Where there is something
// under both, what is further counts.
void rename_aliases(Progress& progress, const content::Course& course);

struct ProgressFault {
    bool newer = false; // a later gilkit wrote it, and only that one can read it
    std::string what;   // "is not JSON", "units.plus-equals.hints is not a number"
};

tl::expected<Progress, ProgressFault> progress_from_json(std::string_view text);
std::string progress_to_json(const Progress& progress);

// Now, in UTC, as it stands in the file.
std::string time_stamp();

} // namespace gilkit::learn
