#include "observe/wall_shares.hpp"

#include <algorithm>

namespace gilkit::observe {

WallShares wall_shares(std::span<const measure::Window> windows) {
    WallShares seconds;
    double wall_s = 0;
    for (const measure::Window& window : windows) {
        const double wanted_s = window.work_s + window.delay_s;
        const double busy_s = std::min(window.wall_s, wanted_s);
        if (wanted_s > 0) {
            seconds.on_core += busy_s * window.work_s / wanted_s;
            seconds.queued += busy_s * window.delay_s / wanted_s;
        }
        seconds.asleep += window.wall_s - busy_s;
        wall_s += window.wall_s;
    }
    if (wall_s <= 0) {
        return {};
    }
    return {seconds.on_core / wall_s, seconds.queued / wall_s, seconds.asleep / wall_s};
}

} // namespace gilkit::observe
