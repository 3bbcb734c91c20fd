// Every CPython on this machine, looked into while it runs.
#include "gil/image.hpp"
#include "gil/program.hpp"
#include "gil/runtime.hpp"
#include "os/helpers.hpp"
#include "os/procfs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace gilkit;
using namespace gilkit::gil;
using namespace gilkit::gil::test;
using namespace gilkit::os::test;

namespace {

// Says who it is; then one thread works, one sleeps, and the first one reads.
constexpr const char* two_threads = R"(
import sys, threading, time
def work(go):
    go.wait()
    while True:
        pass
go = threading.Event()
worker = threading.Thread(target=work, args=(go,), daemon=True)
sleeper = threading.Thread(target=time.sleep, args=(3600,), daemon=True)
worker.start()
sleeper.start()
print(sys.implementation.name, 1, "major", sys.version_info[0], "minor", sys.version_info[1],
      "micro", sys.version_info[2], "main", threading.main_thread().native_id, "worker", worker.native_id,
      "sleeper", sleeper.native_id, flush=True)
sys.stdin.readline()
go.set()
sys.stdin.readline()
)";

bool is_described(const Version& version) {
    return version.major == 3 && version.minor >= 9 && version.minor <= 15;
}

void look_into(Program& python) {
    const auto told = [&](const char* name) { return python.threads.at(name); };
    const Version version{told("major"), told("minor"), told("micro")};
    const pid_t pid = python.child->pid();
    const auto image = find_image(pid);
    REQUIRE(image);
    if (!python.threads.contains("cpython")) {
        CHECK_FALSE(image->runtime);
        return;
    }
    if (!image->runtime) {
        CHECK_FALSE(is_described(version)); // no name for it before 3.7
        return;
    }
    const RemoteMemory memory(pid);
    const auto named = minor_version_in(image->runtime->path);
    const auto runtime = Runtime::attach(memory, *image->runtime, named, os::threads_of(pid));
    REQUIRE(runtime.has_value() == is_described(version));
    if (!runtime) {
        CHECK(runtime.error() == Unseen::unknown);
        return;
    }
    CHECK(runtime->version().minor == version.minor);
    CHECK(runtime->version().micro.value_or(*version.micro) == *version.micro);

    const auto states = runtime->threads(memory);
    REQUIRE(states);
    std::vector<pid_t> tids;
    std::ranges::transform(*states, std::back_inserter(tids),
                           [](const ThreadState& state) { return state.tid; });
    CHECK(std::ranges::is_permutation(tids, std::vector{told("main"), told("worker"), told("sleeper")}));
    const std::uint64_t address = states->front().gil;
    // Everybody waits for something else.
    CHECK(wait_until([&] { return !runtime->gil(memory, address)->locked; }));

    (void)os::write_all(python.input.write_end.get(), "\n");
    const auto holder = [&]() -> pid_t {
        const auto gil = runtime->gil(memory, address);
        const auto found = std::ranges::find(*states, gil->holder, &ThreadState::address);
        return gil->locked && found != states->end() ? found->tid : 0;
    };
    if (!runtime->gil(memory, address)->enabled) {
        CHECK(runtime->free_threaded());
        return;
    }
    CHECK(wait_until([&] { return holder() == told("worker"); }));
}

} // namespace

TEST_CASE("Each Python of this machine shows its threads and who holds its GIL") {
    int looked_into = 0;
    for (const std::string& path : pythons()) {
        CAPTURE(path);
        Program python(path, two_threads);
        if (!python.threads.empty()) {
            look_into(python);
            ++looked_into;
        }
    }
    CHECK(looked_into > 0);
}
