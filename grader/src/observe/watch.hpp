// One run of a command, in our place: with our terminal, streams, environment, folder, process group and
// signals, and its demand measured from outside; and the GIL looked at, where that is asked for.
//
// Theory of operation. The command is a child of ours, and we are the subreaper of what it starts, so that
// daemons stay visible while it runs. One loop waits for the end of the child, for signals, and for the next
// look at the tree or at the GIL.
//   - Signals sent to us are passed on, unless the command has them already (os/signal_relay.hpp) or sent
//     them itself. It decides what to do; we end when it does.
//   - When job control stops it, so it does us, so that the shell above notices; it continues us both.
//   - While everything in the tree is stopped or frozen, its clock stands still.
//   - When it can't be reached by a signal that asks for an end (a frozen control group, the rights of
//     another user), we leave it as it is and end alone.
// Nothing that it left behind is killed. What is kept does not grow with time.
#pragma once

#include "gil/recording.hpp"
#include "observe/observation.hpp"
#include "os/signal_relay.hpp"
#include "os/subprocess.hpp"

#include <tl/expected.hpp>

#include <functional>
#include <optional>
#include <string_view>

namespace gilkit::observe {

struct WatchOptions {
    bool demand_readable = true;       // whether the kernel tells what demand is made of
    std::optional<double> gil_rate_hz; // how often to look at the GIL; nullopt: never
    // From the first second on, four times a second: what has been seen of it so far. Empty when the command
    // has ended, and before we stop with it.
    std::function<void(std::string_view)> live;
};

struct WatchedRun {
    ObservedRun figures; // without `cores`
    std::optional<gil::Recording> recording;
    int interrupted_by = 0;
    bool hidden_processes = false; // some could not be looked at; there is no demand then
    bool unreachable = false;      // it was left running because no signal could end it
};

// `command.in_our_place` is set here.
os::Result<WatchedRun> watch_run(const os::SignalRelay& relay, os::SpawnOptions command,
                                 const WatchOptions& options);

// Why this machine can't tell the demand of a program; empty when it can.
std::string why_no_demand();

} // namespace gilkit::observe
