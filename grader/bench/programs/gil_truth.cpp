// The Python module `gil_truth`: a loop that takes and releases the GIL at known times, and writes them down.
// What gilkit sees of it from outside can be compared with that.
#include <pybind11/pybind11.h>

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

struct Truth {
    Clock::duration held{};
    Clock::duration native{};
    Clock::duration waited{};
};

// In turns for so long: `hold_us` with the GIL, `native_us` without it, then whatever it takes to get it
// back.
Truth take_turns(double seconds, int hold_us, int native_us) {
    Truth truth;
    const auto begin = Clock::now();
    const auto end =
        begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    for (auto got = begin; got < end;) {
        spin_until(got + std::chrono::microseconds(hold_us));
        const auto let_go = Clock::now();
        Clock::time_point wants;
        {
            const py::gil_scoped_release release;
            spin_until(let_go + std::chrono::microseconds(native_us));
            wants = Clock::now();
        }
        truth.held += let_go - got;
        truth.native += wants - let_go;
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
    module.def(
        "take_turns",
        [](double seconds, int hold_us, int native_us) {
            const Truth truth = take_turns(seconds, hold_us, native_us);
            return py::make_tuple(to_seconds(truth.held), to_seconds(truth.native), to_seconds(truth.waited));
        },
        "Seconds with the GIL, without it, and waiting for it.");
}
