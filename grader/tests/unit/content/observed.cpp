#include "content/observed.hpp"

#include "content/good_course.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;
using nlohmann::json;

namespace {

json good_document() {
    const GoodCourse files;
    return json::parse(read_file(files.root() / observed_json));
}

Diagnostics faults_of(std::string_view text) {
    Findings findings("/course");
    const bool good = parse_observed(text, "/course/observed.json", findings).has_value();
    CHECK(good == (findings.count() == 0));
    return findings.take();
}

} // namespace

TEST_CASE("a recording is flattened to its numbers") {
    const auto figures = flatten_recording(json::parse(R"({
        "recorded": "2026-11-22", "interpreter": {"gil_enabled": true, "version": "3.11"},
        "nothing": null, "list": [1, 2], "programs": {"broken": {"wall_s": 1.5, "printed": {"n": 3}},
        "fixed": {"wall_s": 1}, "other": {"wall_s": 9}}})"));
    CHECK(figures.at("interpreter.gil_enabled") == 1);
    CHECK(figures.at("programs.broken.wall_s") == 1.5);
    CHECK(figures.at("broken.wall_s") == 1.5);
    CHECK(figures.at("broken.printed.n") == 3);
    CHECK(figures.at("fixed.wall_s") == 1);
    CHECK(figures.at("programs.other.wall_s") == 9);
    CHECK(figures.size() == 8);
    CHECK(flatten_recording(json(3)).size() == 1);
    CHECK(flatten_recording(json()).empty());
}

TEST_CASE("figures are found by long and short path") {
    const json recording = good_document()["recordings"][0];
    REQUIRE(find_recorded(recording, "broken.printed.times") != nullptr);
    CHECK(*find_recorded(recording, "broken.printed.times") == 4.02);
    CHECK(*find_recorded(recording, "programs.broken.printed.times") == 4.02);
    CHECK(*find_recorded(recording, "recorded") == "2026-11-22");
    for (const char* unknown : {"", "broken", "machine", "broken.none", "recorded.more", "a.b.c", "."}) {
        CHECK(find_recorded(recording, unknown) == nullptr);
    }
    const auto paths = recorded_paths(recording);
    CHECK(std::count(paths.begin(), paths.end(), "broken.speedup_4") == 1);
    CHECK(std::count(paths.begin(), paths.end(), "programs.broken.speedup_4") == 0);
}

TEST_CASE("documents of the wrong shape") {
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"[]", "the schema is not"},
        {"3", "the schema is not"},
        {"null", "the schema is not"},
        {R"({"schema": 1})", "the schema is not"},
        {R"({"schema": "gilkit.observed/2"})", "the schema is not"},
        {R"({"schema": "gilkit.observed/1"})", "no array 'recordings'"},
        {R"({"schema": "gilkit.observed/1", "recordings": {}})", "no array 'recordings'"},
        {R"({"schema": "gilkit.observed/1", "recordings": []})", "no array 'recordings'"},
        {R"({"schema": "gilkit.observed/1", "recordings": [7]})", "recording 1 must be an object"},
    };
    for (const auto& bad : cases) {
        CAPTURE(std::string(bad.first));
        check_one(faults_of(bad.first), "observed.json", 0, bad.second, "gilkit verify --record");
    }
}

TEST_CASE("syntax errors carry their line") {
    check_one(faults_of("{\n\"a\": 1,\n\"b\": }\n"), "observed.json", 3, "not valid JSON");
    check_one(faults_of("{\n\"a\": 1"), "observed.json", 2, "not valid JSON");
    check_one(faults_of("{\"a\": 1e999}"), "observed.json", 0, "out of range");
}

TEST_CASE("every field of the wrong type is reported by its path") {
    struct Case {
        const char* pointer;
        json value;
        const char* message;
    };
    const std::vector<Case> cases = {
        {"/recordings/0/recorded", 7, "recorded of recording 1 must be a string"},
        {"/recordings/0/machine/cores_online", "2", "machine.cores_online of recording 1 must be a number"},
        {"/recordings/0/interpreter/version", nullptr, "interpreter.version of recording 1 must be a string"},
        {"/recordings/0/programs/broken", 1, "recording 1 has no programs.broken"},
        {"/recordings/0/programs/fixed/stdout", 1,
         "stdout of programs.fixed of recording 1 must be a string"},
        {"/recordings/0/programs/fixed/printed", json::array(), "printed of programs.fixed"},
        {"/recordings/0/programs/fixed/printed", {{"n", "x"}}, "must be an object of numbers"},
        {"/recordings/0/programs/fixed/speedup_4", true, "speedup_4 of programs.fixed"},
        {"/recordings/0/programs/fixed/timeline", json::array(), "timeline of programs.fixed"},
        {"/recordings/0/programs/fixed/measured", 2,
         "measured of programs.fixed of recording 1 must be an array"},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.pointer));
        json document = good_document();
        document[json::json_pointer(bad.pointer)] = bad.value;
        check_one(faults_of(document.dump()), "observed.json", 0, bad.message, "gilkit verify --record");
    }
}

TEST_CASE("what is missing is reported, in later recordings too") {
    json document = good_document();
    json second = document["recordings"][0];
    second.erase("recorded");
    document["recordings"].push_back(second);
    check_one(faults_of(document.dump()), "observed.json", 0, "recording 2 has no recorded");
}

TEST_CASE("fields that this version does not know are kept") {
    json document = good_document();
    document["recordings"][0]["weather"] = {{"clouds", json::array()}};
    CHECK(faults_of(document.dump()).empty());
}

TEST_CASE("no text can speak of a timeline") {
    json document = good_document();
    json& recording = document["recordings"][0];
    recording["programs"]["broken"]["timeline"] = {{"length_s", 1.5}};
    CHECK(faults_of(document.dump()).empty());
    CHECK(flatten_recording(recording).count("broken.timeline.length_s") == 0);
}
