#include "learn/progress/progress.hpp"

#include <algorithm>
#include <ctime>

namespace gilkit::learn {

std::string_view to_string(Confidence confidence) {
    switch (confidence) {
    case Confidence::guess:
        return "guess";
    case Confidence::fairly:
        return "fairly";
    case Confidence::certain:
        return "certain";
    }
    return "guess";
}

UnitProgress Progress::of(const std::string& id) const {
    const auto found = units.find(id);
    return found == units.end() ? UnitProgress{} : found->second;
}

bool is_done(const content::Unit& unit, const Progress& progress) {
    const UnitProgress done = progress.of(unit.id);
    return (!unit.lesson || done.lesson_done()) && (!unit.exercise || done.passed());
}

const content::Unit* next_unit(const content::Course& course, const Progress& progress) {
    const content::Unit* const current = course.find(progress.current);
    if (current != nullptr && !is_done(*current, progress)) {
        return current;
    }
    // After the one that was just done, and only then from the beginning: who skips a unit wants it skipped.
    const auto start =
        current == nullptr ? course.units.begin() : course.units.begin() + (current - course.units.data());
    const auto open = [&](const content::Unit& unit) { return !is_done(unit, progress); };
    auto found = std::find_if(start, course.units.end(), open);
    if (found == course.units.end()) {
        found = std::find_if(course.units.begin(), start, open);
        return found == start ? nullptr : &*found;
    }
    return &*found;
}

void note_verdict(Progress& progress, const std::string& id, bool passed) {
    UnitProgress& done = progress.units[id];
    ++done.attempts;
    if (passed && !done.passed()) {
        done.passed_at = time_stamp();
    }
    progress.current = id;
}

namespace {

const std::string& earlier(const std::string& one, const std::string& other) {
    return one.empty() || (!other.empty() && other < one) ? other : one;
}

UnitProgress merged(const UnitProgress& one, const UnitProgress& other) {
    UnitProgress both = one;
    if (!both.prediction) {
        both.prediction = other.prediction;
    }
    both.read_at = earlier(one.read_at, other.read_at);
    both.passed_at = earlier(one.passed_at, other.passed_at);
    both.gave_up_at = earlier(one.gave_up_at, other.gave_up_at);
    both.attempts = one.attempts + other.attempts;
    both.hints = std::max(one.hints, other.hints);
    return both;
}

} // namespace

void rename_aliases(Progress& progress, const content::Course& course) {
    for (const content::Unit& unit : course.units) {
        for (const std::string& alias : unit.aliases) {
            if (progress.current == alias) {
                progress.current = unit.id;
            }
            const auto old = progress.units.find(alias);
            if (old != progress.units.end()) {
                UnitProgress& mine = progress.units[unit.id];
                mine = merged(mine, old->second);
                progress.units.erase(old);
            }
        }
    }
}

std::string time_stamp() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::string text(sizeof "2026-11-30T06:14:43Z", '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
    return text;
}

} // namespace gilkit::learn
