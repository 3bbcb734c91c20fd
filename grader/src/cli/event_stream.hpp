// How a grading goes, for a program: a line of JSON for each event, on stdout, at once.
#pragma once

#include "os/error.hpp"

#include <optional>
#include <string>

namespace gilkit::cli {

class EventStream {
public:
    // `wanted`: else nothing is written.
    explicit EventStream(bool wanted) : wanted_(wanted) {}

    // Waits for a reader that is slow. Where a line can't be written, the reader being gone, nobody waits for
    // the rest: we are interrupted (os/signals.hpp), and no other line is written.
    void tell(const std::string& line);

    // Why a line could not be written; EINTR: we were interrupted meanwhile.
    const std::optional<os::Error>& fault() const { return fault_; }

private:
    bool wanted_;
    std::optional<os::Error> fault_;
};

} // namespace gilkit::cli
