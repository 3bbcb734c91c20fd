#include "batch/slurm/sizing.hpp"

#include <algorithm>

namespace gilkit::batch::slurm {

namespace {

std::size_t quotient_rounded_up(std::size_t number, std::size_t by) {
    return (number + by - 1) / by;
}

// The n-th, the n+tasks-th … of them: neighbours, which are often for one exercise, don't end up in one task.
std::vector<std::vector<Pending>> deal(const std::vector<Pending>& wanted, std::size_t tasks) {
    std::vector<std::vector<Pending>> dealt(std::min(tasks, wanted.size()));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        dealt[i % dealt.size()].push_back(wanted[i]);
    }
    return dealt;
}

} // namespace

std::vector<std::vector<Pending>> deal_out(const std::vector<Pending>& wanted, const Room& room) {
    constexpr std::size_t rounds = 4;
    const std::size_t places = std::max<std::size_t>(room.tasks, 1);
    const std::size_t in_each = std::max(quotient_rounded_up(wanted.size(), places * rounds),
                                         std::max<std::size_t>(room.gradings, 1));
    return deal(wanted, std::min(quotient_rounded_up(wanted.size(), in_each), room.largest));
}

std::vector<std::vector<Pending>> deal_out_singly(const std::vector<Pending>& wanted, const Room& room) {
    return deal(wanted, room.largest);
}

} // namespace gilkit::batch::slurm
