// What a process calls its threads: their ids and their names.
#include "gil/kernel_threads.hpp"
#include "gil/process_view.hpp"

#include <bit>
#include <utility>

namespace gilkit::gil {

// A thread gets its name from itself, when it has begun, and may get another one later: it is read often at
// first, then ever more rarely.
void ProcessView::read_names(Timeline& timeline) {
    for (auto& [tid, thread] : threads_) {
        if (thread.lane_number && std::has_single_bit(++thread.searches)) {
            timeline.set_name(*thread.lane_number, kernel_name(pid_, tid));
            thread.awaits_name = true;
        }
    }
    if (names_pause_ > 0) {
        --names_pause_;
    } else if (runtime_) {
        read_python_names(timeline);
    }
}

void ProcessView::read_python_names(Timeline& timeline) {
    std::set<pid_t> wanted;
    pid_t own = 0;
    for (const auto& [inner, outer] : outer_ids_) {
        const auto found = threads_.find(outer);
        if (found != threads_.end() && found->second.awaits_name) {
            found->second.awaits_name = false;
            wanted.insert(inner);
            own = outer == pid_ ? inner : own;
        }
    }
    if (wanted.empty()) {
        return;
    }
    auto found = names_.read(memory_, *runtime_, wanted, own);
    for (auto& [inner, name] : found.names) {
        timeline.set_python_name(*threads_.at(outer_ids_.at(inner)).lane_number, std::move(name));
    }
    // The looks shall not come late because of names: about 1 % of the time is for them.
    constexpr std::size_t reads_a_search = 50;
    names_pause_ = found.reads / reads_a_search;
}

std::vector<pid_t> ProcessView::inner_ids() {
    outer_ids_.clear();
    const auto own = inner_id(pid_, pid_);
    std::vector<pid_t> ids{own.value_or(pid_)};
    for (const auto& [tid, thread] : threads_) {
        const auto inner = own == pid_ ? std::optional(tid) : inner_id(pid_, tid);
        if (inner) {
            outer_ids_[*inner] = tid;
            ids.push_back(*inner);
        }
    }
    return ids;
}

} // namespace gilkit::gil
