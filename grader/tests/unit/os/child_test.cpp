#include "os/cores.hpp"
#include "os/helpers.hpp"
#include "os/inheritance.hpp"
#include "os/procfs.hpp"
#include "os/subprocess.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <string>
#include <vector>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

// A shell that has said that it is there, and now waits: to be looked at from outside.
class WaitingShell {
public:
    explicit WaitingShell(SpawnOptions options)
        : to_child_(make_pipe().value()), from_child_(make_pipe().value()),
          child_(Child::spawn(with_streams(std::move(options))).value()) {
        from_child_.write_end.reset();
        CHECK(read_line(from_child_.read_end.get()) == "ready");
    }

    pid_t pid() const { return child_.pid(); }
    std::string proc(const std::string& name) const { return "/proc/" + std::to_string(pid()) + "/" + name; }
    // Number → what it is, of all its open descriptors.
    std::map<int, std::string> descriptors() const {
        std::map<int, std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(proc("fd"))) {
            found[std::stoi(entry.path().filename().string())] =
                std::filesystem::read_symlink(entry.path()).string();
        }
        return found;
    }

private:
    SpawnOptions with_streams(SpawnOptions options) const {
        options.argv = {"/bin/sh", "-c", "echo ready; read line"};
        options.fds.emplace_back(to_child_.read_end.get(), STDIN_FILENO);
        options.fds.emplace_back(from_child_.write_end.get(), STDOUT_FILENO);
        return options;
    }

    Pipe to_child_;
    Pipe from_child_;
    Child child_;
};

std::string name_of(int fd) {
    return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd)).string();
}

} // namespace

TEST_CASE("The exit code and the signal of a program arrive") {
    auto child = Child::spawn(shell("exit 7"));
    REQUIRE(child);
    const ExitStatus status = child->wait();
    CHECK(status.code == 7);
    CHECK(status.signal == 0);
    CHECK_FALSE(status.success());
    CHECK(child->wait().code == 7); // as often as one asks
    CHECK(child->try_wait()->code == 7);
    CHECK(is_gone(child->pid()));

    CHECK(Child::spawn(shell("exit 0"))->wait().success());
    const ExitStatus killed = Child::spawn(shell("kill -USR1 $$"))->wait();
    CHECK(killed.signal == SIGUSR1);
    CHECK_FALSE(killed.success());
}

TEST_CASE("The CPU time of a program and of what it waited for arrives") {
    auto child =
        Child::spawn(shell("sh -c 'i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; exit 0'; exit 0"));
    REQUIRE(child);
    CHECK(child->wait().cpu_ns > 1'000'000);
}

TEST_CASE("A program that can't be started is an error that names it") {
    SpawnOptions options;
    SUBCASE("a path") {
        options.argv = {"/nowhere/program"};
    }
    SUBCASE("a name to look up") {
        options.argv = {"gilkit-no-such-program"};
    }
    const auto child = Child::spawn(options);
    REQUIRE_FALSE(child);
    CHECK(child.error().code == ENOENT);
    CHECK(child.error().to_string() == "run " + options.argv[0] + ": No such file or directory");
}

TEST_CASE("A file that is no program, and a folder that is missing, are errors") {
    const Scratch scratch;
    put_file(scratch / "data", "text");
    SpawnOptions options;
    options.argv = {(scratch / "data").string()};
    CHECK(Child::spawn(options).error().code == EACCES);

    options = shell("exit 0");
    options.directory = scratch / "missing";
    const auto child = Child::spawn(options);
    REQUIRE_FALSE(child);
    CHECK(child.error().to_string() == "enter the folder of /bin/sh: No such file or directory");
}

TEST_CASE("A program without streams has /dev/null for each") {
    SpawnOptions options;
    const WaitingShell shell(options);
    CHECK(shell.descriptors().at(STDERR_FILENO) == "/dev/null");
}

TEST_CASE("Descriptors arrive under their numbers, even when these are swapped, and no others do") {
    auto first = make_pipe();
    auto second = make_pipe();
    REQUIRE(first);
    REQUIRE(second);
    // Ours that a careless program left open for every child.
    std::vector<UniqueFd> inheritable;
    for (int i = 0; i < 8; ++i) {
        inheritable.emplace_back(::open("/dev/zero", O_RDONLY));
        REQUIRE(inheritable.back());
    }
    const int low = first->write_end.get();
    const int high = second->write_end.get();
    const int beyond = inheritable.back().get() + 1;
    SpawnOptions options;
    options.fds = {{low, high}, {high, low}, {low, beyond}};
    const WaitingShell shell(options);
    const auto descriptors = shell.descriptors();
    CHECK(descriptors.at(low) == name_of(high));
    CHECK(descriptors.at(high) == name_of(low));
    CHECK(descriptors.at(beyond) == name_of(low));
    std::vector<int> numbers;
    for (const auto& descriptor : descriptors) {
        CAPTURE(descriptor.first);
        CHECK(descriptor.second != "/dev/zero");
        numbers.push_back(descriptor.first);
    }
    CHECK(numbers == std::vector<int>{0, 1, 2, low, high, beyond});
}

TEST_CASE("The environment is exactly what was given") {
    const Variable secret("GILKIT_TEST_SECRET", "token");
    SpawnOptions options;
    options.environment = {"PATH=/nowhere", "ODD=a=b\nc", "EMPTY="};
    const WaitingShell shell(options);
    const std::string expected("PATH=/nowhere\0ODD=a=b\nc\0EMPTY=\0", 31);
    CHECK(get_file(shell.proc("environ")) == expected);
}

TEST_CASE("A child steps back from where we are") {
    const pid_t pid = ::fork(); // what has stepped back may not come forward again
    if (pid == 0) {
        constexpr int steps = 3;
        constexpr int last = 19;
        const int ours = std::min(::nice(2) + steps, last);
        SpawnOptions options;
        options.argv = {"/bin/sleep", "1000"};
        options.nice = steps;
        auto child = Child::spawn(options);
        const bool good = child && ::getpriority(PRIO_PROCESS, static_cast<id_t>(child->pid())) == ours;
        if (child) {
            (void)child->signal(SIGKILL);
            child->wait();
        }
        ::_exit(good ? 0 : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    CHECK(status == 0);
}

TEST_CASE("Folder, limits, cores and session are the ones asked for") {
    const Scratch scratch;
    SpawnOptions options;
    options.directory = scratch.path();
    options.limits = {{RLIMIT_NOFILE, 77}, {RLIMIT_CORE, 0}};
    const int core = allowed_cpus().back();
    options.cpus = {core};
    options.new_session = true;
    const WaitingShell shell(options);
    CHECK(std::filesystem::read_symlink(shell.proc("cwd")) == std::filesystem::canonical(scratch.path()));
    rlimit limit{};
    REQUIRE(::prlimit(shell.pid(), RLIMIT_NOFILE, nullptr, &limit) == 0);
    CHECK(limit.rlim_cur == 77);
    CHECK(limit.rlim_max == 77);
    REQUIRE(::prlimit(shell.pid(), RLIMIT_CORE, nullptr, &limit) == 0);
    CHECK(limit.rlim_cur == 0);
    cpu_set_t cpus;
    REQUIRE(::sched_getaffinity(shell.pid(), sizeof cpus, &cpus) == 0);
    CHECK(CPU_COUNT(&cpus) == 1);
    CHECK(CPU_ISSET(static_cast<std::size_t>(core), &cpus));
    CHECK(::getsid(shell.pid()) == shell.pid());
}

TEST_CASE("Without a wish the session is ours, and signals are as usual whatever we do with them") {
    sigset_t blocked;
    sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &blocked, &before);
    auto* const handler = std::signal(SIGPIPE, SIG_IGN);
    {
        const WaitingShell shell{SpawnOptions{}};
        CHECK(::getsid(shell.pid()) == ::getsid(0));
        const std::string status = get_file(shell.proc("status"));
        CHECK(status.find("SigBlk:\t0000000000000000") != std::string::npos);
        CHECK(status.find("SigIgn:\t0000000000000000") != std::string::npos);
    }
    std::signal(SIGPIPE, handler);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("A child is killed when its owner goes away, or takes another") {
    pid_t first = 0;
    pid_t second = 0;
    {
        auto child = Child::spawn(shell("exec sleep 1000"));
        REQUIRE(child);
        first = child->pid();
        CHECK_FALSE(child->try_wait());
        auto other = Child::spawn(shell("exec sleep 1000"));
        REQUIRE(other);
        second = other->pid();
        *child = *std::move(other);
        CHECK(child->pid() == second);
        CHECK_FALSE(is_gone(second));
    }
    CHECK(is_gone(first));
    CHECK(is_gone(second));
}

TEST_CASE("A child that is to die with us does") {
    auto pipe = make_pipe();
    REQUIRE(pipe);
    CHECK(in_a_fork([&] {
        SpawnOptions options = shell("echo $$; exec sleep 1000");
        options.die_with_us = true;
        options.fds = {{pipe->write_end.get(), STDOUT_FILENO}};
        auto child = Child::spawn(options);
        // Gone without a destructor, as by SIGKILL.
        ::_exit(child && read_line(pipe->read_end.get()) == std::to_string(child->pid()) &&
                        ::write(pipe->write_end.get(), "x\n", 2) == 2
                    ? 0
                    : 1);
        return false;
    }));
    // Its stdout is the other writer of this pipe: the end comes when it is gone.
    pipe->write_end.reset();
    CHECK(read_line(pipe->read_end.get()) == "x");
    CHECK(read_line(pipe->read_end.get()).empty());
}

TEST_CASE("A program in our place has our streams, our other descriptors and our limits") {
    const Scratch scratch;
    auto pipe = make_pipe().value();
    const UniqueFd inheritable(::open("/dev/zero", O_RDONLY));
    REQUIRE(inheritable);
    SpawnOptions options =
        shell("readlink /proc/$$/fd/" + std::to_string(inheritable.get()) + " > " +
              (scratch / "fd").string() + "; test ! -e /proc/$$/fd/" + std::to_string(pipe.write_end.get()) +
              "; ulimit -n >> " + (scratch / "fd").string());
    options.in_our_place = true;
    CHECK(Child::spawn(options)->wait().success());
    CHECK(get_file(scratch / "fd") ==
          "/dev/zero\n" + std::to_string(inheritance().open_files.rlim_cur) + "\n");
}

TEST_CASE("Our environment is given away whole") {
    const Variable odd("GILKIT_TEST_ODD", "a=b\nc");
    SpawnOptions options = shell("test \"$GILKIT_TEST_ODD\" = \"$(printf 'a=b\\nc')\"");
    options.environment = environment();
    CHECK(Child::spawn(options)->wait().success());
}

TEST_CASE("Who asks is told of the process while it is ready and not yet the program") {
    const Scratch scratch;
    const std::filesystem::path file = scratch / "file";
    pid_t told = 0;
    auto child = Child::spawn(shell("echo $$ > " + file.string()), [&](pid_t pid) {
        told = pid;
        CHECK_FALSE(std::filesystem::exists(file));
        CHECK(std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/exe") ==
              std::filesystem::read_symlink("/proc/self/exe"));
    });
    REQUIRE(child);
    CHECK(child->wait().success());
    CHECK(get_file(file) == std::to_string(told) + "\n");

    SpawnOptions missing;
    missing.argv = {"/nowhere/program"};
    const auto failed = Child::spawn(missing, [](pid_t) {});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == ENOENT);
}

TEST_CASE("Stops and continuations of a child are told once each") {
    auto input = make_pipe().value();
    // It stays until both were told: of one that has ended nobody is told that it was continued before.
    SpawnOptions options = shell("kill -STOP $$; read line; exit 3");
    options.fds = {{input.read_end.get(), 0}};
    auto child = Child::spawn(options).value();
    int change = 0;
    const auto changed = [&] { return (change = child.job_change()) != 0; };
    REQUIRE(wait_until(changed));
    CHECK(change == SIGSTOP);
    CHECK(process_state(child.pid()) == 'T');
    CHECK(child.job_change() == 0);
    CHECK(child.signal(SIGCONT));
    REQUIRE(wait_until(changed));
    CHECK(change == SIGCONT);
    input.write_end.reset();
    CHECK(child.wait().code == 3);
    CHECK(child.job_change() == 0);
    CHECK_FALSE(process_state(child.pid()));
}

TEST_CASE("A child that was let go lives on") {
    pid_t pid = 0;
    {
        auto child = Child::spawn(shell("exec sleep 1000")).value();
        pid = child.pid();
        child.release();
    }
    CHECK_FALSE(is_gone(pid));
    ::kill(pid, SIGKILL);
    CHECK(::waitpid(pid, nullptr, 0) == pid);
}
