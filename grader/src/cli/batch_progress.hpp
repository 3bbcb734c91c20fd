// How far a batch is, on stderr: on a terminal in place, elsewhere in a line now and then.
#pragma once

#include "cli/progress.hpp"
#include "os/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace gilkit::cli {

class BatchProgress {
public:
    explicit BatchProgress(std::size_t done_before) : done_before_(done_before) {}

    void tell(std::size_t wanted, std::size_t made, std::size_t running);
    // Something to be read later, too: on a line of its own.
    void note(const std::string& words);
    void clear() { progress_.clear(); }

private:
    Progress progress_;
    std::size_t done_before_;
    std::int64_t start_ns_ = os::monotonic_ns();
    std::int64_t told_ns_ = start_ns_;
};

} // namespace gilkit::cli
