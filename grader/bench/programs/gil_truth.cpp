// The Python module `gil_truth`: a loop that takes and releases the GIL at known times, and writes them down.
// What gilkit sees of it from outside can be compared with that.
#include <pybind11/pybind11.h>

#include <time.h>

#include <barrier>
#include <chrono>
#include <cstdint>

namespace py = pybind11;

namespace {

using Clock = std::chrono::steady_clock;

// Computes until then.
void spin_until(Clock::time_point end) {
    volatile std::uint64_t sink = 0;
    while (Clock::now() < end) {
        for (int i = 0; i < 1000; ++i) {
            sink = sink + static_cast<std::uint64_t>(i);
        }
    }
}

// The time that this thread was on a core.
Clock::duration on_core() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

struct Truth {
    Clock::duration held{};
    Clock::duration native{};  // without the GIL, on a core
    Clock::duration starved{}; // without it, and not on a core
    Clock::duration waited{};
};

// All threads begin together, waiting for the GIL: else who comes first can keep it to its end, and what the
// others wait until then nobody would write down.
struct Start {
    explicit Start(int threads) : barrier(threads) {}
    std::barrier<> barrier;
};

// In turns for so long: `hold_us` with the GIL, `native_us` without it, then whatever it takes to get it
// back.
Truth take_turns(Start& start, double seconds, int hold_us, int native_us) {
    Truth truth;
    Clock::time_point begin;
    {
        const py::gil_scoped_release release;
        start.barrier.arrive_and_wait();
        begin = Clock::now();
    }
    auto got = Clock::now();
    truth.waited += got - begin;
    const auto end =
        begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    while (got < end) {
        spin_until(got + std::chrono::microseconds(hold_us));
        // In this order: after a system call another one may get the core, and we would hold the GIL still.
        const auto worked = on_core();
        const auto let_go = Clock::now();
        Clock::time_point wants;
        Clock::duration native{};
        {
            const py::gil_scoped_release release;
            spin_until(let_go + std::chrono::microseconds(native_us));
            native = on_core() - worked;
            wants = Clock::now();
        }
        truth.held += let_go - got;
        truth.native += native;
        truth.starved += wants - let_go - native;
        got = Clock::now();
        truth.waited += got - wants;
    }
    return truth;
}

double to_seconds(Clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

} // namespace

PYBIND11_MODULE(gil_truth, module) {
    py::class_<Start>(module, "Start").def(py::init<int>(), "So many threads begin together.");
    module.def(
        "take_turns",
        [](Start& start, double seconds, int hold_us, int native_us) {
            const Truth truth = take_turns(start, seconds, hold_us, native_us);
            return py::make_tuple(to_seconds(truth.held), to_seconds(truth.native), to_seconds(truth.starved),
                                  to_seconds(truth.waited));
        },
        "Seconds with the GIL, on a core without it, in the queue for a core without it, and waiting for "
        "it.");
}
