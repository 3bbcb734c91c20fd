#include "os/capture.hpp"

#include "os/clock.hpp"
#include "os/signals.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace gilkit::os {

namespace {

// Moves what is there from a pipe into `text`; false when nothing was. Closes the pipe at its end.
bool drain_once(UniqueFd& pipe, std::string& text, std::size_t max) {
    std::array<char, 8192> chunk{};
    const ssize_t count = ::read(pipe.get(), chunk.data(), chunk.size());
    if (count <= 0) {
        pipe.reset(); // its -1 makes poll() skip it
        return false;
    }
    text.append(chunk.data(), std::min(static_cast<std::size_t>(count), max - text.size()));
    return true;
}

} // namespace

Result<Captured> run_and_capture(SpawnOptions options, std::int64_t deadline_ns, const CaptureHooks& hooks,
                                 std::size_t max) {
    auto out = make_pipe();
    auto err = make_pipe();
    if (!out || !err) {
        return tl::unexpected(out ? err.error() : out.error());
    }
    options.fds.emplace_back(out->write_end.get(), STDOUT_FILENO);
    options.fds.emplace_back(err->write_end.get(), STDERR_FILENO);
    auto tree = ProcessTree::spawn(options);
    if (!tree) {
        return tl::unexpected(tree.error());
    }
    Child& child = tree->root();
    if (hooks.on_start) {
        hooks.on_start(child.pid());
    }
    out->write_end.reset();
    err->write_end.reset();

    Captured captured;
    for (bool ended = false;;) {
        std::array<pollfd, 3> fds{pollfd{out->read_end.get(), POLLIN, 0},
                                  pollfd{err->read_end.get(), POLLIN, 0},
                                  pollfd{ended ? -1 : child.poll_fd(), POLLIN, 0}};
        const std::int64_t next_ns = hooks.on_tick ? monotonic_ns() + hooks.tick_ns : deadline_ns;
        const auto ready = wait_for(fds, ended ? 0 : std::min(next_ns, deadline_ns));
        if (!ready) {
            return tl::unexpected(ready.error());
        }
        bool progress = fds[0].revents != 0 && drain_once(out->read_end, captured.out, max);
        progress = (fds[1].revents != 0 && drain_once(err->read_end, captured.err, max)) || progress;
        // A grandchild may keep the streams open for ever: after the end take what is there, no more.
        if (ended && !progress) {
            break;
        }
        const std::int64_t now_ns = monotonic_ns();
        if (!ended && fds[2].revents != 0) {
            ended = true;
            if (hooks.on_end) {
                hooks.on_end(now_ns);
            }
        } else if (!ended && hooks.on_tick) {
            hooks.on_tick(now_ns);
        }
        captured.interrupted = !hooks.through_interruptions && interrupted() != 0;
        captured.timed_out = !ended && now_ns >= deadline_ns;
        if (captured.interrupted || captured.timed_out) {
            child.signal(SIGKILL);
            break;
        }
    }
    captured.status = child.wait();
    return captured;
}

} // namespace gilkit::os
