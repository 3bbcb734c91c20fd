#include "report/text.hpp"
#include "report/timeline/lanes.hpp"
#include "report/timeline/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace gilkit::report {

namespace {

using gil::Recording;
using gil::State;

// Lengths are in the picture's own units, of which a browser makes pixels.
constexpr double width = 960;
constexpr double margin = 16;
constexpr double lanes_left = 168;
constexpr double lanes_width = width - lanes_left - margin;
constexpr int title_columns = 95;
constexpr double lane_step = 24;
constexpr double text_step = 20;

constexpr std::size_t most_drawn_lanes = 40;
// A span takes about 13 bytes of the compressed picture, of which 30 kB is the most.
constexpr std::size_t most_drawn_spans = 1400;
constexpr std::size_t most_close_spans = 300;
constexpr std::int64_t close_up_ns = 100'000'000;
constexpr std::int64_t coarsest_close_up_ns = 5'000'000; // a turn of the usual length

// Each state can be told by its height and pattern alone, without its colour.
constexpr std::string_view style = R"(
.gilkit-timeline{--ink:#1f2328;--faint:#59636e;--rule:#d1d9e0;--ground:#fff;--h:#a8480c;--w:#5b45b8;--n:#0f6650;--s:#5e0f3c;--b:#8a8074;background:var(--ground);font:13px system-ui,sans-serif}
@media(prefers-color-scheme:dark){.gilkit-timeline{--ink:#f0f6fc;--faint:#9198a1;--rule:#3d444d;--ground:#0d1117;--h:#ffa163;--w:#a092ff;--n:#7bd3b3;--s:#ffd0e6;--b:#84796c}}
.gilkit-timeline text{fill:var(--ink)}
.gilkit-timeline .f{fill:var(--faint)}
.gilkit-timeline .t{font-size:17px;font-weight:600}
.gilkit-timeline .b{font-weight:600}
.gilkit-timeline .e{text-anchor:end}
.gilkit-timeline .m{text-anchor:middle}
.gilkit-timeline .g{fill:var(--ground)}
.gilkit-timeline .r{stroke:var(--rule);fill:none}
.gilkit-timeline .H{stroke:var(--h);stroke-width:18}
.gilkit-timeline .w{stroke:var(--w);stroke-width:4}
.gilkit-timeline .N{stroke:var(--n);stroke-width:18;stroke-dasharray:3 1}
.gilkit-timeline .R{stroke:var(--n);stroke-width:18}
.gilkit-timeline .s{stroke:var(--s);stroke-width:12;stroke-dasharray:1 3}
.gilkit-timeline .l{stroke:var(--b);stroke-width:3;stroke-dasharray:9 3}
.gilkit-timeline .i{stroke:var(--b);stroke-width:2;stroke-dasharray:4 3}
.gilkit-timeline .z{stroke:var(--b);stroke-width:2;stroke-dasharray:1 4}
)";

std::string for_xml(std::string_view hostile) {
    std::string safe_text;
    for (const char letter : safe(hostile, true, Wording::exact)) {
        switch (letter) {
        case '&':
            safe_text += "&amp;";
            break;
        case '<':
            safe_text += "&lt;";
            break;
        case '>':
            safe_text += "&gt;";
            break;
        case '"':
            safe_text += "&quot;";
            break;
        default:
            safe_text += letter;
        }
    }
    return safe_text;
}

// Two digits after the point at most, and no zeros at the end: every byte is there a thousand times.
std::string length(double value) {
    std::string text = fmt::format("{:.2f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text;
}

double to_ms(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-6;
}

// The picture's times: from one to another, over the width of the lanes.
struct Window {
    std::int64_t from_ns = 0;
    std::int64_t to_ns = 0;
    double x(std::int64_t at_ns) const {
        return lanes_left +
               (lanes_width * static_cast<double>(at_ns - from_ns) / static_cast<double>(to_ns - from_ns));
    }
};

class Picture {
public:
    Picture(const Recording& recording, std::string_view title)
        : recording_(recording), title_(title), shown_(choose_lanes(recording, most_drawn_lanes)) {}

    std::string draw() {
        y_ = margin + 12;
        text(margin, "t", for_xml(keep_start(safe(title_, true, Wording::exact), title_columns, "…")));
        y_ += text_step;
        add_overview();
        add_close_up();
        add_legend();
        add_shares();
        return head() + body_ + "</svg>\n";
    }

private:
    template<typename... Values>
    void put(fmt::format_string<Values...> form, Values&&... values) {
        fmt::format_to(std::back_inserter(body_), form, std::forward<Values>(values)...);
    }

    // `safe`: of XML.
    void text(double x, std::string_view classes, std::string_view safe, std::string_view more = "") {
        put("<text x=\"{}\" y=\"{}\" class=\"{}\"{}>{}</text>\n", length(x), length(y_), classes, more, safe);
    }

    std::string head() const {
        std::string words;
        for (const ShownProcess& each : shown_.processes) {
            words += head_of(recording_.processes.at(each.process)) + ". " +
                     gil::gil_sentence(recording_, each.process) + " ";
        }
        return fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"gilkit-timeline\" viewBox=\"0 0 {0} {1}\" "
            "width=\"{0}\" height=\"{1}\" role=\"figure\" aria-label=\"{2}\">\n<title>{2}</title>\n"
            "<desc>What each thread did over {3} s. {4}</desc>\n<style>{5}</style>\n"
            "<rect width=\"100%\" height=\"100%\" class=\"g\"/>\n",
            length(width), length(y_ + margin), for_xml(title_), seconds_text(recording_.length_ns),
            for_xml(words), style);
    }

    static std::string seconds_text(std::int64_t ns) { return fmt::format("{:.2f}", to_ms(ns) / 1000); }

    void add_span(const gil::Span& span, const Window& window, const StateWords& words) {
        const std::int64_t from_ns = std::max(span.from_ns, window.from_ns);
        const std::int64_t to_ns = std::min(span.to_ns, window.to_ns);
        if (to_ns <= from_ns) {
            return;
        }
        const double x = window.x(from_ns);
        put("<path class=\"{}\" d=\"M{} 0h{}\"><title>{}: {:.0f}–{:.0f} ms</title></path>\n", words.letter,
            length(x), length(window.x(to_ns) - x), words.title, to_ms(span.from_ns), to_ms(span.to_ns));
    }

    void add_lanes(const std::vector<gil::ThreadLane>& lanes, const Window& window) {
        for (const ShownProcess& each : present_in(shown_, lanes, window.from_ns, window.to_ns)) {
            y_ += text_step;
            text(margin, "b", for_xml(head_of(recording_.processes.at(each.process))));
            y_ += 4;
            for (const std::size_t number : each.lanes) {
                y_ += lane_step;
                const gil::ThreadLane& lane = lanes[number];
                const bool known = knows_gil(recording_, lane);
                text(margin, "", label(lane));
                put("<g transform=\"translate(0 {})\">\n", length(y_ - 5));
                for (const gil::Span& span : lane.spans) {
                    add_span(span, window, words_of(span.state, known));
                }
                put("</g>\n");
            }
        }
        add_axis(window);
    }

    std::string label(const gil::ThreadLane& lane) const {
        constexpr int columns = 20;
        return for_xml(short_label(safe(label_of(recording_, lane), true, Wording::exact), columns, "…"));
    }

    // A rule with a number at each round time: about eight of them.
    void add_axis(const Window& window) {
        const double length_ms = to_ms(window.to_ns - window.from_ns);
        constexpr double ticks = 8;
        const double magnitude = std::pow(10, std::floor(std::log10(std::max(length_ms / ticks, 1e-3))));
        double step_ms = magnitude;
        for (const double factor : {2.0, 5.0, 10.0}) {
            step_ms = length_ms / step_ms > ticks ? magnitude * factor : step_ms;
        }
        y_ += 16;
        put(R"(<path class="r" d="M{} {}h{})", length(lanes_left), length(y_), length(lanes_width));
        std::vector<std::pair<double, double>> marks;
        const double first = std::ceil(to_ms(window.from_ns) / step_ms);
        for (double count = first; count * step_ms <= to_ms(window.to_ns); ++count) {
            const auto at_ns = static_cast<std::int64_t>(count * step_ms * 1e6);
            marks.emplace_back(window.x(at_ns), count * step_ms);
            put("M{} {}v5", length(marks.back().first), length(y_));
        }
        put("\"/>\n");
        y_ += 18;
        const bool in_seconds = step_ms >= 100;
        for (const auto& [x, ms] : marks) {
            text(x, "f m", in_seconds ? fmt::format("{:.4g} s", ms / 1000) : fmt::format("{:.6g} ms", ms));
        }
        y_ += 6;
    }

    void add_overview() {
        const gil::CoarseLanes coarse = gil::coarse_lanes(recording_, most_drawn_spans);
        grain_ns_ = coarse.grain_ns;
        if (grain_ns_ > 0) {
            text(margin, "f",
                 fmt::format(
                     "Within {:.0f} ms, turns are drawn together: how long they lasted is exact, their "
                     "order is not.",
                     std::max(to_ms(grain_ns_), 1.0)));
            y_ += 4;
        }
        add_lanes(coarse.lanes, {0, std::max<std::int64_t>(recording_.length_ns, 1)});
    }

    void add_close_up() {
        const auto from_ns = grain_ns_ > 0 ? busiest_moment(recording_, close_up_ns) : std::nullopt;
        if (!from_ns) {
            return;
        }
        Recording part;
        part.length_ns = close_up_ns;
        part.grain_ns = recording_.grain_ns;
        part.lanes = lanes_between(recording_, *from_ns, *from_ns + close_up_ns);
        const gil::CoarseLanes close = gil::coarse_lanes(part, most_close_spans);
        if (close.grain_ns >= grain_ns_ || close.grain_ns > coarsest_close_up_ns) {
            return; // it would show no more, or no turns
        }
        y_ += text_step + 6;
        text(margin, "f",
             fmt::format("Close-up: {:.0f} ms from {:.3f} s on{}.", to_ms(close_up_ns),
                         to_ms(*from_ns) / 1000, close.grain_ns > 0 ? "" : ", turn by turn"));
        y_ += 4;
        add_lanes(close.lanes, {*from_ns, *from_ns + close_up_ns});
    }

    void add_legend() {
        std::vector<const StateWords*> entries;
        for (const State state : states_in(recording_)) {
            entries.push_back(&words_of(state, true));
        }
        if (runs_unseen(recording_)) {
            entries.push_back(&words_of(State::native, false));
        }
        y_ += 6;
        constexpr int columns = 2;
        const double step = (width - (2 * margin)) / columns;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const double x = margin + (step * static_cast<double>(i % columns));
            y_ += i % columns == 0 ? lane_step : 0;
            put("<path class=\"{}\" d=\"M{} {}h40\"/>\n", entries[i]->letter, length(x), length(y_ - 5));
            text(x + 50, "", for_xml(entries[i]->sentence));
        }
    }

    void add_shares() {
        std::vector<State> states = states_in(recording_);
        if (runs_unseen(recording_) && std::ranges::find(states, State::native) == states.end()) {
            states.push_back(State::native);
        }
        constexpr double column = 88;
        const auto x = [](std::size_t index) {
            return lanes_left + 80 + (column * static_cast<double>(index));
        };
        y_ += text_step + 16;
        put("<g role=\"table\" aria-label=\"Share of each thread's time\">\n<g role=\"row\">\n");
        text(margin, "b", "Share of its time", " role=\"columnheader\"");
        for (std::size_t i = 0; i < states.size(); ++i) {
            text(x(i), "f e", words_of(states[i], states[i] != State::native || shows_gil(recording_)).column,
                 " role=\"columnheader\"");
        }
        put("</g>\n");
        for (const ShownProcess& each : shown_.processes) {
            for (const std::size_t number : each.lanes) {
                const gil::ThreadLane& lane = recording_.lanes[number];
                y_ += text_step;
                put("<g role=\"row\">\n");
                text(margin, "", label(lane), " role=\"rowheader\"");
                for (std::size_t i = 0; i < states.size(); ++i) {
                    text(x(i), "e", fmt::format("{:.1f} %", share_of(lane, states[i]) * 100),
                         " role=\"cell\"");
                }
                put("</g>\n");
            }
        }
        put("</g>\n");
        for (const ShownProcess& each : shown_.processes) {
            if (const std::string sentence = gil::gil_sentence(recording_, each.process); !sentence.empty()) {
                y_ += text_step + 4;
                text(margin, "",
                     for_xml(shown_.processes.size() > 1
                                 ? fmt::format("Process {}: {}", recording_.processes.at(each.process).pid,
                                               sentence)
                                 : sentence));
            }
        }
        if (shown_.left_out > 0) {
            y_ += text_step + 4;
            text(margin, "f",
                 fmt::format("{} more thread{} did less, or ended soon, and {} not drawn.", shown_.left_out,
                             shown_.left_out == 1 ? "" : "s", shown_.left_out == 1 ? "is" : "are"));
        }
    }

    const Recording& recording_;
    std::string_view title_;
    ShownLanes shown_;
    std::int64_t grain_ns_ = 0;
    double y_ = 0; // of the last line of text
    std::string body_;
};

} // namespace

std::string timeline_svg(const Recording& recording, std::string_view title) {
    return Picture(recording, title).draw();
}

} // namespace gilkit::report
