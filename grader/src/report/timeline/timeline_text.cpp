#include "report/layout.hpp"
#include "report/timeline/lanes.hpp"
#include "report/timeline/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace gilkit::report {

namespace {

using gil::Recording;
using gil::State;

constexpr std::size_t most_rows = 32;
constexpr int label_width = 16;
constexpr int least_columns = 20;

Ink ink_of(State state) {
    switch (state) {
    case State::holds:
        return Ink::good;
    case State::waits:
        return Ink::bad;
    case State::native:
        return Ink::cool;
    case State::starved:
        return Ink::unsure;
    case State::lock:
    case State::io:
    case State::sleeps:
        break;
    }
    return Ink::faint;
}

// One letter for each of `columns` equal parts of the time between `from_ns` and `to_ns`; a space where the
// thread was not there. `H` is for more than half of a part, so that no two threads hold one GIL in it.
std::vector<std::optional<State>> columns_of(const gil::ThreadLane& lane, std::int64_t from_ns,
                                             std::int64_t to_ns, std::size_t columns) {
    std::vector<gil::Durations> parts(columns, gil::Durations{});
    const double part_ns = static_cast<double>(to_ns - from_ns) / static_cast<double>(columns);
    const auto edge = [&](std::size_t column) {
        return from_ns + static_cast<std::int64_t>(part_ns * static_cast<double>(column));
    };
    for (const gil::Span& span : lane.spans) {
        if (span.to_ns <= from_ns || span.from_ns >= to_ns) {
            continue;
        }
        auto column = static_cast<std::size_t>(
            std::max(0.0, static_cast<double>(span.from_ns - from_ns) / part_ns - 1));
        for (; column < columns && edge(column) < span.to_ns; ++column) {
            const std::int64_t inside_ns =
                std::min(span.to_ns, edge(column + 1)) - std::max(span.from_ns, edge(column));
            parts[column].at(static_cast<std::size_t>(span.state)) += std::max<std::int64_t>(inside_ns, 0);
        }
    }
    std::vector<std::optional<State>> letters(columns);
    for (std::size_t column = 0; column < columns; ++column) {
        gil::Durations& part = parts[column];
        std::int64_t& held_ns = part.at(static_cast<std::size_t>(State::holds));
        if (static_cast<double>(held_ns) <= part_ns / 2) {
            // It held the GIL all the same, when nothing else is known of this part.
            held_ns =
                std::ranges::count(part, 0) == static_cast<std::ptrdiff_t>(part.size()) - 1 ? held_ns : 0;
        }
        const auto most = std::ranges::max_element(part);
        if (*most > 0) {
            letters[column] = gil::all_states.at(static_cast<std::size_t>(most - part.begin()));
        }
    }
    return letters;
}

class Lanes {
public:
    Lanes(const Recording& recording, const Pen& pen)
        : recording_(recording), pen_(pen), shown_(choose_lanes(recording, most_rows)),
          columns_(static_cast<std::size_t>(std::max(pen.width() - 2 - label_width, least_columns))) {}

    std::vector<std::string> write() {
        if (recording_.lanes.empty()) {
            prose(fmt::format("There is no timeline. {}", recording_.processes.empty()
                                                              ? "It was over before the first look."
                                                              : gil::why_no_gil(recording_) + "."));
            return std::move(lines_);
        }
        add_overview();
        add_close_up();
        add_legend();
        add_shares();
        add_notes();
        return std::move(lines_);
    }

private:
    void line(std::string text) { lines_.push_back("  " + std::move(text)); }
    void blank() { lines_.emplace_back(); }
    void prose(std::string_view words, Ink ink = Ink::plain) {
        for (const std::string& each : wrap(pen_.prose(words), pen_.prose_width() - 2)) {
            line(pen_.paint(ink, each));
        }
    }

    std::string label(const gil::ThreadLane& lane) const {
        const std::string safe =
            short_label(pen_.exact(label_of(recording_, lane)), label_width - 1, pen_.signs().ellipsis);
        return fmt::format("{}{:{}}", safe, "", label_width - display_width(safe));
    }

    // The lane's letters, each run of one state in its colour.
    std::string letters(const gil::ThreadLane& lane, const std::vector<std::optional<State>>& columns) const {
        std::string text;
        const bool known = knows_gil(recording_, lane);
        for (std::size_t from = 0; from < columns.size();) {
            std::size_t to = from;
            while (to < columns.size() && columns[to] == columns[from]) {
                ++to;
            }
            const auto state = columns[from];
            const std::string run(to - from, state ? words_of(*state, known).letter : ' ');
            text += state ? pen_.paint(ink_of(*state), run) : run;
            from = to;
        }
        return text;
    }

    void add_lanes(const std::vector<gil::ThreadLane>& lanes, std::int64_t from_ns, std::int64_t to_ns) {
        for (const ShownProcess& each : present_in(shown_, lanes, from_ns, to_ns)) {
            const gil::RecordedProcess& process = recording_.processes.at(each.process);
            prose(head_of(process), Ink::strong);
            for (const std::size_t lane : each.lanes) {
                line(label(lanes[lane]) +
                     letters(lanes[lane], columns_of(lanes[lane], from_ns, to_ns, columns_)));
            }
        }
    }

    std::string column_words(std::int64_t length_ns) const {
        constexpr double ns_per_ms = 1e6;
        const double ms = static_cast<double>(length_ns) / ns_per_ms / static_cast<double>(columns_);
        return fmt::format("a column is {:.{}f} ms", ms, ms < 10 ? 1 : 0);
    }

    // Lanes with so many turns that a column can't show them are told with fewer, longer ones, which stand in
    // the same proportion.
    std::vector<gil::ThreadLane> overview() {
        constexpr std::size_t columns_a_span = 3;
        std::size_t most_spans = 0;
        std::size_t sharing = 1;
        for (std::size_t process = 0; process < recording_.processes.size(); ++process) {
            const auto users = static_cast<std::size_t>(gil_use_of(recording_, process).threads_that_used_it);
            sharing = std::max(sharing, std::min(users, columns_ / columns_a_span));
        }
        for (const gil::ThreadLane& lane : recording_.lanes) {
            most_spans = std::max(most_spans, lane.spans.size());
        }
        std::vector<gil::ThreadLane> lanes = recording_.lanes;
        const auto column_ns = recording_.length_ns / static_cast<std::int64_t>(columns_);
        if (most_spans > columns_ / columns_a_span) {
            coarse_ = true;
            coarsen(lanes, std::max(column_ns * static_cast<std::int64_t>(2 * sharing), recording_.grain_ns));
        }
        return lanes;
    }

    void add_overview() {
        const double length_s = static_cast<double>(recording_.length_ns) * 1e-9;
        const std::vector<gil::ThreadLane> lanes = overview();
        prose(fmt::format("Timeline of {}; {}{}", seconds(length_s, pen_), column_words(recording_.length_ns),
                          coarse_ ? ": turns are shown as fewer, longer ones" : ""),
              Ink::faint);
        add_lanes(lanes, 0, recording_.length_ns);
    }

    void add_close_up() {
        const std::int64_t length_ns = static_cast<std::int64_t>(columns_) * 1'000'000;
        const auto from_ns = coarse_ ? busiest_moment(recording_, length_ns) : std::nullopt;
        if (!from_ns) {
            return;
        }
        blank();
        prose(fmt::format("Close-up from {:.3f} s on, as it was; {}", static_cast<double>(*from_ns) * 1e-9,
                          column_words(length_ns)),
              Ink::faint);
        add_lanes(recording_.lanes, *from_ns, *from_ns + length_ns);
    }

    void add_legend() {
        blank();
        std::vector<std::pair<State, bool>> states;
        for (const State state : states_in(recording_)) {
            states.emplace_back(state, true);
        }
        if (runs_unseen(recording_)) {
            states.emplace_back(State::native, false);
        }
        for (const auto& [state, known] : states) {
            const StateWords& words = words_of(state, known);
            std::string sign = pen_.paint(ink_of(state), std::string(1, words.letter));
            for (const std::string& each : wrap(pen_.prose(words.sentence), pen_.width() - 4)) {
                line(std::exchange(sign, " ") + " " + each);
            }
        }
    }

    void add_shares() {
        blank();
        std::vector<State> states = states_in(recording_);
        const bool unseen = runs_unseen(recording_);
        if (unseen && std::ranges::find(states, State::native) == states.end()) {
            states.push_back(State::native);
        }
        std::vector<std::string> head;
        std::ranges::transform(states, std::back_inserter(head), [&](State state) {
            return std::string(words_of(state, state != State::native || shows_gil(recording_)).column);
        });
        std::vector<TableRow> rows;
        for (const ShownProcess& each : shown_.processes) {
            for (const std::size_t number : each.lanes) {
                const gil::ThreadLane& lane = recording_.lanes[number];
                TableRow row{label(lane), {}};
                for (const State state : states) {
                    row.cells.push_back(lane.spent_in(state) > 0 ? percent(share_of(lane, state)) : "");
                }
                rows.push_back(std::move(row));
            }
        }
        for (const std::string& each : table({"Share of its time", head}, rows, label_width + 2, pen_)) {
            lines_.push_back(each);
        }
    }

    void add_notes() {
        for (const ShownProcess& each : shown_.processes) {
            if (const std::string sentence = gil::gil_sentence(recording_, each.process); !sentence.empty()) {
                blank();
                prose(shown_.processes.size() > 1
                          ? fmt::format("Process {}: {}", recording_.processes.at(each.process).pid, sentence)
                          : sentence);
            }
        }
        std::vector<std::string> notes;
        if (shown_.left_out > 0) {
            notes.push_back(fmt::format("{} more thread{} did less, or ended soon, and {} not shown.",
                                        shown_.left_out, shown_.left_out == 1 ? "" : "s",
                                        shown_.left_out == 1 ? "is" : "are"));
        }
        if (recording_.grain_ns > 0) {
            notes.push_back(
                fmt::format("It was long: within {:.0f} ms the order of what happened was not kept, "
                            "only how long each lasted.",
                            static_cast<double>(recording_.grain_ns) * 1e-6));
        }
        const std::uint64_t wanted = recording_.looks + recording_.missed_looks;
        constexpr double worth_telling = 0.01;
        if (static_cast<double>(recording_.missed_looks) > worth_telling * static_cast<double>(wanted)) {
            notes.push_back(fmt::format("{} of {} looks came too late to be made: the machine is busy.",
                                        recording_.missed_looks, wanted));
        }
        for (const std::string& note : notes) {
            blank();
            prose(note);
        }
    }

    const Recording& recording_;
    const Pen& pen_;
    ShownLanes shown_;
    std::size_t columns_;
    bool coarse_ = false;
    std::vector<std::string> lines_;
};

} // namespace

std::vector<std::string> timeline_lines(const Recording& recording, const Pen& pen) {
    return Lanes(recording, pen).write();
}

} // namespace gilkit::report
