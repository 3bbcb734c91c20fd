// Starts bare runners (tier D) and boxes of every tier by turns, and prints how long each took until an empty
// submission was loaded: a JSON object a round, {"A": seconds, …}. For box.py.
//
// Usage: box_start INIT INTERPRETER RUNNER ROUNDS
#include "judge/interpreter.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"
#include "sandbox/box.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

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
        fail("usage: box_start INIT INTERPRETER RUNNER ROUNDS");
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
    bare.enclosure.tier = sandbox::Tier::D;
    std::vector<sandbox::BoxSpec> starts{bare};
    for (const sandbox::Tier best : {sandbox::Tier::A, sandbox::Tier::B, sandbox::Tier::C}) {
        sandbox::BoxSpec boxed = bare;
        boxed.enclosure = sandbox::probe_enclosure(argv[1], {}, best);
        if (boxed.enclosure.tier == sandbox::Tier::D) {
            fail(boxed.enclosure.why_not_better);
        }
        if (boxed.enclosure.tier == best) {
            starts.push_back(std::move(boxed));
        }
    }
    for (const sandbox::BoxSpec& start : starts) {
        seconds_to_loaded(start); // all warm: these don't count
    }
    for (int left = std::atoi(argv[4]); left > 0; --left) {
        // Whoever comes later may find caches warmer, or the machine slower: they take turns.
        std::rotate(starts.begin(), starts.begin() + 1, starts.end());
        nlohmann::json round;
        for (const sandbox::BoxSpec& start : starts) {
            round[std::string(to_string(start.enclosure.tier))] = seconds_to_loaded(start);
        }
        std::cout << round << std::endl;
    }
    return 0;
}
