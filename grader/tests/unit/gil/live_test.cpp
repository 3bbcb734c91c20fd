// Every CPython on this machine, looked into while it runs.
#include "doctor/interpreter_search.hpp"
#include "gil/image.hpp"
#include "gil/runtime.hpp"
#include "os/helpers.hpp"
#include "os/procfs.hpp"
#include "os/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace gilkit;
using namespace gilkit::gil;
using namespace gilkit::os::test;

namespace {

// Says who it is; then one thread works, one sleeps, and the first one reads.
constexpr const char* program = R"(
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
print(sys.implementation.name, sys.version_info[0], sys.version_info[1], sys.version_info[2],
      threading.main_thread().native_id, worker.native_id, sleeper.native_id, flush=True)
sys.stdin.readline()
go.set()
sys.stdin.readline()
)";

struct LivePython {
    os::Pipe input = os::make_pipe().value();
    os::Pipe output = os::make_pipe().value();
    std::optional<os::Child> child;
    std::string implementation;
    Version version;
    std::vector<pid_t> tids; // main, worker, sleeper

    void tell() { (void)os::write_all(input.write_end.get(), "\n"); }
};

// False: not a Python that can run the program.
bool start(LivePython& python, const std::string& path) {
    os::SpawnOptions options;
    options.argv = {path, "-c", program};
    const auto nowhere = os::open_for_writing("/dev/null").value(); // an old one complains
    options.fds = {{python.input.read_end.get(), 0}, {python.output.write_end.get(), 1}, {nowhere.get(), 2}};
    auto child = os::Child::spawn(options);
    python.output.write_end.reset();
    if (!child) {
        return false;
    }
    python.child.emplace(*std::move(child));
    const std::string line = read_line(python.output.read_end.get());
    const auto words = os::split(line, " ");
    if (words.size() != 7) {
        return false;
    }
    python.implementation = words[0];
    const auto number = [&](std::size_t at) { return os::to_number<int>(words[at]).value(); };
    python.version = {number(1), number(2), number(3)};
    python.tids = {number(4), number(5), number(6)};
    return true;
}

bool is_described(const Version& version) {
    return version.major == 3 && version.minor >= 9 && version.minor <= 15;
}

void look_into(LivePython& python) {
    const pid_t pid = python.child->pid();
    const auto image = find_image(pid);
    REQUIRE(image);
    if (python.implementation != "cpython") {
        CHECK_FALSE(image->runtime);
        return;
    }
    if (!image->runtime) {
        CHECK_FALSE(is_described(python.version)); // no name for it before 3.7
        return;
    }
    const RemoteMemory memory(pid);
    const auto named = minor_version_in(image->runtime->path);
    const auto runtime = Runtime::attach(memory, *image->runtime, named, os::threads_of(pid));
    REQUIRE(runtime.has_value() == is_described(python.version));
    if (!runtime) {
        CHECK(runtime.error() == Unseen::unknown);
        return;
    }
    CHECK(runtime->version().minor == python.version.minor);
    CHECK(runtime->version().micro.value_or(*python.version.micro) == *python.version.micro);

    const auto states = runtime->threads(memory);
    REQUIRE(states);
    std::vector<pid_t> tids;
    std::ranges::transform(*states, std::back_inserter(tids),
                           [](const ThreadState& state) { return state.tid; });
    CHECK(std::ranges::is_permutation(tids, python.tids));
    const std::uint64_t address = states->front().gil;
    // Everybody waits for something else.
    CHECK(wait_until([&] { return !runtime->gil(memory, address)->locked; }));

    python.tell();
    const auto holder = [&]() -> pid_t {
        const auto gil = runtime->gil(memory, address);
        const auto found = std::ranges::find(*states, gil->holder, &ThreadState::address);
        return gil->locked && found != states->end() ? found->tid : 0;
    };
    if (!runtime->gil(memory, address)->enabled) {
        CHECK(runtime->free_threaded());
        return;
    }
    CHECK(wait_until([&] { return holder() == python.tids[1]; }));
}

} // namespace

TEST_CASE("Each Python of this machine shows its threads and who holds its GIL") {
    int looked_into = 0;
    for (const std::string& path : doctor::interpreter_candidates(doctor::places_from_environment())) {
        CAPTURE(path);
        LivePython python;
        if (start(python, path)) {
            look_into(python);
            ++looked_into;
        }
    }
    CHECK(looked_into > 0);
}
