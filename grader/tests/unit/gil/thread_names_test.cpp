#include "gil/thread_names.hpp"

#include "gil/fake_objects.hpp"
#include "gil/fake_python.hpp"
#include "gil/image.hpp"
#include "gil/program.hpp"
#include "os/helpers.hpp"
#include "os/procfs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace gilkit;
using namespace gilkit::gil;
using namespace gilkit::gil::test;
using namespace gilkit::os::test;

namespace {

using Names = std::map<pid_t, std::string>;

// A Python whose `threading` has three threads.
struct NamedPython {
    explicit NamedPython(int minor) : NamedPython(Build(minor)) {}
    explicit NamedPython(const Build& build)
        : python(build), fake(python.memory, known_objects(python.version, python.free_threaded).value()) {
        python.set_threads(three_tids);
        const std::vector<std::string> names{"MainThread", "Thread-1 (work)", "pool_0"};
        Pairs active;
        for (std::size_t i = 0; i < three_tids.size(); ++i) {
            const Pairs attributes{
                {key("_target"), fake.str("x")},
                {key("_name"), fake.str(names[i])},
                {key("_native_id"), fake.number(static_cast<std::uint64_t>(three_tids[i]))}};
            threads.push_back(i == 2 ? fake.instance_with_dict(attributes) : fake.instance(attributes));
            idents.push_back(fake.number(FakePython::pthread_of(i)));
            active.emplace_back(idents.back(), threads.back());
        }
        set_active(fake.dict(active));
    }

    std::uint64_t key(const std::string& text) {
        return keys.try_emplace(text, fake.str(text)).first->second;
    }
    void set_active(std::uint64_t active) {
        const std::uint64_t threading =
            fake.module(fake.names({{key("__name__"), key("threading")}, {key("_active"), active}}));
        set_modules(fake.names({{key("sys"), fake.module(fake.names({}))}, {key("threading"), threading}}));
    }
    void set_modules(std::uint64_t modules) {
        python.memory.put(FakePython::interpreter + python.layout.modules.value(), modules);
    }
    Names names(const std::set<pid_t>& wanted = {4000, 4001, 4002}, pid_t own = 4000) const {
        const auto runtime = Runtime::attach(python.memory, python.address(), std::nullopt, three_tids);
        REQUIRE(runtime);
        return ThreadNames().read(python.memory, *runtime, wanted, own).names;
    }

    FakePython python;
    FakeObjects fake;
    std::map<std::string, std::uint64_t> keys;
    std::vector<std::uint64_t> threads;
    std::vector<std::uint64_t> idents;
};

const Names all_names{{4000, "MainThread"}, {4001, "Thread-1 (work)"}, {4002, "pool_0"}};

} // namespace

TEST_CASE("The names of threads are found by way of sys.modules, in every build") {
    for (const Build& build : every_build()) {
        CAPTURE(build.version.to_string());
        NamedPython python(build);
        CHECK(python.names() == all_names);
        CHECK(python.names({4001}) == Names{{4001, "Thread-1 (work)"}});
        CHECK(python.names({}).empty());
    }
}

TEST_CASE("Who has no `threading` has no names") {
    NamedPython python(12);
    python.set_modules(python.fake.names({{python.key("sys"), python.fake.module(python.fake.names({}))}}));
    CHECK(python.names().empty());
    python.set_modules(0);
    CHECK(python.names().empty());
    python.set_active(python.key("a text"));
    CHECK(python.names().empty());
}

TEST_CASE("A Thread that is of another thread, or of none, gives nobody a name") {
    NamedPython python(11);
    const auto active = [&](std::size_t ident, std::size_t thread) {
        return std::pair(python.idents[ident], python.threads[thread]);
    };
    python.set_active(python.fake.dict(Pairs{active(0, 0), active(1, 2), active(2, 1)}));
    CHECK(python.names() == Names{{4000, "MainThread"}});
    // The first thread need not know its id: a copy made by fork keeps that of the original.
    python.set_active(python.fake.dict(Pairs{active(0, 1)}));
    CHECK(python.names() == Names{{4000, "Thread-1 (work)"}});
    CHECK(python.names({4000}, 4001).empty());
    python.set_active(python.fake.dict(Pairs{{python.fake.number(0x7fff0000), python.threads[0]}}));
    CHECK(python.names().empty());
    python.set_active(python.fake.dict(Pairs{{python.idents[0], python.idents[0]}, active(1, 1)}));
    CHECK(python.names() == Names{{4001, "Thread-1 (work)"}});
}

TEST_CASE("Two threads that seem to be one have no name") {
    NamedPython python(12);
    python.python.memory.put(FakePython::thread(1) + python.python.layout.pthread, FakePython::pthread_of(0));
    CHECK(python.names() == Names{{4002, "pool_0"}});
}

TEST_CASE("What was found once is found again with fewer reads, and a new name is seen") {
    NamedPython python(12);
    Pairs modules;
    for (int i = 0; i < 400; ++i) {
        modules.emplace_back(python.fake.str("module" + std::to_string(100 + i)), python.threads[0]);
    }
    const std::uint64_t threading = python.fake.module(python.fake.names(
        {{python.key("_active"), python.fake.dict(Pairs{{python.idents[0], python.threads[0]}})}}));
    modules.emplace_back(python.key("threading"), threading);
    python.set_modules(python.fake.names(modules));
    const auto runtime =
        Runtime::attach(python.python.memory, python.python.address(), std::nullopt, three_tids).value();
    ThreadNames names;
    const auto first = names.read(python.python.memory, runtime, {4000}, 4000);
    CHECK(first.reads > 400);
    CHECK(first.names == Names{{4000, "MainThread"}});
    const auto again = names.read(python.python.memory, runtime, {4000}, 4000);
    CHECK(again.reads < 60);
    CHECK(again.names == first.names);
}

TEST_CASE("Whatever byte of it is wrong, threads have their own names or what looks like one") {
    std::mt19937 random(5); // NOLINT: the same every time
    int with_all = 0;
    int without = 0;
    for (const Build& build : every_build()) {
        NamedPython python(build);
        FakeMemory& memory = python.python.memory;
        const auto runtime =
            Runtime::attach(memory, python.python.address(), std::nullopt, three_tids).value();
        for (int round = 0; round < 300; ++round) {
            std::vector<std::pair<std::size_t, std::byte>> before;
            for (std::size_t faults = random() % 30; faults > 0; --faults) {
                const std::size_t index = random();
                before.emplace_back(index, memory.corrupt(index, static_cast<std::byte>(random() % 256)));
            }
            const auto found = ThreadNames().read(memory, runtime, {4000, 4001, 4002}, 4000);
            CHECK(found.reads < 30'000);
            for (const auto& [tid, name] : found.names) {
                CHECK(std::ranges::find(three_tids, tid) != three_tids.end());
                CHECK_FALSE(name.empty());
            }
            (found.names == all_names ? with_all : without) += 1;
            std::ranges::reverse(before);
            for (const auto& [index, byte] : before) {
                (void)memory.corrupt(index, byte);
            }
        }
    }
    CHECK(with_all > 0);
    CHECK(without > 0);
}

namespace {

// Says which names its threads have and will have; each turn of the input changes some.
constexpr const char* named_threads = R"(
import concurrent.futures, sys, threading, time
class Own(threading.Thread):
    def __init__(self):
        self.before = 1
        super().__init__(name="own class", daemon=True)
    def run(self):
        time.sleep(3600)
def work():
    time.sleep(3600)
pool = concurrent.futures.ThreadPoolExecutor(2)
done = threading.Barrier(3)
for _ in range(2):
    pool.submit(done.wait)
done.wait()
threads = {
    "default": threading.Thread(target=work, daemon=True),
    "named": threading.Thread(target=work, name="reader", daemon=True),
    "later": threading.Thread(target=work, name="before", daemon=True),
    "accents": threading.Thread(target=work, name="t\u00e9l\u00e9", daemon=True),
    "wide": threading.Thread(target=work, name="\u6f22\u5b57", daemon=True),
    "snake": threading.Thread(target=work, name="\U0001f40d", daemon=True),
    "own": Own(),
    "asked": threading.Thread(target=work, name="asked", daemon=True),
}
threads["asked"].__dict__["extra"] = 1
for thread in threads.values():
    thread.start()
for thread in threading.enumerate():
    if thread.name == "ThreadPoolExecutor-0_1":
        threads["pool"] = thread
print(sys.implementation.name, 1, "minor", sys.version_info[1], "main", threading.main_thread().native_id,
      *(word for name, thread in threads.items() for word in (name, thread.native_id)), flush=True)
sys.stdin.readline()
threads["later"].name = "after"
print("renamed", flush=True)
sys.stdin.readline()
)";

} // namespace

TEST_CASE("Every CPython of this machine tells the names of its threads") {
    int looked_into = 0;
    for (const std::string& path : pythons()) {
        CAPTURE(path);
        Program python(path, named_threads);
        if (!python.threads.contains("cpython") || python.threads.at("minor") < 9) {
            continue;
        }
        const pid_t pid = python.child->pid();
        const std::vector<pid_t> all = os::threads_of(pid);
        const RemoteMemory memory(pid);
        const auto image = find_image(pid);
        REQUIRE(image);
        REQUIRE(image->runtime);
        const auto runtime =
            Runtime::attach(memory, *image->runtime, minor_version_in(image->runtime->path), all);
        REQUIRE(runtime);
        const std::set<pid_t> wanted(all.begin(), all.end());
        ThreadNames names;
        const auto found = names.read(memory, *runtime, wanted, pid);
        ++looked_into;
        MESSAGE(path << ": " << found.names.size() << " names by " << found.reads << " reads");
        const auto told = [&](const char* thread) { return found.names.at(python.threads.at(thread)); };
        REQUIRE(found.names.size() == all.size());
        CHECK(told("main") == "MainThread");
        const std::string first = runtime->version().minor >= 10 ? "Thread-1 (work)" : "Thread-1";
        CHECK(told("default") == first);
        CHECK(told("named") == "reader");
        CHECK(told("later") == "before");
        CHECK(told("accents") == "t\u00e9l\u00e9");
        CHECK(told("wide") == "\u6f22\u5b57");
        CHECK(told("snake") == "\U0001f40d");
        CHECK(told("own") == "own class");
        CHECK(told("asked") == "asked");
        CHECK(told("pool") == "ThreadPoolExecutor-0_1");
        (void)os::write_all(python.input.write_end.get(), "\n");
        CHECK(read_line(python.output.read_end.get()) == "renamed");
        CHECK(names.read(memory, *runtime, wanted, pid).names.at(python.threads.at("later")) == "after");
    }
    CHECK(looked_into > 0);
}
