#include "os/procfs.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <future>
#include <string>
#include <thread>
#include <vector>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

// A line of /proc/PID/stat of which only the name is of interest.
std::string stat_line(const std::string& name) {
    return "4242 (" + name + ") R 17 4242 4242 0 -1 4194304 100 0 0 0 30 40 5 6 20 0 1 0 100 0 0\n";
}

} // namespace

TEST_CASE("schedstat has three numbers") {
    const auto stat = parse_schedstat("123456789 987654321 55\n");
    REQUIRE(stat);
    CHECK(stat->run_ns == 123456789);
    CHECK(stat->delay_ns == 987654321);
    CHECK(stat->slices == 55);
    CHECK(parse_schedstat("18446744073709551615 0 0")->run_ns == 18446744073709551615U);
}

TEST_CASE("What is no schedstat is not taken for one") {
    for (const std::string text :
         {"", "\n", "1", "1 2", "1 2 x", "-1 2 3", "1.5 2 3", "1 2 18446744073709551616"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_schedstat(text));
    }
}

TEST_CASE("stat is read behind the program's name, whatever the name holds") {
    for (const std::string name :
         {"python3", "a b", "(sd-pam)", ") R 1 1 (", "", "x) S 1 (y", "tab\tnew\nline"}) {
        CAPTURE(name);
        const auto stat = parse_stat(stat_line(name));
        REQUIRE(stat);
        CHECK(stat->state == 'R');
        CHECK(stat->parent == 17);
        const auto ns_per_tick = 1'000'000'000U / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
        CHECK(stat->children_ns == 11 * ns_per_tick);
    }
}

TEST_CASE("What is no stat is not taken for one") {
    for (const std::string text :
         {"", ")", "1 (x)", "1 (x) R", "1 (x) RS 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
          "1 (x) R p 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "1 (x) R 1 1 1 1 1 1 1 1 1 1 1 1 1",
          "1 x R 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_stat(text));
    }
}

TEST_CASE("The two counts of context switches are told apart") {
    const auto switches =
        parse_switches("Name:\tx\nvoluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t7\n");
    REQUIRE(switches);
    CHECK(switches->voluntary == 150);
    CHECK(switches->involuntary == 7);
    // One name ends like the other: order and absence must not confuse them.
    const auto turned =
        parse_switches("Name:\tx\nnonvoluntary_ctxt_switches:\t7\nvoluntary_ctxt_switches:\t150\n");
    REQUIRE(turned);
    CHECK(turned->voluntary == 150);
    CHECK_FALSE(parse_switches("Name:\tx\nnonvoluntary_ctxt_switches:\t7\n"));
    CHECK_FALSE(parse_switches("Name:\tx\nvoluntary_ctxt_switches:\t\nnonvoluntary_ctxt_switches:\tseven\n"));
    CHECK_FALSE(parse_switches(""));
}

TEST_CASE("Lists of processes keep what is a number") {
    CHECK(parse_pids("1 22 333 \n") == std::vector<pid_t>{1, 22, 333});
    CHECK(parse_pids("").empty());
    CHECK(parse_pids(" \n\t ").empty());
    CHECK(parse_pids("12x 7 99999999999999999999") == std::vector<pid_t>{7});
}

TEST_CASE("A process finds itself, its thread and its children") {
    const std::vector<pid_t> own = threads_of(::getpid()); // a sanitizer may have one of its own
    CHECK(std::ranges::find(own, ::getpid()) != own.end());
    auto to_child = make_pipe();
    auto from_child = make_pipe();
    REQUIRE(to_child);
    REQUIRE(from_child);
    // The inner shell is a child of the outer one, since something follows it.
    SpawnOptions options = shell("sh -c 'echo $$; read line; exit 0'; exit 0");
    options.fds = {{to_child->read_end.get(), 0}, {from_child->write_end.get(), 1}};
    auto child = Child::spawn(options);
    REQUIRE(child);
    const pid_t grandchild = std::stoi(read_line(from_child->read_end.get()));

    CHECK(threads_of(child->pid()) == std::vector<pid_t>{child->pid()});
    CHECK(children_of(::getpid()) == std::vector<pid_t>{child->pid()});
    CHECK(children_of(child->pid()) == std::vector<pid_t>{grandchild});
    CHECK(with_descendants({child->pid()}) == std::vector<pid_t>{child->pid(), grandchild});

    ProcFile stat("/proc/" + std::to_string(child->pid()) + "/stat");
    CHECK(parse_stat(stat.read())->parent == ::getpid());
    to_child->write_end.reset();
    child->wait();
    // The file stays open, but the process is gone: that is no error, only nothing.
    CHECK(stat.read().empty());
    CHECK_FALSE(process_cpu_ns(child->pid()));
    CHECK(threads_of(child->pid()).empty());
    CHECK(children_of(child->pid()).empty());
}

TEST_CASE("The threads of a process can be counted without being listed") {
    const ThreadCount own(::getpid());
    // A sanitizer may have one of its own, from the first other thread on.
    const auto listed = [] { return threads_of(::getpid()).size(); };
    CHECK(own.read() == listed());
    std::promise<void> done;
    std::vector<std::thread> threads;
    const std::shared_future<void> told = done.get_future().share();
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([told] { told.wait(); });
    }
    const std::size_t all = listed();
    CHECK(all >= 4);
    CHECK(own.read() == all);
    done.set_value();
    std::ranges::for_each(threads, &std::thread::join);
    CHECK(wait_until([&] { return own.read() == all - 3; }));

    auto child = Child::spawn(shell("exit 0"));
    REQUIRE(child);
    const ThreadCount childs(child->pid());
    const CpuClock clock(child->pid());
    CHECK(childs.read() == 1); // dead or not: it was not waited for
    CHECK(clock.read().has_value());
    child->wait();
    CHECK_FALSE(childs.read());
    CHECK_FALSE(clock.read());
    CHECK_FALSE(ThreadCount(child->pid()).read());
    CHECK_FALSE(CpuClock(child->pid()).read());
}

TEST_CASE("A file of /proc that grows is read whole") {
    const Scratch scratch;
    put_file(scratch / "children", "1 2 3");
    ProcFile file((scratch / "children").string());
    CHECK(file.read() == "1 2 3");
    std::string longer;
    for (int i = 0; i < 5000; ++i) {
        longer += "1234567 ";
    }
    put_file(scratch / "children", longer);
    CHECK(file.read() == longer);
    CHECK(ProcFile((scratch / "missing").string()).read().empty());
}

TEST_CASE("The CPU time of a process that works grows") {
    const auto before = process_cpu_ns(::getpid());
    REQUIRE(before);
    volatile unsigned counter = 0;
    CHECK(wait_until([&] {
        for (int i = 0; i < 100000; ++i) {
            counter = counter + 1;
        }
        return process_cpu_ns(::getpid()).value_or(0) > *before;
    }));
}
