#include "report/doctor.hpp"

#include "report/text.hpp"
#include "report/words.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>

using namespace gilkit;
using doctor::Doctor;
using doctor::FacilityUse;
using report::TerminalStyle;
using tests::flat;
using tests::has;
using tests::usual;
using Json = nlohmann::ordered_json;

namespace {

Doctor healthy() {
    Doctor doctor;
    doctor.machine.kernel = "6.18.44";
    doctor.machine.cpus_online = 4;
    doctor.machine.cpus_allowed = {0, 1, 2, 3};
    doctor.machine.cores_effective = 4;
    doctor.machine.physical_cores = {{0}, {1}, {2}, {3}};
    doctor.machine.hypervisor = false;
    doctor.machine.load = os::LoadAverage{0.5, 0.25, 0.125};
    doctor.machine.pressure = os::Pressure{2.5, 1.5, 0.5, 7};
    doctor.meanwhile = {.wall_s = 2.5,
                        .busy_s = 2.0,
                        .idle_s = 8.0,
                        .steal_s = 0.0,
                        .steal_share = 0.0,
                        .throttled_cpu_s = 0.0,
                        .throttled_periods = 0,
                        .pressure_share = 0.125};
    doctor.calibration.calibration = measure::Calibration{.cpus = {0, 1},
                                                          .rounds = 7,
                                                          .throughput = {1.96, 1.91, 1.99},
                                                          .throughput_wall = {1.9, 1.5, 1.98},
                                                          .disturbed = 0.01,
                                                          .steal_share = 0.0};
    doctor.calibration.cache_file = "/home/me/.cache/gilkit/calibration.json";
    doctor.facilities = {
        {.name = "run-queue-delay",
         .use = FacilityUse::measuring,
         .available = true,
         .needed = true,
         .found = "It is told.",
         .enable = ""},
        {.name = "landlock",
         .use = FacilityUse::sandbox,
         .available = false,
         .needed = false,
         .found = "It is not there.",
         .enable = "a newer kernel."},
    };
    doctor.enclosure.tier = gilkit::sandbox::Tier::B;
    doctor.interpreters = {
        {.found_as = "python3",
         .student = true,
         .interpreter = judge::Interpreter{"/usr/bin/python3.11", "CPython", "3.11.2", true},
         .usable = true,
         .fault = ""},
        {.found_as = "/opt/t/bin/python3",
         .student = false,
         .interpreter = judge::Interpreter{"/opt/t/bin/python3.14t", "CPython", "3.14.0", false},
         .usable = true,
         .fault = ""},
        {.found_as = "/opt/b/bin/python3",
         .student = false,
         .interpreter = std::nullopt,
         .usable = false,
         .fault = "'/opt/b/bin/python3' does not answer"},
    };
    return doctor;
}

std::string text_of(const Doctor& doctor, const TerminalStyle& style = usual) {
    return report::doctor_text(doctor, style);
}

Json json_of(const Doctor& doctor) {
    return Json::parse(report::doctor_json(doctor));
}

} // namespace

TEST_CASE("The first line says whether grading works") {
    Doctor doctor = healthy();
    CHECK(text_of(doctor).starts_with("✓ Grading works here.\n"));
    doctor.facilities[0].available = false;
    doctor.facilities[0].enable = "another kernel.";
    doctor.interpreters[0].usable = false;
    doctor.interpreters[0].fault = "too old";
    const std::string text = text_of(doctor);
    CHECK(text.starts_with("✗ Grading can't work here. Missing: run-queue-delay, interpreter; see below.\n"));
    CHECK(has(text, "  ✗ run-queue-delay   It is told.\n                      Try: another kernel.\n"));
    CHECK(
        has(text, "  ✗ CPython 3.11.2 · GIL · too old\n    /usr/bin/python3.11\n    Would run submissions."));
}

TEST_CASE("A quiet machine has nothing to look at") {
    const std::string text = text_of(healthy());
    CHECK(has(text, "  ✓ cores             4 to use: 4 online, 4 allowed (CPU 0-3), no CPU quota.\n"));
    CHECK(has(text, "  ✓ two cores         CPU 0 and 1 together do 1.96 times the work of one"));
    CHECK(has(flat(text), "Measured just now."));
    CHECK(has(text, "  ✓ steal "));
    CHECK(has(text, "  ✓ throttling "));
    CHECK(has(flat(text), " ✓ neighbours In the last 10 s work waited for a core 2 % of the time. "
                          "Load 0.5, 0.2, 0.1 over 1, 5, 15 minutes."));
    CHECK_FALSE(has(text, "  ? "));
    CHECK(has(text, "  – landlock          It is not there.\n                      Try: a newer kernel.\n"));
    CHECK(has(text, "Sandbox: tier B is in force"));
}

TEST_CASE("Fewer cores, hyper-threads, steal, throttling and neighbours are worth a look") {
    Doctor doctor = healthy();
    doctor.machine.cpus_allowed = {0, 1, 3};
    doctor.machine.quota = 1.5;
    doctor.machine.cores_effective = 1.5;
    doctor.machine.physical_cores = {{0, 1}, {3}};
    doctor.meanwhile.steal_share = 0.35;
    doctor.meanwhile.throttled_cpu_s = 0.75;
    doctor.meanwhile.throttled_periods = 9;
    doctor.machine.pressure->avg10 = 95;
    const std::string text = text_of(doctor);
    CHECK(has(flat(text), " ? cores 1.5 to use: 4 online, 3 allowed (CPU 0-1,3), CPU quota of 1.5 cores."));
    CHECK(has(text, "  ? hyper-threads     2 physical cores; sharing one: CPUs 0-1.\n"));
    CHECK(has(text, "  ? steal             The hypervisor gave away 35 % of the time"));
    CHECK(has(flat(text), " ? throttling In the last 2.5 s the CPU quota stopped us 9 times, for 0.75 s"));
    CHECK(has(text, "  ? neighbours        In the last 10 s work waited for a core 95 % of the time."));
}

TEST_CASE("The calibration tells how far it can be trusted") {
    Doctor doctor = healthy();
    doctor.calibration.cached = true;
    doctor.calibration.age_s = 600;
    CHECK(has(flat(text_of(doctor)), "Measured 10 min ago, kept for this boot."));
    doctor.calibration.calibration->disturbed = 0.9;
    CHECK(has(text_of(doctor), "  ? two cores "));
    CHECK(has(flat(text_of(doctor)), "Try: gilkit doctor --recalibrate"));
    doctor.calibration.calibration->disturbed = std::nullopt;
    CHECK(has(text_of(doctor), "  ✓ two cores "));
    doctor.calibration.calibration->throughput.median =
        1.2; // hyper-threads: a fact, and no fault of the moment
    CHECK(has(text_of(doctor), "  ? two cores "));
    CHECK_FALSE(has(text_of(doctor), "--recalibrate"));
    doctor.calibration.calibration.reset();
    doctor.calibration.why_not = "there is only one core for us to use";
    doctor.calibration.cache_trouble = "the disk is full";
    CHECK(
        has(text_of(doctor), "  – two cores         Not measured: there is only one core for us to use.\n"));
}

TEST_CASE("Trouble with the cache is told") {
    Doctor doctor = healthy();
    doctor.calibration.cache_trouble = "/cache/calibration.json is corrupt";
    CHECK(has(text_of(doctor),
              "  ? cache             It was measured anew: /cache/calibration.json is corrupt.\n"));
}

TEST_CASE("What the kernel does not tell is said to be unknown") {
    Doctor doctor = healthy();
    doctor.machine.physical_cores.reset();
    doctor.machine.hypervisor.reset();
    doctor.machine.load.reset();
    doctor.machine.pressure.reset();
    doctor.meanwhile = {};
    doctor.interpreters[0].interpreter->gil_enabled.reset();
    const std::string text = text_of(doctor);
    CHECK(has(text, "hyper-threads     The kernel does not tell"));
    CHECK(has(text, "steal             The kernel does not tell."));
    CHECK(has(text, "neighbours        The kernel does not tell."));
    CHECK(has(text, "CPython 3.11.2 · GIL unknown\n"));
    const Json machine = json_of(doctor)["machine"];
    CHECK(machine["cores"]["physical"].is_null());
    CHECK(machine["hypervisor"].is_null());
    CHECK(machine["load"].is_null());
    CHECK(machine["pressure"].is_null());
}

TEST_CASE("No line is wider than the terminal, and nothing hostile gets through") {
    Doctor doctor = healthy();
    doctor.interpreters[2].found_as = "/opt/\x1b[31m/" + std::string(300, 'x');
    doctor.interpreters[2].fault = "said \x1b]0;title\x07 and \n a line";
    doctor.calibration.calibration->disturbed = 0.9;
    for (const int width : {40, 60, 80, 200}) {
        for (const bool unicode : {false, true}) {
            CAPTURE(width);
            std::istringstream lines(text_of(doctor, {.colour = false, .unicode = unicode, .width = width}));
            for (std::string line; std::getline(lines, line);) {
                CAPTURE(line);
                CHECK(report::display_width(line) <= width);
                CHECK(line.find('\x1b') == std::string::npos);
                CHECK(line.find('\x07') == std::string::npos);
            }
        }
    }
    CHECK_FALSE(has(report::doctor_json(doctor), "\x1b"));
}

TEST_CASE("Without UTF-8 the signs are ASCII") {
    const std::string text = text_of(healthy(), {.colour = false, .unicode = false, .width = 80});
    CHECK(text.starts_with("+ Grading works here.\n"));
    CHECK(has(text, "  - landlock "));
    for (const char each : text) {
        CHECK(static_cast<unsigned char>(each) < 0x80);
    }
}

TEST_CASE("Every state has a sign beside its colour") {
    const TerminalStyle coloured = {.colour = true, .unicode = true, .width = 80};
    const std::string text = text_of(healthy(), coloured);
    CHECK(text.starts_with("\x1b[32m✓ Grading works here.\x1b[0m\n"));
    CHECK(has(text, "\x1b[2m–\x1b[0m landlock"));
    CHECK(has(text, "\x1b[32m✓\x1b[0m run-queue-delay"));
}

TEST_CASE("The JSON holds the figures as they are") {
    Doctor doctor = healthy();
    const Json document = json_of(doctor);
    CHECK(document["schema"] == "gilkit.doctor/1");
    CHECK(document["ready"] == true);
    CHECK(document["missing"] == Json::array());
    CHECK(document["sandbox_tier"] == "B");
    CHECK(document["machine"]["cores"] == Json({{"online", 4},
                                                {"allowed", {0, 1, 2, 3}},
                                                {"quota", nullptr},
                                                {"effective", 4.0},
                                                {"physical", {{0}, {1}, {2}, {3}}}}));
    CHECK(document["machine"]["pressure"]["avg10"] == 0.025); // a share, where the kernel has percent
    CHECK(document["meanwhile"]["pressure_share"] == 0.125);
    CHECK(document["calibration"]["throughput"]["median"] == 1.96);
    CHECK(document["calibration"]["cached"] == false);
    CHECK(document["calibration"]["cache_trouble"].is_null());
    CHECK(document["facilities"][0]["enable"].is_null());
    CHECK(document["facilities"][1]["enable"] == "a newer kernel.");
    CHECK(document["interpreters"][1]["interpreter"]["gil_enabled"] == false);
    CHECK(document["interpreters"][2]["interpreter"].is_null());
    doctor.interpreters[0].usable = false;
    CHECK(json_of(doctor)["ready"] == false);
    CHECK(json_of(doctor)["missing"] == Json::array({"interpreter"}));
    doctor.calibration.calibration.reset();
    doctor.calibration.why_not = "one core";
    CHECK(json_of(doctor)["calibration"] == Json({{"available", false},
                                                  {"why", "one core"},
                                                  {"cache_file", "/home/me/.cache/gilkit/calibration.json"},
                                                  {"cache_trouble", nullptr}}));
}
