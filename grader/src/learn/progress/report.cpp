#include "learn/progress/report.hpp"

#include "report/json_parts.hpp"

#include <algorithm>

namespace gilkit::learn {

namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const std::string& time) {
    return time.empty() ? Json(nullptr) : Json(time);
}

Json lesson_json(const UnitProgress& done) {
    Json json{{"read_at", time_or_null(done.read_at)}, {"prediction", nullptr}};
    if (done.prediction) {
        json["prediction"] = {{"choice", done.prediction->choice},
                              {"confidence", to_string(done.prediction->confidence)},
                              {"right", done.prediction->right},
                              {"at", done.prediction->at}};
    }
    return json;
}

Json exercise_json(const UnitProgress& done) {
    return {{"attempts", done.attempts},
            {"hints", done.hints},
            {"passed_at", time_or_null(done.passed_at)},
            {"gave_up_at", time_or_null(done.gave_up_at)}};
}

} // namespace

std::string course_progress_json(const content::Course& course, const Progress& progress) {
    Json json{
        {"schema", "gilkit.course-progress/1"}, {"next", nullptr}, {"done", 0}, {"units", Json::array()}};
    if (const content::Unit* const next = next_unit(course, progress)) {
        json["next"] = next->id;
    }
    json["done"] = std::ranges::count_if(course.units,
                                         [&](const content::Unit& unit) { return is_done(unit, progress); });
    for (const content::Unit& unit : course.units) {
        const UnitProgress done = progress.of(unit.id);
        json["units"].push_back({{"id", unit.id},
                                 {"done", is_done(unit, progress)},
                                 {"lesson", unit.lesson ? lesson_json(done) : Json(nullptr)},
                                 {"exercise", unit.exercise ? exercise_json(done) : Json(nullptr)}});
    }
    return report::to_text(json);
}

} // namespace gilkit::learn
