#include "cli/batch_progress.hpp"

#include "batch/results/summary.hpp"
#include "cli/kit.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace gilkit::cli {

void BatchProgress::tell(std::size_t wanted, std::size_t made, std::size_t running) {
    const std::int64_t now_ns = os::monotonic_ns();
    std::string words = fmt::format("{} of {} graded, {} running", made, wanted, running);
    if (done_before_ > 0) {
        words += fmt::format(", {} done before", done_before_);
    }
    if (made > 0 && made < wanted) {
        const double left_s =
            os::seconds(now_ns - start_ns_) / static_cast<double>(made) * static_cast<double>(wanted - made);
        words += fmt::format(", {} left", batch::duration_words(left_s));
    }
    progress_.show(words);
    constexpr std::int64_t pause_ns = 30 * os::ns_per_s;
    const bool ended = made == wanted && wanted > 0;
    if (::isatty(STDERR_FILENO) == 0 && (now_ns - told_ns_ > pause_ns || ended)) {
        complain(words);
        told_ns_ = now_ns;
    }
}

void BatchProgress::note(const std::string& words) {
    progress_.clear();
    complain(words);
}

} // namespace gilkit::cli
