// An HTTP server that takes its time, and writes down who asked for what, and when.
//
// Theory of operation. It has no thread and no clock of its own: whoever waits for the program calls tick()
// every few milliseconds with the time on a clock of his choice, and everything happens in there. With the
// clock of idle cores (watched_box.hpp) a page's latency stands still while the program waits for a core, so
// that what is under way at the same time is the program's doing and not the machine's.
//
// HTTP is libevent's (evhttp(3)): its event loop is polled, never left alone.
#pragma once

#include "judge/io/site.hpp"
#include "judge/io/visits.hpp"
#include "os/error.hpp"
#include "os/fd.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace gilkit::judge {

class SlowServer {
public:
    // `listener`: nonblocking, of the Internet. `patient`: pages take their time; else none does.
    static os::Result<SlowServer> start(os::UniqueFd listener, bool patient);

    SlowServer(SlowServer&&) noexcept;
    SlowServer& operator=(SlowServer&&) noexcept;
    SlowServer(const SlowServer&) = delete;
    SlowServer& operator=(const SlowServer&) = delete;
    ~SlowServer();

    // "http://127.0.0.1:40125"
    const std::string& address() const;

    // These pages from now on, and no visit yet; the clock begins at 0. What is still open stays open.
    void serve(Site site);
    // Reads, answers what is due and writes, as far as that needs no waiting. False: there are more
    // connections than any program needs for these pages; no further ones are taken.
    bool tick(double now_s);

    // Those since serve(), in the order in which they came.
    const std::vector<Visit>& visits() const;

private:
    class Serving; // what libevent calls back
    explicit SlowServer(std::unique_ptr<Serving> serving);
    std::unique_ptr<Serving> serving_;
};

} // namespace gilkit::judge
