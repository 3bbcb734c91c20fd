#include "gil/runtime.hpp"

#include "gil/fake_python.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace gilkit::gil;
using namespace gilkit::gil::test;

namespace {

tl::expected<Runtime, Unseen> attach(const FakePython& python) {
    return Runtime::attach(python.memory, python.address(), std::nullopt, three_tids);
}

Unseen why(const FakePython& python) {
    const auto runtime = attach(python);
    REQUIRE_FALSE(runtime);
    return runtime.error();
}

} // namespace

TEST_CASE("Of every build the threads and the holder are read") {
    for (const Build& build : every_build()) {
        CAPTURE(build.version.to_string());
        FakePython python(build);
        python.set_threads(three_tids);
        python.lock(1);
        const auto runtime = attach(python);
        REQUIRE(runtime);
        CHECK(runtime->version() == python.version);
        CHECK(runtime->free_threaded() == python.free_threaded);
        const auto states = runtime->threads(python.memory);
        REQUIRE(states);
        CHECK(*states == ThreadStates{{FakePython::thread(2), 4002, python.gil()},
                                      {FakePython::thread(1), 4001, python.gil()},
                                      {FakePython::thread(0), 4000, python.gil()}});
        const auto gil = runtime->gil(python.memory, python.gil());
        REQUIRE(gil);
        CHECK(gil->locked);
        CHECK(gil->enabled == !python.free_threaded);
        CHECK(gil->holder == FakePython::thread(1));
    }
}

TEST_CASE("A free-threaded build says whether its GIL is on") {
    FakePython python{Build(words_of_free_threaded_3_14())};
    python.set_threads(three_tids);
    const auto runtime = attach(python);
    REQUIRE(runtime);
    CHECK_FALSE(runtime->gil(python.memory, python.gil())->enabled);
    python.enable(true); // as an extension that needs one does it, while the program runs
    CHECK(runtime->gil(python.memory, python.gil())->enabled);
}

TEST_CASE("Debug offsets of another version than the file's are not believed") {
    FakePython python{Build(words_of_3_14())};
    python.set_threads(three_tids);
    CHECK(attach(python));
    python.memory.put<std::uint64_t>(*python.address().version, 0x030e0bf0);
    CHECK(why(python) == Unseen::unknown);
}

TEST_CASE("Before 3.11 the kernel's id is found wherever the C library keeps it") {
    for (const std::uint64_t offset : {720ULL, 208ULL, 1168ULL}) {
        CAPTURE(offset);
        FakePython python(10);
        python.tid_offset = offset;
        for (std::uint64_t at = 0; at < 2304; at += 4) {
            python.memory.put<std::uint32_t>(FakePython::pthread_of(0) + at, 0xdeadbeef);
        }
        python.set_threads(three_tids);
        const auto runtime = attach(python);
        REQUIRE(runtime);
        CHECK(runtime->threads(python.memory)->front().tid == 4002);
    }
    FakePython nowhere(10);
    nowhere.set_threads({1, 2, 3});
    CHECK(why(nowhere) == Unseen::unknown);
}

TEST_CASE("An interpreter that has only begun is told from one that is not known") {
    FakePython no_thread(11);
    CHECK(why(no_thread) == Unseen::starting);
    FakePython no_interpreter(11);
    no_interpreter.memory.put<std::uint64_t>(FakePython::runtime + no_interpreter.layout.interpreters_head,
                                             0);
    CHECK(why(no_interpreter) == Unseen::starting);
    for (const std::uint64_t hex : {0x03080af0ULL, 0x03630000ULL, 0x02071200ULL, 0ULL}) {
        FakePython other(11);
        other.set_threads(three_tids);
        other.memory.put<std::uint64_t>(*other.address().version, hex);
        CHECK(why(other) == Unseen::unknown);
    }
}

TEST_CASE("What does not agree with itself or with the kernel is not believed") {
    FakePython strangers(11);
    strangers.set_threads({1, 2, 3});
    CHECK(why(strangers) == Unseen::unknown);

    FakePython elsewhere(11);
    elsewhere.set_threads(three_tids);
    elsewhere.memory.put<std::uint64_t>(FakePython::thread(1) + elsewhere.layout.thread_interpreter, 0x50000);
    CHECK(why(elsewhere) == Unseen::unknown);

    FakePython circle(11);
    circle.set_threads(three_tids);
    circle.memory.put<std::uint64_t>(FakePython::thread(0) + circle.layout.thread_next,
                                     FakePython::thread(2));
    CHECK(why(circle) == Unseen::unknown);

    FakePython nowhere(11);
    nowhere.set_threads(three_tids);
    nowhere.memory.put<std::uint64_t>(FakePython::thread(0) + nowhere.layout.thread_next, 0xdead0000);
    CHECK(why(nowhere) == Unseen::unknown);

    for (const std::int32_t locked : {-2, 2, 1000}) {
        FakePython odd(12);
        odd.set_threads(three_tids);
        odd.memory.put<std::int32_t>(odd.gil() + odd.layout.gil.locked, locked);
        CHECK(why(odd) == Unseen::unknown);
    }
    for (const std::uint64_t interval : {0ULL, ~0ULL}) {
        FakePython odd(12);
        odd.set_threads(three_tids);
        odd.memory.put<std::uint64_t>(odd.gil() + odd.layout.gil.interval, interval);
        CHECK(why(odd) == Unseen::unknown);
    }
}

TEST_CASE("A GIL that was not made yet is not locked") {
    FakePython python(9);
    python.set_threads(three_tids);
    python.memory.put<std::int32_t>(python.gil() + python.layout.gil.locked, -1);
    const auto runtime = attach(python);
    REQUIRE(runtime);
    CHECK_FALSE(runtime->gil(python.memory, python.gil())->locked);
}

TEST_CASE("Whatever byte of it is wrong, a runtime is refused or its threads are known to the kernel") {
    std::mt19937 random(3); // NOLINT: the same every time
    int refused = 0;
    for (const Build& build : every_build()) {
        for (int round = 0; round < 1000; ++round) {
            FakePython python(build);
            python.set_threads(three_tids);
            for (unsigned fault = 0; fault <= random() % 3; ++fault) {
                (void)python.memory.corrupt(random(), static_cast<std::byte>(random() % 256));
            }
            const auto runtime = attach(python);
            if (!runtime) {
                ++refused;
                continue;
            }
            const auto states = runtime->threads(python.memory);
            REQUIRE(states);
            CHECK(std::ranges::any_of(*states, [](const ThreadState& state) {
                return std::ranges::find(three_tids, state.tid) != three_tids.end();
            }));
        }
    }
    CHECK(refused > 1000);
}
