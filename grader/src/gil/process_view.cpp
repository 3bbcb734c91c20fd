#include "gil/process_view.hpp"

#include "gil/kernel_threads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace gilkit::gil {

namespace {

Lane::Emit emit_to(Timeline& timeline, std::size_t lane) {
    return [&timeline, lane](State state, std::int64_t from_ns, std::int64_t to_ns) {
        timeline.add(lane, {state, from_ns, to_ns});
    };
}

} // namespace

ProcessView::Thread::Thread(pid_t pid, pid_t tid)
    : call(fmt::format("/proc/{}/task/{}/syscall", pid, tid)),
      schedstat(fmt::format("/proc/{}/task/{}/schedstat", pid, tid)),
      status(fmt::format("/proc/{}/task/{}/status", pid, tid)) {}

ProcessView::ProcessView(pid_t pid, std::size_t number) : pid_(pid), number_(number), memory_(pid) {
    knowledge_.unseen = Unseen::starting;
}

void ProcessView::end(Thread& thread, std::int64_t now_ns, Timeline& timeline) {
    if (thread.lane_number) {
        // Of one that is gone nothing is known after the last look.
        thread.lane.finish(thread.gone ? thread.last_look_ns : now_ns,
                           emit_to(timeline, *thread.lane_number));
    }
}

bool ProcessView::find_threads(Timeline& timeline) {
    const std::vector<pid_t> tids = os::threads_of(pid_);
    for (auto& [tid, thread] : threads_) {
        thread.gone = thread.gone || std::find(tids.begin(), tids.end(), tid) == tids.end();
        if (thread.gone) {
            end(thread, 0, timeline);
            states_stale_ = true;
        }
    }
    std::erase_if(threads_, [](const auto& entry) { return entry.second.gone; });
    for (const pid_t tid : tids) {
        if (!threads_.contains(tid)) {
            threads_.try_emplace(tid, pid_, tid);
            states_stale_ = true;
        }
    }
    if (tids.empty()) {
        return false;
    }
    read_names(timeline);
    // It may have become another program.
    std::error_code none; // of a dead one
    const auto executable = std::filesystem::read_symlink(fmt::format("/proc/{}/exe", pid_), none);
    if (executable != executable_) {
        executable_ = executable;
        image_.reset();
        attempts_ = 0;
        lose(Unseen::starting);
        for (auto& [tid, thread] : threads_) {
            thread.searches = 0;
            if (thread.lane_number && !executable.empty()) { // else it is only ending
                timeline.set_python_name(*thread.lane_number, {});
            }
        }
    }
    if (!runtime_ && attempt_is_due()) {
        find_runtime();
    }
    return true;
}

bool ProcessView::attempt_is_due() {
    // An interpreter that has only begun, and a copy made by fork, look wrong for a moment: the threads of
    // the copy carry the ids of the original. A program has its shared libraries, and so perhaps an
    // interpreter, some milliseconds after it was started. Later on only a library that is loaded late could
    // make a difference.
    constexpr int early_attempts = 20;
    constexpr int attempts_while_loading = 4;
    constexpr int between_late_attempts = 50;
    const bool may_change = knowledge_.unseen == Unseen::starting || knowledge_.unseen == Unseen::unknown;
    const int attempt = attempts_++;
    return attempt < (may_change ? early_attempts : attempts_while_loading) ||
           attempt % between_late_attempts == 0;
}

void ProcessView::find_runtime() {
    if (!image_ || !image_->runtime) {
        const auto image = find_image(pid_);
        if (!image) {
            lose(image.error());
            return;
        }
        image_ = *image;
    }
    if (!image_->runtime) {
        lose(Unseen::not_cpython);
        return;
    }
    const auto runtime =
        Runtime::attach(memory_, *image_->runtime, minor_version_in(image_->runtime->path), inner_ids());
    if (!runtime) {
        image_.reset(); // the same program, started anew, lies elsewhere
        lose(runtime.error());
        return;
    }
    runtime_ = *runtime;
    knowledge_ = {std::nullopt, runtime_->version(), runtime_->free_threaded(), true};
    states_stale_ = true;
}

void ProcessView::lose(Unseen why) {
    runtime_.reset();
    knowledge_ = {why, std::nullopt, false, true};
    states_.clear();
    doubtful_.clear();
    gils_.clear();
    gil_numbers_.clear();
    failed_reads_ = 0;
}

void ProcessView::read_threads() {
    const auto states = runtime_->threads(memory_);
    if (!states) {
        // A list that changes while it is read can look like anything; the next look reads it again.
        constexpr int patience = 100;
        if (states.error() != Unseen::unknown || ++failed_reads_ > patience) {
            lose(states.error());
        }
        return;
    }
    failed_reads_ = 0;
    (void)inner_ids();
    states_stale_ = false;
    states_.clear();
    doubtful_.clear();
    std::map<std::pair<std::uint64_t, pid_t>, std::uint64_t> first; // with that GIL and thread
    for (const ThreadState& state : *states) {
        const auto outer = outer_ids_.find(state.tid);
        if (outer != outer_ids_.end()) {
            states_[state.address] = outer->second;
        }
        const auto [same, is_first] = first.try_emplace({state.gil, state.tid}, state.address);
        if (!is_first) {
            doubtful_.insert({state.address, same->second});
        }
    }
    keep_gils(*states);
}

// Those of the threads that there are now: the memory of an interpreter that has ended is anybody's.
void ProcessView::keep_gils(const ThreadStates& states) {
    std::erase_if(gils_, [&](const OneGil& gil) {
        return std::none_of(states.begin(), states.end(),
                            [&](const ThreadState& state) { return state.gil == gil.address; });
    });
    for (const ThreadState& state : states) {
        const bool known = std::any_of(gils_.begin(), gils_.end(),
                                       [&](const OneGil& gil) { return gil.address == state.gil; });
        if (!known) {
            const auto number = gil_numbers_.try_emplace(state.gil, gil_numbers_.size()).first;
            gils_.push_back({state.gil, number->second, std::nullopt, 0});
        }
    }
}

void ProcessView::read_gils() {
    bool any_enabled = gils_.empty();
    for (OneGil& each : gils_) {
        const auto gil = runtime_->gil(memory_, each.address);
        if (!gil) {
            lose(gil.error() == Unseen::unknown ? Unseen::starting : gil.error());
            return;
        }
        any_enabled = any_enabled || gil->enabled;
        each.holder = gil->enabled ? holder_of(*gil) : 0;
        switches_ += each.switches ? os::grown(*each.switches, gil->switches) : 0;
        each.switches = gil->switches;
    }
    knowledge_.enabled = any_enabled;
}

pid_t ProcessView::holder_of(const Gil& gil) {
    if (!gil.locked) {
        return 0;
    }
    const auto found = states_.find(gil.holder);
    // To 3.11 a thread that was made, but has not begun yet, carries the id of the one that made it. On a
    // busy machine that lasts; so what looks like that is read again when it holds the GIL, for then it has
    // begun.
    states_stale_ = states_stale_ || found == states_.end() || doubtful_.contains(gil.holder);
    return found == states_.end() ? 0 : found->second;
}

const ProcessView::OneGil* ProcessView::waited_for(const Call& call) const {
    const auto found = std::find_if(gils_.begin(), gils_.end(), [&](const OneGil& gil) {
        return place_of(call, gil.address, runtime_->layout().gil) == Place::gil;
    });
    return found == gils_.end() ? nullptr : &*found;
}

const ProcessView::OneGil* ProcessView::held_by(pid_t tid) const {
    const auto found =
        std::find_if(gils_.begin(), gils_.end(), [&](const OneGil& gil) { return gil.holder == tid; });
    return found == gils_.end() ? nullptr : &*found;
}

// Whether a thread has the GIL now, that another one had when this look began.
bool ProcessView::got_gil(pid_t tid) const {
    return std::any_of(gils_.begin(), gils_.end(), [&](const OneGil& each) {
        if (each.holder == 0) {
            return false;
        }
        const auto gil = runtime_->gil(memory_, each.address);
        const auto state = gil && gil->locked ? states_.find(gil->holder) : states_.end();
        return state != states_.end() && state->second == tid;
    });
}

void ProcessView::look(std::int64_t now_ns, Timeline& timeline, WorkTally* work) {
    if (runtime_ && states_stale_) {
        read_threads();
    }
    if (runtime_) {
        read_gils();
    }
    for (auto& [tid, thread] : threads_) {
        if (!thread.gone) {
            look_at(tid, thread, now_ns, timeline, work);
        }
    }
}

void ProcessView::look_at(pid_t tid, Thread& thread, std::int64_t now_ns, Timeline& timeline,
                          WorkTally* work) {
    const auto call = parse_call(thread.call.read());
    const auto accounts = os::parse_schedstat(thread.schedstat.read());
    if (!call || !accounts) {
        thread.gone = true;
        return;
    }
    // Who sleeps until it gets the GIL does not have it: it got it between our two readings.
    const OneGil* const waits_for = waited_for(*call);
    const OneGil* const holds = waits_for == nullptr ? held_by(tid) : nullptr;
    Place place = waits_for == nullptr ? place_of(*call, 0, {}) : Place::gil;
    if (place == Place::running && holds == nullptr && got_gil(tid)) {
        place = Place::gil; // a moment ago; to say that it held the GIL then would make two of them
    }
    const ThreadLook look{now_ns, place, holds != nullptr, *accounts};
    thread.last_look_ns = now_ns;
    if (!thread.lane_number) {
        thread.lane_number = timeline.add_lane(number_, tid, kernel_name(pid_, tid));
    }
    if (holds != nullptr) {
        timeline.set_gil(*thread.lane_number, holds->number);
    }
    thread.lane.look(look, emit_to(timeline, *thread.lane_number));
    if (work != nullptr) {
        add_work(thread,
                 {holds != nullptr || place == Place::running,
                  holds == nullptr ? std::nullopt : std::optional(holds->number), *accounts, 0},
                 *work);
    }
}

void ProcessView::add_work(Thread& thread, WorkLook look, WorkTally& work) const {
    look.sleeps = thread.work.sleeps();
    if (thread.work.ran_since(look.accounts)) { // reading it costs more than all the rest of a look
        const auto switches = os::parse_switches(thread.status.read());
        look.sleeps = switches ? switches->voluntary : look.sleeps + 1; // who can't tell may have slept
    }
    thread.work.look(look, number_, work);
}

void ProcessView::finish(std::int64_t now_ns, Timeline& timeline) {
    for (auto& [tid, thread] : threads_) {
        end(thread, now_ns, timeline);
    }
    threads_.clear();
}

} // namespace gilkit::gil
