// When a burst of writes counts as over: an editor saves in several steps.
#pragma once

#include "os/clock.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace gilkit::learn {

class Burst {
public:
    static constexpr std::int64_t quiet_ns = 100 * os::ns_per_ms;   // without a step, it is over
    static constexpr std::int64_t longest_ns = 500 * os::ns_per_ms; // and it is not waited for any longer

    // A step. Not certain: there may have been one.
    void touch(std::int64_t now_ns, bool certain) {
        if (!begun_) {
            *this = {};
            begun_ = true;
            first_ns_ = now_ns;
        }
        last_ns_ = now_ns;
        certain_ = certain_ || certain;
    }
    // Something is missing that a further step may bring.
    void wait_for_more() { last_ns_ = first_ns_ + longest_ns; }

    bool is_certain() const { return certain_; }
    // Far away when nothing has begun.
    std::int64_t due_ns() const {
        return begun_ ? std::min(last_ns_ + quiet_ns, first_ns_ + longest_ns)
                      : std::numeric_limits<std::int64_t>::max();
    }
    bool may_wait(std::int64_t now_ns) const { return now_ns < first_ns_ + longest_ns; }

private:
    bool begun_ = false;
    bool certain_ = false;
    std::int64_t first_ns_ = 0;
    std::int64_t last_ns_ = 0;
};

} // namespace gilkit::learn
