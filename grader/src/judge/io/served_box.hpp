// A box whose program we serve while it is called.
#pragma once

#include "judge/io/site.hpp"
#include "judge/io/slow_server.hpp"
#include "judge/io/visits.hpp"
#include "judge/kind.hpp"
#include "judge/watched_box.hpp"
#include "os/prompt_wakeups.hpp"
#include "sandbox/box.hpp"

#include <functional>
#include <string>

namespace gilkit::judge {

class ServedBox {
public:
    ServedBox(sandbox::Box& box, const sandbox::BoxSpec& spec, SlowServer server, int workers)
        : box_(box), watched_(box, spec), server_(std::move(server)), workers_(workers) {}

    WatchedBox::Reply load(double limit_s) { return watched_.load(limit_s); }
    // A call while its pages are there.
    WatchedBox::Reply call(const ServedCall& call, double limit_s);
    WatchedBox::Reply finish(double limit_s) { return watched_.finish(limit_s); }

    RunFault fault() const { return watched_.fault(); }
    const std::string& output() const { return box_.output(); }
    // Of the last call.
    const Traffic& traffic() const { return traffic_; }
    // Whether it was ended for more connections than any program needs.
    bool is_flooded() const { return flooded_; }

private:
    sandbox::Box& box_;
    WatchedBox watched_;
    SlowServer server_;
    os::PromptWakeups prompt_; // who serves is not to be kept waiting either
    double workers_;           // cores of the clock
    Traffic traffic_;
    bool flooded_ = false;
};

// Starts one and lets `use` have it. `patient`: the server takes its time.
Judged in_served_box(const sandbox::BoxSpec& spec, bool patient, int workers,
                     const std::function<Judged(ServedBox&)>& use);

} // namespace gilkit::judge
