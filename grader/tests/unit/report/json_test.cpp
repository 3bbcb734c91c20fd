#include "report/json.hpp"

#include "report/samples.hpp"
#include "report/text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using gilkit::report::grade_json;
using Json = nlohmann::ordered_json;
namespace judge = gilkit::judge;
namespace tests = gilkit::tests;

namespace {

Json parsed(const judge::Result& result) {
    return Json::parse(grade_json(tests::report_of({result})))["results"][0];
}

std::vector<std::string> keys_of(const Json& object) {
    std::vector<std::string> keys;
    for (const auto& item : object.items()) {
        keys.push_back(item.key());
    }
    return keys;
}

using Keys = std::vector<std::string>;

} // namespace

TEST_CASE("The document names its format first") {
    const std::string text = grade_json(tests::report_of({}));
    CHECK(text.starts_with("{\n  \"schema\": \"gilkit.grade/1\",\n"));
    CHECK(text.ends_with("\n}\n"));
    const Json document = Json::parse(text);
    CHECK(keys_of(document) == Keys{"schema", "gilkit", "machine", "results"});
    CHECK(document["gilkit"] == GILKIT_VERSION);
    CHECK(document["results"] == Json::array());
}

TEST_CASE("The machine says what it could not do") {
    judge::Report report = tests::report_of({});
    Json machine = Json::parse(grade_json(report))["machine"];
    CHECK(keys_of(machine) == Keys{"cores_online", "cores_effective", "kernel", "sandbox_tier", "sampling"});
    CHECK(machine["cores_online"] == 2);
    CHECK(machine["sandbox_tier"] == "D");
    CHECK(machine["sampling"]["available"] == false);
    CHECK(machine["sampling"]["why"] == report.machine.sampling_why);

    report.machine.sampling_available = true;
    machine = Json::parse(grade_json(report))["machine"];
    CHECK(machine["sampling"]["available"] == true);
    CHECK(machine["sampling"]["why"].is_null());
}

TEST_CASE("A measured result carries every figure") {
    const Json result = parsed(tests::passed_sample());
    CHECK(keys_of(result) == Keys{"exercise", "submission", "interpreter", "verdict", "reason", "score",
                                  "points", "message", "explanation", "checks", "measurement", "schedules",
                                  "requests", "responsiveness", "gil", "seed", "output", "seconds"});
    CHECK(result["score"].is_null()); // nobody said one
    CHECK(result["exercise"] == "four-threads-one-core");
    CHECK(result["verdict"] == "passed");
    CHECK(result["reason"].is_null());
    CHECK(result["interpreter"]["gil_enabled"] == true);
    CHECK(result["checks"].size() == 4);
    CHECK(keys_of(result["points"]) == Keys{"earned", "most", "checks"});
    CHECK(keys_of(result["checks"][0]) == Keys{"name", "status", "message", "expected", "actual", "line"});
    CHECK(result["checks"][0]["expected"].is_null());

    const Json& measurement = result["measurement"];
    CHECK(keys_of(measurement) ==
          Keys{"runs", "work_ratio", "speedup", "measured", "predicted", "serial_fraction", "machine_busy"});
    CHECK(keys_of(measurement["runs"][0]) == Keys{"role", "cores", "diagnosis", "beside", "wall_s", "cpu_s",
                                                  "queue_s", "parallelism", "parallelism_low",
                                                  "gil_ceiling"});
    CHECK(measurement["runs"][0]["gil_ceiling"].is_null());
    CHECK(measurement["runs"][0]["role"] == "baseline");
    CHECK(measurement["speedup"] == Json::parse(R"({"cores": 4, "estimate": 3.57, "low": 3.41, "high": 3.72,
                                                    "required": 2.0})"));
    CHECK(keys_of(measurement["predicted"]) == Keys{"2", "4", "8", "16"});
    CHECK(measurement["measured"][1] == Json::parse(R"({"cores": 2, "wall_s": 0.81, "speedup": 1.85})"));
    CHECK(result["gil"]["available"] == false);
    CHECK(result["gil"]["why"] == tests::passed_sample().gil_why);
}

TEST_CASE("What is absent is null, never left out") {
    const Json result = parsed(tests::error_sample());
    CHECK(result["exercise"].is_null());
    CHECK(result["interpreter"].is_null());
    CHECK(result["reason"].is_null());
    CHECK(result["measurement"].is_null());
    CHECK(result["checks"] == Json::array());
    CHECK(result["explanation"].size() == 1);
    CHECK(result["output"] == "");

    const Json undecided = parsed(tests::not_parallel_sample());
    CHECK(undecided["reason"] == "not-parallel");
    CHECK(undecided["measurement"]["speedup"].is_null());
    CHECK(undecided["measurement"]["serial_fraction"].is_null());
    CHECK(undecided["measurement"]["predicted"] == Json::object());

    judge::Result unsure = tests::passed_sample();
    unsure.interpreter->gil_enabled.reset();
    CHECK(parsed(unsure)["interpreter"]["gil_enabled"].is_null());
}

TEST_CASE("An event is an object on a line of its own, and has what the document has") {
    namespace report = gilkit::report;
    const judge::Result result = tests::wrong_answer_sample();
    const auto event = [](const std::string& line) {
        CHECK(line.find('\n') == line.size() - 1);
        return Json::parse(line);
    };
    const Json started = event(report::started_event("plus-equals", "my.py"));
    CHECK(started == Json{{"event", "started"},
                          {"schema", "gilkit.grade-events/1"},
                          {"gilkit", GILKIT_VERSION},
                          {"exercise", "plus-equals"},
                          {"submission", "my.py"}});
    CHECK(event(report::progress_event("run 1")) == Json{{"event", "progress"}, {"what", "run 1"}});
    const auto with_name = [](const char* name, const Json& object) {
        Json whole{{"event", name}};
        whole.update(object);
        return whole;
    };
    const Json document = parsed(result);
    CHECK(event(report::check_event(result.checks[0])) == with_name("check", document["checks"][0]));
    CHECK(event(report::result_event(result)) == with_name("result", document));
    const std::string hostile = report::result_event(tests::hostile_sample());
    CHECK(event(hostile)["verdict"].is_string());
    CHECK(hostile.find('\x1b') == std::string::npos);
}

TEST_CASE("Figures that are not finite become null") {
    judge::Result sample = tests::passed_sample();
    sample.measurement->work_ratio = std::nan("");
    sample.measurement->machine_busy = std::numeric_limits<double>::infinity();
    sample.measurement->predicted[2] = -std::numeric_limits<double>::infinity();
    sample.seconds = std::nan("");
    const Json result = parsed(sample);
    CHECK(result["measurement"]["work_ratio"].is_null());
    CHECK(result["measurement"]["machine_busy"].is_null());
    CHECK(result["measurement"]["predicted"]["2"].is_null());
    CHECK(result["seconds"].is_null());
}

TEST_CASE("Hostile text stays text") {
    const judge::Result sample = tests::hostile_sample();
    const std::string text = grade_json(tests::report_of({sample}));
    // Nothing but line ends and printable characters, all of it UTF-8.
    for (std::size_t position = 0; position < text.size();) {
        const auto code_point = gilkit::report::next_code_point(text, position);
        REQUIRE(code_point.has_value());
        REQUIRE((*code_point == U'\n' || !gilkit::report::is_unprintable(*code_point)));
    }
    const Json result = Json::parse(text)["results"][0];
    const auto message = result["message"].get<std::string>();
    CHECK(message.starts_with("a\x1b[2J\r\n✓ passed · forged\n\u202Etxet\u202C \uFFFD1m \u009b1m "));
    CHECK(message.find(std::string("end") + '\0') != std::string::npos);
}

TEST_CASE("No CI service finds a command in it") {
    judge::Result sample = tests::error_sample();
    sample.message = "##[error] ###[x] #[] ##vso[task.complete] ## [y]";
    const std::string text = grade_json(tests::report_of({sample}));
    CHECK(text.find(R"("\u0023#[error] #\u0023#[x] #[] \u0023#vso[task.complete] ## [y]")") !=
          std::string::npos);
    CHECK(Json::parse(text)["results"][0]["message"] == sample.message);
}

TEST_CASE("Characters beyond the basic plane are escaped as a pair") {
    judge::Result sample = tests::error_sample();
    sample.message = "tag \U000E0041 emoji 😀";
    const std::string text = grade_json(tests::report_of({sample}));
    CHECK(text.find(R"(tag \udb40\udc41 emoji 😀)") != std::string::npos);
    CHECK(Json::parse(text)["results"][0]["message"] == sample.message);
}
