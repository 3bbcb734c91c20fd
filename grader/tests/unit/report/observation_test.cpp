#include "report/observation.hpp"

#include "report/text.hpp"
#include "report/words.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <sstream>
#include <string>

using namespace gilkit::observe;
using gilkit::report::display_width;
using gilkit::report::observation_json;
using gilkit::report::observation_text;
using gilkit::report::TerminalStyle;
using gilkit::tests::says;
using gilkit::tests::usual;
using Json = nlohmann::ordered_json;

namespace {

ObservedRun run_of(double slower = 1) {
    ObservedRun run;
    run.exit_code = 0;
    run.wall_s = 2.0 * slower;
    run.cpu_s = 3.2 * slower;
    run.demand = ObservedDemand{
        3.2 * slower,
        3.2,
        3.1,
        {0.5, 0.45, 0.05},
        {{1, 3.3 * slower}, {2, 1.7 * slower}, {4, 1.0 * slower}, {8, 1.0 * slower}, {16, 1.0 * slower}},
        {{1, 3.3 * slower}, {2, 1.8 * slower}, {4, 1.1 * slower}, {8, 1.1 * slower}, {16, 1.1 * slower}}};
    run.others = OthersShares{0.2, 0.01};
    run.processes = 5;
    run.threads = 6;
    return run;
}

Observation sample() {
    Observation observation;
    observation.command = {"python3", "work.py", "--fast"};
    observation.machine.cores_online = 4;
    observation.machine.cores_effective = 1.5;
    observation.machine.kernel = "6.1.0";
    observation.cores_allowed = 2;
    observation.runs = {run_of()};
    return observation;
}

} // namespace

TEST_CASE("One run, as it is printed") {
    CHECK(observation_text(sample(), usual) == R"(✓ python3 work.py --fast
  ended with exit code 0

  It asked for 3.2 cores' worth of work at a time: 4 idle cores would make it
  3.3 times as fast as one, more would hardly help.

  Parallelism   3.20 cores asked for at a time, at least 3.10
  Wall time     2.00 s: 50 % on a core, 45 % queued for one, 5 % asleep
  CPU time      3.20 s in 5 processes and 6 threads
  Queue time    3.20 s: its threads could run, and had no core
  Neighbours    others had 20 % of the time of the 2 cores here
  GIL           not looked at; --timeline shows who holds it

  Cores                 1        2        4        8       16
  Idle machine     3.30 s   1.70 s   1.00 s   1.00 s   1.00 s
  Speedup           1.00×    1.94×    3.30×    3.30×    3.30×
  At least          1.00×    1.83×    3.00×    3.00×    3.00×
)");
}

TEST_CASE("A bound that says nothing more is not printed") {
    Observation observation = sample();
    auto& demand = *observation.runs.front().demand;
    demand.replay_high_s = demand.replay_s;
    CHECK_FALSE(says(observation_text(observation, usual), "At least"));
}

TEST_CASE("Several runs show their spread, and real times beside the replayed") {
    Observation observation = sample();
    for (const double slower : {1.5, 2.0}) {
        observation.runs.push_back(run_of(slower));
    }
    for (const int cores : {1, 2}) {
        observation.runs.push_back(run_of());
        observation.runs.back().cores = cores;
        observation.runs.back().wall_s = 4.0 / cores;
    }
    const std::string text = observation_text(observation, usual);
    CHECK(says(text, "ended with exit code 0 · 5 runs"));
    CHECK(says(text, "Wall time 3.00 s (2.00 s to 4.00 s): 50 % on a core"));
    CHECK(says(text, "Time here 4.00 s 2.00 s"));
    CHECK(says(text, "Speedup here 1.00× 2.00×"));
}

TEST_CASE("What went wrong, or could not be seen, is said") {
    Observation observation = sample();
    ObservedRun& run = observation.runs.front();
    run.exit_code.reset();
    run.signal = SIGTERM;
    run.left_running = 2;
    run.stopped_s = 12.5;
    run.others = OthersShares{0.2, 0.3};
    observation.notes = {"A note."};
    std::string text = observation_text(observation, usual);
    CHECK(text.starts_with("✗ python3 work.py --fast\n  was ended by SIGTERM\n"));
    CHECK(says(text, "2 processes of the command still ran when the command ended; they were left alone"));
    CHECK(says(text, "Stopped 12.50 s more, stopped or frozen: not counted"));
    CHECK(says(text, "asleep or held back by the hypervisor"));
    CHECK(says(text, "2 cores here, the hypervisor 30 %"));
    CHECK(says(text, "A note."));

    run.demand.reset();
    observation.no_demand_because = "it is dark here";
    observation.ended_early_because = "somebody wanted it";
    text = observation_text(observation, usual);
    CHECK(says(text, "What it asked for could not be measured: it is dark here."));
    CHECK(says(text, "(fewer than asked for: somebody wanted it)"));
    CHECK_FALSE(says(text, "Parallelism"));
    CHECK_FALSE(says(text, "Idle machine"));
}

TEST_CASE("No line is wider than the terminal, and the command can't draw on it") {
    Observation observation = sample();
    observation.command = {"sh", "-c", "\x1b[2J\r\n\u202E" + std::string(300, 'x'), std::string(5000, 'y')};
    observation.notes = {std::string(500, 'z') + " and a word"};
    observation.no_demand_because = "of a long, long reason that nobody could have foreseen, not even here";
    for (const int width : {40, 61, 80, 200}) {
        CAPTURE(width);
        std::istringstream lines(
            observation_text(observation, {.colour = false, .unicode = true, .width = width}));
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(line);
            CHECK(display_width(line) <= width);
            CHECK(line.find('\x1b') == std::string::npos);
            CHECK(line.find("\u202E") == std::string::npos);
        }
    }
    const std::string ascii = observation_text(observation, {.colour = true, .unicode = false, .width = 80});
    for (const char letter : ascii) {
        CHECK(static_cast<unsigned char>(letter) < 0x80);
    }
}

TEST_CASE("The document holds medians, and every run") {
    Observation observation = sample();
    observation.runs.push_back(run_of(2));
    observation.runs.back().exit_code = 3;
    observation.wanted_runs = 5;
    observation.ended_early_because = "interrupted";
    observation.interrupted_by = SIGINT;
    const std::string text = observation_json(observation);
    CHECK(text.starts_with("{\n  \"schema\": \"gilkit.measure/1\",\n"));
    const Json document = Json::parse(text);
    CHECK(document["command"] == Json{"python3", "work.py", "--fast"});
    CHECK(document["machine"]["cores_effective"] == 1.5);
    CHECK(document["exit_code"] == 3);
    CHECK(document["signal"].is_null());
    CHECK(document["interrupted_by"] == SIGINT);
    CHECK(document["wanted_runs"] == 5);
    CHECK(document["ended_early_because"] == "interrupted");
    CHECK(document["wall_s"] == 3.0);
    CHECK(document["spread"]["wall_s"] == Json::parse(R"({"low": 2.0, "high": 4.0})"));
    CHECK(document["replay"] == Json::parse(R"({"2": 2.55, "4": 1.5, "8": 1.5, "16": 1.5})"));
    CHECK(document["replay_high"] == Json::parse(R"({"2": 2.7, "4": 1.65, "8": 1.65, "16": 1.65})"));
    CHECK(document["one_core_s"] == 4.95);
    CHECK(document["speedup"]["4"] == 3.3);
    CHECK(document["speedup_low"]["4"] == 3.0);
    CHECK(document["no_demand_because"].is_null());
    CHECK(document["gil"]["available"] == false);
    CHECK(document["timeline"].is_null());
    CHECK(document["measured"] == Json::array());
    CHECK(document["runs"].size() == 2);
    CHECK(document["runs"][1]["wall_s"] == 4.0);
    CHECK(document["runs"][0]["cores"].is_null());
}

TEST_CASE("A signal's exit code is the shell's, and there is none for a command that is still there") {
    Observation observation = sample();
    observation.runs.front().exit_code.reset();
    Json document = Json::parse(observation_json(observation));
    CHECK(document["exit_code"].is_null());
    CHECK(document["signal"].is_null());
    observation.runs.front().signal = SIGKILL;
    document = Json::parse(observation_json(observation));
    CHECK(document["exit_code"] == 137);
    CHECK(document["signal"] == 9);
}

TEST_CASE("What could not be measured is null") {
    Observation observation = sample();
    observation.runs.front().demand.reset();
    observation.runs.front().others.reset();
    observation.no_demand_because = "dark";
    const Json document = Json::parse(observation_json(observation));
    for (const char* key :
         {"queue_s", "parallelism", "parallelism_low", "wall_shares", "one_core_s", "replay", "replay_high",
          "speedup", "speedup_low", "neighbours_share", "hypervisor_share"}) {
        CAPTURE(key);
        CHECK(document[key].is_null());
    }
    CHECK(document["no_demand_because"] == "dark");
    CHECK(document["cpu_s"] == 3.2);
}
