#include "os/machine.hpp"

#include "os/cores.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <string>
#include <vector>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

using Cores = std::vector<std::vector<int>>;

constexpr const char* two_cpus = "cpu  1478955 9485 86294 814698 2628 0 2389 12622 0 0\n"
                                 "cpu0 754634 4921 43045 392430 1502 7 643 5877 11 0\n"
                                 "cpu1 724320 4563 43248 422268 1125 0 1746 6744 0 0\n"
                                 "intr 6929988 0 0\nctxt 12\nbtime 1700000000\n";

// Files of a machine in a folder of the test's own: no cgroups, and what the test puts there.
class FakeMachine {
public:
    MachineFiles files() const { return {scratch_ / "proc", scratch_ / "cpu"}; }
    void proc(const std::string& name, const std::string& text) const {
        put_file(scratch_ / ("proc/" + name), text);
    }
    void siblings(int cpu, const std::string& list) const {
        put_file(scratch_ / ("cpu/cpu" + std::to_string(cpu) + "/topology/thread_siblings_list"),
                 list + "\n");
    }
    // The own group and its parent, of v2.
    void group(const std::string& path, const std::string& cpu_stat) const {
        const std::string point = (scratch_ / "cgroup").string();
        proc("self/mountinfo", "30 23 0:26 / " + point + " rw - cgroup2 cgroup2 rw\n");
        proc("self/cgroup", "0::/slice/job\n");
        put_file(point + path + "/cpu.stat", cpu_stat);
    }

private:
    Scratch scratch_;
};

double ticks(double count) {
    return count / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// A reading of the CPUs that we may really use, each with these counters.
MachineLoad load_of(std::int64_t at_ns, CpuTicks each) {
    MachineLoad load;
    load.at_ns = at_ns;
    load.cpus = {{0, each}, {1, each}};
    return load;
}

} // namespace

TEST_CASE("The ticks of each CPU are told apart by what they were spent on") {
    const auto cpus = parse_cpu_ticks(two_cpus);
    REQUIRE(cpus.size() == 2);
    CHECK(cpus.at(0).busy == 754634 + 4921 + 43045 + 7 + 643); // the guests' 11 are in the first already
    CHECK(cpus.at(0).idle == 392430 + 1502);
    CHECK(cpus.at(0).steal == 5877);
    CHECK(cpus.at(1).steal == 6744);
}

TEST_CASE("What is no /proc/stat is not taken for one") {
    for (const std::string text : {"", "cpu 1 2 3", "cpu0 1 2 3 4 5 6 7", "cpu0 1 2 3 4 5 6 7 x",
                                   "cpux 1 2 3 4 5 6 7 8", "cpu0 1 2 3 4 5 6 7 8\ncpu1 1 2 -3 4 5 6 7 8"}) {
        CAPTURE(text);
        CHECK(parse_cpu_ticks(text).empty());
    }
}

TEST_CASE("Throttling is read in both versions' units") {
    const auto v1 =
        parse_throttling("nr_periods 10\nnr_throttled 4\nthrottled_time 2500000000\nnr_bursts 0\n");
    REQUIRE(v1);
    CHECK(v1->periods == 4);
    CHECK(v1->cpu_ns == 2'500'000'000);
    const auto v2 = parse_throttling(
        "usage_usec 99\nuser_usec 1\nnr_periods 10\nnr_throttled 4\nthrottled_usec 2500000\n");
    REQUIRE(v2);
    CHECK(v2->periods == 4);
    CHECK(v2->cpu_ns == 2'500'000'000);
    // The root group of v2 has no quota, so it does not count.
    CHECK_FALSE(parse_throttling("usage_usec 99\nuser_usec 1\nsystem_usec 98\n"));
    CHECK_FALSE(parse_throttling("nr_throttled x\nthrottled_time 5\n"));
    CHECK_FALSE(parse_throttling(""));
}

TEST_CASE("Pressure is that of some task, not of all") {
    const auto pressure = parse_pressure("some avg10=55.27 avg60=25.42 avg300=20.13 total=5150056531\n"
                                         "full avg10=1.00 avg60=2.00 avg300=3.00 total=4\n");
    REQUIRE(pressure);
    CHECK(pressure->avg10 == 55.27);
    CHECK(pressure->avg60 == 25.42);
    CHECK(pressure->avg300 == 20.13);
    CHECK(pressure->total_us == 5150056531);
    for (const std::string text :
         {"", "full avg10=1.00 avg60=2.00 avg300=3.00 total=4\n", "some avg10=1.00 avg60=2.00",
          "some avg10=a avg60=b avg300=c total=d", "some = = = ="}) {
        CAPTURE(text);
        CHECK_FALSE(parse_pressure(text));
    }
}

TEST_CASE("The load average has three figures") {
    const auto load = parse_load_average("2.48 1.56 1.66 10/117 28796\n");
    REQUIRE(load);
    CHECK(load->avg1 == 2.48);
    CHECK(load->avg5 == 1.56);
    CHECK(load->avg15 == 1.66);
    CHECK_FALSE(parse_load_average("2.48 1.56"));
    CHECK_FALSE(parse_load_average("a b c"));
    CHECK_FALSE(parse_load_average(""));
}

TEST_CASE("Lists of CPUs hold numbers and ranges") {
    CHECK(parse_cpu_list("0\n") == std::vector<int>{0});
    CHECK(parse_cpu_list("0-2,8,10-11\n") == std::vector<int>{0, 1, 2, 8, 10, 11});
    CHECK(parse_cpu_list("3,1,2-3") == std::vector<int>{1, 2, 3});
    for (const std::string text : {"", "\n", "a", "1-", "-1", "3-1", "1,,x", "0-99999999", "1-2-3"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_cpu_list(text));
    }
}

TEST_CASE("The flags tell of a hypervisor on x86 alone") {
    CHECK(parse_hypervisor_flag("processor\t: 0\nflags\t\t: fpu vme hypervisor lahf_lm\n") == true);
    CHECK(parse_hypervisor_flag("processor\t: 0\nflags\t\t: fpu vme lahf_lm\n") == false);
    CHECK(parse_hypervisor_flag("processor\t: 0\nFeatures\t: fp asimd\n") == std::nullopt);
    CHECK(parse_hypervisor_flag("") == std::nullopt);
}

TEST_CASE("CPUs are grouped by the core that they share") {
    const FakeMachine fake;
    CHECK_FALSE(physical_cores({0, 1}, fake.files())); // the kernel tells nothing
    fake.siblings(0, "0,2");
    fake.siblings(1, "1,3");
    fake.siblings(2, "0,2");
    fake.siblings(3, "1,3");
    CHECK(physical_cores({0, 1, 2, 3}, fake.files()) == Cores{{0, 2}, {1, 3}});
    CHECK(physical_cores({1, 2}, fake.files()) == Cores{{2}, {1}}); // the siblings are not ours to use
    CHECK(physical_cores({0, 1, 2, 7}, fake.files()) == Cores{{0, 2}, {1}}); // nothing is said about 7
    fake.siblings(1, "nonsense");
    CHECK(physical_cores({0, 1}, fake.files()) == Cores{{0}});
    CHECK_FALSE(physical_cores({}, fake.files()));
}

TEST_CASE("What the kernel does not tell is not made up") {
    const FakeMachine fake;
    const MachineFacts facts = read_machine(fake.files());
    CHECK_FALSE(facts.quota);
    CHECK_FALSE(facts.physical_cores);
    CHECK_FALSE(facts.hypervisor);
    CHECK_FALSE(facts.load);
    CHECK_FALSE(facts.pressure);
    CHECK(facts.cores_effective == static_cast<double>(facts.cpus_allowed.size()));
    const LoadDifference difference =
        gilkit::os::difference(read_load(fake.files()), read_load(fake.files()));
    CHECK_FALSE(difference.steal_s);
    CHECK_FALSE(difference.steal_share);
    CHECK_FALSE(difference.throttled_cpu_s);
    CHECK_FALSE(difference.pressure_share);
}

TEST_CASE("What the kernel tells is read from its files") {
    const FakeMachine fake;
    fake.proc("cpuinfo", "flags\t\t: fpu hypervisor\n");
    fake.proc("loadavg", "2.48 1.56 1.66 10/117 28796\n");
    fake.proc("pressure/cpu", "some avg10=5.00 avg60=4.00 avg300=3.00 total=2\n");
    fake.siblings(allowed_cpus().front(), std::to_string(allowed_cpus().front()));
    const MachineFacts facts = read_machine(fake.files());
    CHECK(facts.hypervisor == true);
    REQUIRE(facts.load);
    CHECK(facts.load->avg1 == 2.48);
    REQUIRE(facts.pressure);
    CHECK(facts.pressure->avg10 == 5.0);
    REQUIRE(facts.physical_cores);
    CHECK(*facts.physical_cores == Cores{{allowed_cpus().front()}});
}

TEST_CASE("Two readings tell how much the hypervisor took, of what was wanted") {
    const auto later = difference(load_of(0, {1000, 5000, 100}), load_of(2'000'000'000, {1030, 5100, 110}));
    CHECK(later.wall_s == 2.0);
    CHECK(*later.busy_s == doctest::Approx(ticks(60))); // both CPUs
    CHECK(*later.idle_s == doctest::Approx(ticks(200)));
    CHECK(*later.steal_s == doctest::Approx(ticks(20)));
    CHECK(*later.steal_share == doctest::Approx(0.25));
}

TEST_CASE("A few ticks are no share") {
    const auto idle = difference(load_of(0, {1000, 5000, 100}), load_of(1, {1001, 5100, 101}));
    CHECK(*idle.steal_s == doctest::Approx(ticks(2)));
    CHECK_FALSE(idle.steal_share);
}

TEST_CASE("Counters that go back, and CPUs that come or go, count nothing") {
    MachineLoad before = load_of(5, {1000, 5000, 100});
    MachineLoad after = load_of(4, {900, 4000, 90});
    after.cpus[2] = {77, 77, 77};
    before.cpus.erase(1);
    const auto nothing = difference(before, after);
    CHECK(nothing.wall_s == 0.0);
    CHECK(*nothing.busy_s == 0.0);
    CHECK(*nothing.steal_s == 0.0);
    CHECK_FALSE(nothing.steal_share);
}

TEST_CASE("Of nested groups the one that waited longest counts") {
    const FakeMachine fake;
    const auto stat = [](int periods, int us) {
        return "nr_periods 9\nnr_throttled " + std::to_string(periods) + "\nthrottled_usec " +
               std::to_string(us) + "\n";
    };
    fake.group("/slice/job", stat(1, 1'000'000));
    fake.group("/slice", stat(10, 50'000'000));
    const MachineLoad before = read_load(fake.files());
    CHECK(before.groups.size() == 2);
    fake.group("/slice/job", stat(3, 1'500'000));
    fake.group("/slice", stat(11, 50'200'000));
    const auto later = difference(before, read_load(fake.files()));
    CHECK(*later.throttled_cpu_s == doctest::Approx(0.5)); // though the parent's total is far greater
    CHECK(later.throttled_periods == 2);
}

TEST_CASE("Pressure over an interval is a share of it") {
    MachineLoad before;
    MachineLoad after;
    after.at_ns = 4'000'000'000;
    before.pressure_us = 7'000'000;
    after.pressure_us = 8'000'000;
    CHECK(*difference(before, after).pressure_share == doctest::Approx(0.25));
    after.pressure_us = 80'000'000; // clocks differ a little; a share ends at 1
    CHECK(*difference(before, after).pressure_share == 1.0);
    CHECK_FALSE(difference(after, after).pressure_share);
}

TEST_CASE("This machine answers") {
    const MachineFacts facts = read_machine();
    CHECK(facts.cpus_online >= 1);
    CHECK_FALSE(facts.cpus_allowed.empty());
    CHECK(facts.load);
    const MachineLoad load = read_load();
    CHECK(load.cpus.size() == facts.cpus_allowed.size());
    for (const auto& [cpu, counters] : load.cpus) {
        CHECK(counters.busy > 0);
    }
}
