#include "gil/coarsen.hpp"

#include <algorithm>
#include <limits>

namespace gilkit::gil {

namespace {

constexpr std::int64_t never_ns = std::numeric_limits<std::int64_t>::max();

// What one thread did in one grain, as far as it was seen on end.
struct Piece {
    std::int64_t number = 0; // of the grain
    std::int64_t begin_ns = 0;
    std::int64_t end_ns = 0;
    std::int64_t first_hold_ns = never_ns;
    Durations spent_ns{};
    std::vector<State> others; // than holding, in the order in which they were first seen

    std::int64_t spent_in(State state) const { return spent_ns.at(static_cast<std::size_t>(state)); }

    void add(const Span& span) {
        end_ns = span.to_ns;
        if (span.state == State::holds) {
            first_hold_ns = std::min(first_hold_ns, span.from_ns);
        } else if (spent_in(span.state) == 0) {
            others.push_back(span.state);
        }
        spent_ns.at(static_cast<std::size_t>(span.state)) += span.to_ns - span.from_ns;
    }
};

std::vector<Piece> pieces_of(const std::vector<Span>& spans, std::int64_t grain_ns) {
    std::vector<Piece> pieces;
    for (const Span& span : spans) {
        for (std::int64_t from_ns = span.from_ns; from_ns < span.to_ns;) {
            const std::int64_t number = from_ns / grain_ns;
            // Where nothing is known between two spans, what follows must not move to its front.
            if (pieces.empty() || pieces.back().number != number || pieces.back().end_ns != from_ns) {
                pieces.emplace_back().number = number;
                pieces.back().begin_ns = from_ns;
            }
            const std::int64_t to_ns = std::min(span.to_ns, (number + 1) * grain_ns);
            pieces.back().add({span.state, from_ns, to_ns});
            from_ns = to_ns;
        }
    }
    return pieces;
}

struct Thread {
    std::vector<Span>* spans = nullptr;
    std::vector<Piece> pieces;
    std::size_t next = 0;

    bool ends_with(State state, std::int64_t at_ns) const {
        return !spans->empty() && spans->back().state == state && spans->back().to_ns == at_ns;
    }
};

struct Turn {
    Thread* thread = nullptr;
    Piece* piece = nullptr;
    std::int64_t hold_ns = 0; // where its holding begins
};

// Writes a piece: the other states around the time in which it holds. What was before the grain goes on in it
// as long as it can: the fewer spans the better.
void write(const Turn& turn) {
    Piece& piece = *turn.piece;
    std::vector<Span>& spans = *turn.thread->spans;
    const auto same = std::ranges::find_if(
        piece.others, [&](State state) { return turn.thread->ends_with(state, piece.begin_ns); });
    if (same != piece.others.end()) {
        std::rotate(piece.others.begin(), same, same + 1);
    }
    const std::int64_t held_ns = piece.spent_in(State::holds);
    std::int64_t at_ns = piece.begin_ns;
    bool held = held_ns == 0;
    const auto hold = [&] {
        append(spans, {State::holds, at_ns, at_ns + held_ns});
        at_ns += held_ns;
        held = true;
    };
    for (const State state : piece.others) {
        std::int64_t left_ns = piece.spent_in(state);
        if (!held && turn.hold_ns - at_ns <= left_ns) {
            const std::int64_t before_ns = turn.hold_ns - at_ns;
            append(spans, {state, at_ns, at_ns + before_ns});
            at_ns += before_ns;
            left_ns -= before_ns;
            hold();
        }
        append(spans, {state, at_ns, at_ns + left_ns});
        at_ns += left_ns;
    }
    if (!held) {
        hold();
    }
}

// Who held at the grain's beginning, and goes on. As the coarse spans tell it, before what really was: the
// grain before may have put another one last.
const Turn* first_holder(const std::vector<Turn>& turns) {
    const auto begins = [](const Turn& turn) { return turn.piece->first_hold_ns == turn.piece->begin_ns; };
    auto found = std::ranges::find_if(turns, [](const Turn& turn) {
        return turn.piece->spent_in(State::holds) > 0 &&
               turn.thread->ends_with(State::holds, turn.piece->begin_ns);
    });
    found = found == turns.end() ? std::ranges::find_if(turns, begins) : found;
    return found == turns.end() ? nullptr : &*found;
}

// Sets the times of holding in one grain one after another: who held at its beginning goes on, the others
// hold towards its end, so that the last of them can go on in the next.
void set_turns(std::vector<Turn>& turns) {
    const Turn* const first = first_holder(turns);
    std::vector<Turn*> order;
    std::int64_t wanted_ns = 0;
    std::int64_t end_ns = 0;
    for (Turn& turn : turns) {
        order.push_back(&turn);
        wanted_ns += turn.piece->spent_in(State::holds);
        end_ns = std::max(end_ns, turn.piece->end_ns);
    }
    std::ranges::stable_sort(
        order, {}, [&](const Turn* turn) { return turn == first ? -1 : turn->piece->first_hold_ns; });
    std::int64_t free_from_ns = 0;
    for (Turn* const turn : order) {
        const Piece& piece = *turn->piece;
        const std::int64_t held_ns = piece.spent_in(State::holds);
        const std::int64_t wish_ns = turn == first ? piece.begin_ns : end_ns - wanted_ns;
        turn->hold_ns = std::clamp(std::max(free_from_ns, wish_ns), piece.begin_ns, piece.end_ns - held_ns);
        free_from_ns = turn->hold_ns + held_ns;
        wanted_ns -= held_ns;
    }
}

} // namespace

void coarsen(const std::vector<std::vector<Span>*>& threads, std::int64_t grain_ns) {
    if (grain_ns <= 0) {
        return;
    }
    std::vector<Thread> all;
    for (std::vector<Span>* const spans : threads) {
        all.push_back({spans, pieces_of(*spans, grain_ns), 0});
        spans->clear();
    }
    while (true) {
        std::int64_t number = never_ns;
        for (const Thread& thread : all) {
            number = thread.next < thread.pieces.size() ? std::min(number, thread.pieces[thread.next].number)
                                                        : number;
        }
        if (number == never_ns) {
            return;
        }
        std::vector<Turn> turns;
        for (Thread& thread : all) {
            for (; thread.next < thread.pieces.size() && thread.pieces[thread.next].number == number;
                 ++thread.next) {
                turns.push_back({&thread, &thread.pieces[thread.next], 0});
            }
        }
        set_turns(turns);
        // A thread's pieces in the order of time: holding may have brought them out of it.
        std::ranges::stable_sort(turns, {}, [](const Turn& turn) { return turn.piece->begin_ns; });
        std::ranges::for_each(turns, write);
    }
}

} // namespace gilkit::gil
