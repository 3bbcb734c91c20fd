// What the terminal's lanes and the picture have in common: names, and which threads are shown.
#pragma once

#include "gil/recording.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::report {

struct StateWords {
    char letter;               // in the terminal
    std::string_view column;   // above a table
    std::string_view title;    // of a span
    std::string_view sentence; // in a legend
};
// `knows_gil`: of its process's GIL something is known; else a thread on a core is just that.
const StateWords& words_of(gil::State state, bool knows_gil);

// The name that Python or the program gave the thread, "main", or "thread 4711".
std::string label_of(const gil::Recording& recording, const gil::ThreadLane& lane);
// A label, made safe, in at most `width` columns. Of "pool-0_2" the number at its end is kept, of
// "Thread-2 (work)" that at its start.
std::string short_label(std::string_view safe_label, int width, std::string_view ellipsis);

// "python3.11, process 4711: CPython 3.11.2".
std::string head_of(const gil::RecordedProcess& process);
struct ShownProcess {
    std::size_t process = 0;
    std::vector<std::size_t> lanes; // in the order in which they were found
};
// The `most` threads that did most: those that sleep tell least. Who was there for less than a hundredth of
// the time is left out, and processes without a thread that is shown.
struct ShownLanes {
    std::vector<ShownProcess> processes;
    std::size_t left_out = 0; // threads, those without a lane included
};
ShownLanes choose_lanes(const gil::Recording& recording, std::size_t most);

// Those of them that were there between two times. `lanes`: the recording's, as they are to be drawn.
std::vector<ShownProcess> present_in(const ShownLanes& shown, const std::vector<gil::ThreadLane>& lanes,
                                     std::int64_t from_ns, std::int64_t to_ns);

// States that occur, in the order of all_states.
std::vector<gil::State> states_in(const gil::Recording& recording);
// Whether in any process without a visible GIL a thread was on a core.
bool runs_unseen(const gil::Recording& recording);
bool knows_gil(const gil::Recording& recording, const gil::ThreadLane& lane);

// A share of the thread's own time.
double share_of(const gil::ThreadLane& lane, gil::State state);

} // namespace gilkit::report
