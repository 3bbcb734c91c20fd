// Starts boxes and bare runners by turns, and prints how long each took until an empty submission was loaded,
// in seconds, a JSON object a pair. For box.py.
//
// Usage: box_start INIT INTERPRETER RUNNER PAIRS
#include "judge/interpreter.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"
#include "sandbox/box.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <iostream>

using namespace gilkit;

namespace {

[[noreturn]] void fail(const std::string& why) {
    std::cerr << why << "\n";
    std::exit(3); // NOLINT(concurrency-mt-unsafe): there is one thread
}

double seconds_to_loaded(const sandbox::BoxSpec& spec) {
    const std::int64_t begin_ns = os::monotonic_ns();
    auto box = sandbox::Box::start(spec);
    if (!box) {
        fail(box.error().what);
    }
    const auto reply = box->load(begin_ns + (60 * os::ns_per_s), [](std::int64_t) { return true; });
    if (!reply || reply->ending != sandbox::Ending::loaded) {
        fail(reply ? "the submission was not loaded" : reply.error().what);
    }
    return os::seconds(reply->arrived_ns - begin_ns);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        fail("usage: box_start INIT INTERPRETER RUNNER PAIRS");
    }
    os::install_interrupt_handlers();
    const auto interpreter = judge::probe_interpreter(argv[2]);
    if (!interpreter) {
        fail(interpreter.error().message);
    }
    sandbox::BoxSpec bare;
    bare.interpreter = interpreter->path;
    bare.interpreter_needs = interpreter->needs;
    bare.runner = argv[3];
    bare.source = "def run():\n    pass\n";
    bare.module = "submission";
    bare.function = "run";
    sandbox::BoxSpec boxed = bare;
    boxed.enclosure = sandbox::probe_enclosure(argv[1], {});
    if (boxed.enclosure.tier == sandbox::Tier::D) {
        fail(boxed.enclosure.why_not_better);
    }
    seconds_to_loaded(bare);
    seconds_to_loaded(boxed); // both warm: neither counts
    for (int left = std::atoi(argv[4]); left > 0; --left) {
        // Whoever comes second may find caches warmer, or the machine slower: they take turns.
        const bool bare_first = left % 2 == 0;
        const double first_s = seconds_to_loaded(bare_first ? bare : boxed);
        const double second_s = seconds_to_loaded(bare_first ? boxed : bare);
        std::cout << nlohmann::json{{"tier", to_string(boxed.enclosure.tier)},
                                    {"bare_s", bare_first ? first_s : second_s},
                                    {"boxed_s", bare_first ? second_s : first_s}}
                  << std::endl;
    }
    return 0;
}
