#include "cli/event_stream.hpp"

#include "os/signals.hpp"

#include <unistd.h>

#include <csignal>

namespace gilkit::cli {

void EventStream::tell(const std::string& line) {
    if (!wanted_ || fault_) {
        return;
    }
    if (const auto written = os::write_unless_interrupted(STDOUT_FILENO, line); !written) {
        fault_ = written.error();
        if (os::interrupted() == 0) {
            os::interrupt_ourselves(SIGPIPE);
        }
    }
}

} // namespace gilkit::cli
