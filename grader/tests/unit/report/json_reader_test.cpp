#include "report/json_reader.hpp"

#include "report/formats/formats.hpp"
#include "report/json_parts.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit;
using report::Json;

namespace {

judge::Result full_sample() {
    judge::Result result = tests::wrong_answer_sample();
    result.score = 0.25;
    result.checks.front().line = 7;
    result.points = {.most = 10, .earned = 2.5, .checks = {{"answers", 7.5, 0}, {"parallel", 2.5, 2.5}}};
    result.schedules = {200, 37};
    result.requests = {12, 3.5, 4, 3.0, 4};
    result.responsiveness = {3, 400, {1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    return result;
}

} // namespace

TEST_CASE("A result that is read from its JSON says the same again, in every format") {
    for (const judge::Result& result :
         {tests::passed_sample(), tests::not_parallel_sample(), full_sample(), tests::inconclusive_sample(),
          tests::error_sample(), tests::hostile_sample()}) {
        CAPTURE(result.exercise);
        const Json json = report::result_json(result);
        const judge::Result read = report::result_from_json(Json::parse(report::to_line(json)));
        Json again = report::result_json(read);
        again["gil"] = json["gil"]; // its lanes stay in the JSON
        CHECK(report::to_line(again) == report::to_line(json));
        for (const report::Format& format : report::formats()) {
            CAPTURE(format.name);
            if (format.name == "json" || format.name == "text") {
                continue; // these tell of the lanes
            }
            // What steers a terminal is escaped in the JSON already.
            const judge::Result twice =
                report::result_from_json(Json::parse(report::to_line(report::result_json(read))));
            CHECK(format.write(tests::report_of({twice})) == format.write(tests::report_of({read})));
        }
    }
}

TEST_CASE("A result without one of its parts is refused") {
    const Json whole = report::result_json(full_sample());
    for (const auto& item : whole.items()) {
        const std::string& key = item.key();
        CAPTURE(key);
        Json part = whole;
        part.erase(key);
        CHECK_THROWS_AS((void)report::result_from_json(part), std::exception);
    }
    Json other = whole;
    other["verdict"] = "maybe";
    CHECK_THROWS_AS((void)report::result_from_json(other), std::exception);
}
