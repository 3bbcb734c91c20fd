#include "report/timeline/timeline.hpp"

#include "report/text.hpp"
#include "report/timeline/lanes.hpp"
#include "report/words.hpp"

#include <doctest/doctest.h>

#include <random>
#include <sstream>
#include <string>

using namespace gilkit;
using namespace gilkit::report;
using gil::State;
using tests::says;

namespace {

constexpr std::int64_t ms = 1'000'000;

// Two threads that take turns of 5 ms for `turns`, one that computes without the GIL, one that sleeps; and
// another program.
gil::Recording sample(int turns) {
    const std::int64_t end_ns = turns * 5 * ms;
    gil::Timeline timeline;
    const std::size_t main = timeline.add_lane(0, 10, "python3");
    const std::size_t other = timeline.add_lane(0, 11, "python3");
    const std::size_t native = timeline.add_lane(0, 12, "hash <b>\x1b[31m");
    const std::size_t sleeper = timeline.add_lane(1, 20, "sleep");
    for (int turn = 0; turn < turns; ++turn) {
        timeline.add(turn % 2 == 0 ? main : other, {State::holds, turn * 5 * ms, (turn + 1) * 5 * ms});
        timeline.add(turn % 2 == 0 ? other : main, {State::waits, turn * 5 * ms, (turn + 1) * 5 * ms});
    }
    timeline.add(native, {State::native, 0, end_ns / 2});
    timeline.add(native, {State::starved, end_ns / 2, end_ns});
    timeline.add(sleeper, {State::native, 0, ms});
    timeline.add(sleeper, {State::sleeps, ms, end_ns});
    timeline.set_gil(main, 0);
    timeline.set_gil(other, 0);
    gil::Recording recording;
    recording.length_ns = end_ns;
    recording.rate_hz = 1000;
    recording.looks = static_cast<std::uint64_t>(turns) * 5;
    recording.processes = {{10, "python3", {std::nullopt, gil::Version{3, 12, 1}, false, true}, 1, 3},
                           {20, "sleep", {gil::Unseen::not_cpython, std::nullopt, false, true}, 0, 0}};
    recording.lanes = timeline.lanes();
    return recording;
}

constexpr TerminalStyle narrow = {.colour = false, .unicode = true, .width = 58};

std::string text_of(const gil::Recording& recording, const TerminalStyle& style = narrow) {
    const Pen pen(style);
    std::string text;
    for (const std::string& line : timeline_lines(recording, pen)) {
        CHECK(display_width(line) <= std::max(style.width, TerminalStyle::narrowest));
        text += line + "\n";
    }
    return text;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

} // namespace

TEST_CASE("A short timeline, as it is printed") {
    CHECK(text_of(sample(4)) == R"(  Timeline of 0.02 s; a column is 0.5 ms
  python3, process 10: CPython 3.12.1
  main            HHHHHHHHHHwwwwwwwwwwHHHHHHHHHHwwwwwwwwww
  thread 11       wwwwwwwwwwHHHHHHHHHHwwwwwwwwwwHHHHHHHHHH
  hash <b>\x1b[3… NNNNNNNNNNNNNNNNNNNNssssssssssssssssssss
  sleep, process 20: GIL unknown: not CPython
  main            RRzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz

  H holds the GIL
  w waits for the GIL
  N runs native code without the GIL
  s could run, has no core
  z sleeps for a time
  R runs; of a GIL nothing is known, or there is none

  Share of its time     holds    waits   native  starved
  main                   50 %     50 %
  thread 11              50 %     50 %
  hash <b>\x1b[3…                          50 %     50 %
  main                                      5 %

  Share of its time    sleeps
  main                   95 %

  Process 10: The GIL was held 100 % of the time, and 1.0
  thread waited for it on average; it changed hands 3
  times.
)");
}

TEST_CASE("Turns that a column can't show are shown in proportion, and one part as it was") {
    const std::string text = text_of(sample(2000));
    CHECK(says(text, "turns are shown as fewer, longer ones"));
    std::istringstream stream(text);
    std::string main;
    std::string other;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("  main            ") && main.empty()) {
            main = line;
            std::getline(stream, other);
        }
    }
    CHECK(count(main, "H") == 20);
    CHECK(count(other, "H") == 20);
    for (std::size_t column = 18; column < main.size(); ++column) {
        CHECK((main[column] == 'H') != (other[column] == 'H'));
    }
    CHECK(text.find("Close-up from 4.9") != std::string::npos); // near the middle
    CHECK(text.find("  main            HHHHHwwwwwHHHHHwwwwwHHHHHwwwwwHHHHHwwwww") != std::string::npos);
}

TEST_CASE("A timeline fits every width, with and without colours") {
    for (const int width : {1, 40, 53, 80, 200}) {
        for (const bool colour : {false, true}) {
            const Pen pen({.colour = colour, .unicode = false, .width = width});
            for (const std::string& line : timeline_lines(sample(300), pen)) {
                std::string plain;
                for (std::size_t at = 0; at < line.size();) {
                    if (line[at] == '\x1b') {
                        at = line.find('m', at) + 1;
                    } else {
                        plain += line[at++];
                    }
                }
                CHECK(display_width(plain) <= std::max(width, 40));
            }
        }
    }
}

TEST_CASE("Five hundred threads make a short report that says what it leaves out") {
    gil::Timeline timeline;
    for (pid_t tid = 1; tid <= 500; ++tid) {
        timeline.add(timeline.add_lane(0, tid, ""), {tid % 7 == 0 ? State::holds : State::lock, 0, 100 * ms});
    }
    gil::Recording recording = sample(4);
    recording.lanes = timeline.lanes();
    recording.other_threads = 3;
    const std::string text = text_of(recording);
    CHECK(count(text, "\n") < 100);
    CHECK(says(text, "471 more threads did less, or ended soon, and are not shown."));
    CHECK(timeline_svg(recording, "many")
              .find("463 more threads did less, or ended soon, and are not drawn.") != std::string::npos);
}

TEST_CASE("Who was there for a moment only is left out, unless nobody else was there") {
    gil::Recording recording = sample(4);
    gil::Timeline timeline;
    timeline.add(timeline.add_lane(0, 77, "brief"), {State::native, 0, ms / 10});
    recording.lanes.push_back(timeline.lanes().front());
    const std::string text = text_of(recording);
    CHECK(text.find("brief") == std::string::npos);
    CHECK(says(text, "1 more thread did less, or ended soon, and is not shown."));
    recording.lanes = timeline.lanes();
    CHECK(text_of(recording).find("brief") != std::string::npos);
}

TEST_CASE("Nothing seen is said so, and drawn without a fault") {
    CHECK(text_of(gil::Recording{}) == "  There is no timeline. It was over before the first look.\n");
    gil::Recording refused;
    refused.processes = {{1, "sh", {gil::Unseen::not_cpython, std::nullopt, false, true}, 0, 0},
                         {2, "python3", {gil::Unseen::denied, std::nullopt, false, true}, 0, 0}};
    CHECK(says(text_of(refused),
               "There is no timeline. GIL unknown: its memory may not be read; be its user, or root."));
    CHECK(gil_json(refused)["why"] == "GIL unknown: its memory may not be read; be its user, or root");
    CHECK(gil_json({})["why"] == "it was over before the first look");
    CHECK(timeline_svg({}, "nothing").find("</svg>") != std::string::npos);
}

TEST_CASE("What was missed or put together is told") {
    gil::Recording recording = sample(4);
    recording.looks = 90;
    recording.missed_looks = 10;
    recording.grain_ns = 40 * ms;
    const std::string text = text_of(recording);
    CHECK(says(text, "10 of 100 looks came too late"));
    CHECK(says(text, "within 40 ms the order of what happened was not"));
}

TEST_CASE("The picture has a title for every span, a table, and nothing of a program's in its markup") {
    const std::string svg = timeline_svg(sample(4), "python3 <script>&\"\x1b[2J");
    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    CHECK(svg.find("<script>") == std::string::npos);
    CHECK(svg.find('\x1b') == std::string::npos);
    CHECK(svg.find("hash <b>") == std::string::npos);
    CHECK(svg.find("hash &lt;b&gt;") != std::string::npos);
    CHECK(svg.find("python3 &lt;script&gt;&amp;&quot;") != std::string::npos);
    CHECK(count(svg, "<path class=\"H\"") == 5); // four turns and the legend's
    CHECK(count(svg, "<title>") == 13);          // the picture's, eight turns, four other spans
    CHECK(svg.find("<title>holds the GIL: 5–10 ms</title>") != std::string::npos);
    CHECK(svg.find("<title>runs: 0–1 ms</title>") != std::string::npos);
    CHECK(svg.find("role=\"table\"") != std::string::npos);
    CHECK(svg.find("Close-up") == std::string::npos); // every turn is there already
}

TEST_CASE("A picture of very many turns is small, and shows some of them one by one") {
    const std::string svg = timeline_svg(sample(20'000), "long");
    CHECK(svg.size() < 250'000);
    CHECK(svg.find("turns are drawn together") != std::string::npos);
    CHECK(svg.find("Close-up: 100 ms from 49.") != std::string::npos);
    CHECK(svg.find("turn by turn") != std::string::npos);
}

TEST_CASE("No picture shows single turns of a recording that has lost them") {
    gil::Recording recording = sample(20'000);
    recording.grain_ns = 200 * ms;
    CHECK(timeline_svg(recording, "coarse").find("Close-up") == std::string::npos);
}

TEST_CASE("A thread is called what Python calls it, else what the kernel does, else by its number") {
    gil::Recording recording = sample(20);
    recording.lanes[0].python_name = "MainThread";
    recording.lanes[1].python_name = "ThreadPoolExecutor-0_12";
    recording.lanes[2].python_name = "Thread-7 (produce)";
    CHECK(label_of(recording, recording.lanes[0]) == "MainThread");
    const std::string text = text_of(recording);
    CHECK(count(text, "  MainThread      H") > 0);
    CHECK(count(text, "  ThreadP…or-0_12 w") > 0);
    CHECK(count(text, "  Thread-7 (prod… ") > 0);
    CHECK(timeline_from_json(timeline_json(recording)) == recording);
    recording.lanes[0].python_name.clear();
    recording.lanes[1].python_name.clear();
    recording.lanes[2].python_name.clear();
    CHECK(label_of(recording, recording.lanes[0]) == "main");
    CHECK(label_of(recording, recording.lanes[1]) == "thread 11");
    CHECK(label_of(recording, recording.lanes[2]) == "hash <b>\x1b[31m");
}

TEST_CASE("A timeline comes back from its JSON as it was") {
    gil::Recording recording = sample(6);
    recording.other_threads = 2;
    recording.other_threads_spent_ns = {1 * ms, 2 * ms, 0, 0, 0, 0, 3 * ms};
    recording.grain_ns = 20 * ms;
    recording.missed_looks = 7;
    recording.processes.push_back(
        {30, "python3.14t", {std::nullopt, gil::Version{3, 14, 0}, true, false}, 1, 0});
    const auto back = timeline_from_json(timeline_json(recording));
    REQUIRE(back);
    CHECK(*back == recording);
    CHECK(timeline_from_json(timeline_json({})) == gil::Recording{});
    CHECK(timeline_svg(*back, "same") == timeline_svg(recording, "same"));
}

TEST_CASE("A timeline that is none is refused, with the place of its fault") {
    const Json good = timeline_json(sample(2));
    const auto fault_of = [](const Json& json) {
        const auto read = timeline_from_json(json);
        return read ? std::string() : read.error();
    };
    CHECK(fault_of(nullptr) == "timeline: there is no \"length_s\"");
    Json bad = good;
    bad["lanes"][1]["spans"][0][0] = "dreams";
    CHECK(fault_of(bad) == "timeline.lanes[1].spans[0][0]: \"dreams\" is no state");
    bad = good;
    bad["lanes"][0]["spans"][1][1] = 0.001;
    CHECK(fault_of(bad) == "timeline.lanes[0].spans[1]: out of order");
    bad = good;
    bad["lanes"][0]["process"] = 2;
    CHECK(fault_of(bad) == "timeline.lanes[0].process: there is no such process");
    bad = good;
    bad["processes"][0]["pid"] = -1;
    CHECK(fault_of(bad).starts_with("timeline.processes[0].pid: not a number from 0"));
    bad = good;
    bad["length_s"] = 1e300;
    CHECK(fault_of(bad).starts_with("timeline.length_s: not a number from 0"));
    bad = good;
    bad["processes"][0]["version"] = "new";
    CHECK(fault_of(bad) == "timeline.processes[0].version: no version");
    bad = good;
    bad["lanes"][0].erase("spent_s");
    CHECK(fault_of(bad) == "timeline.lanes[0]: there is no \"spent_s\"");

    // Any part of it replaced by anything: refused or read, and drawn then.
    std::mt19937 random(5); // NOLINT: the same every time
    const Json flat = good.flatten();
    const std::vector<Json> anything{nullptr,       true,          -1, 1e308, 0.5, "", "holds",
                                     Json::array(), Json::object()};
    for (int round = 0; round < 500; ++round) {
        Json broken = flat;
        auto part = broken.begin();
        std::advance(part, static_cast<std::ptrdiff_t>(random() % broken.size()));
        const Json& replacement = anything[random() % anything.size()];
        if (replacement.is_structured()) {
            continue; // unflatten() takes scalars alone
        }
        part.value() = replacement;
        const auto read = timeline_from_json(broken.unflatten());
        if (read) {
            CHECK(timeline_svg(*read, "broken").ends_with("</svg>\n"));
            CHECK_FALSE(timeline_lines(*read, Pen(narrow)).empty());
        } else {
            CHECK(read.error().starts_with("timeline"));
        }
    }
}

TEST_CASE("Who used the GIL is told as shares") {
    const Json gil = gil_json(sample(4));
    CHECK(gil["available"] == true);
    CHECK(gil["processes"][0]["held_share"] == 1.0);
    CHECK(gil["processes"][0]["waiting_threads"] == 1.0);
    CHECK(gil["processes"][0]["switches"] == 3);
    CHECK(gil["processes"][1]["gil"] == "unknown");
    CHECK(gil["processes"][1]["held_share"].is_null());
    CHECK(gil["threads"][1]["held"] == 0.5);
    CHECK(gil["threads"][1]["waiting"] == 0.5);
    CHECK(gil["threads"][2]["starved"] == 0.5);
    CHECK(gil["threads"][3]["blocked"] == 0.95);
    CHECK(gil_json({})["available"] == false);
}
