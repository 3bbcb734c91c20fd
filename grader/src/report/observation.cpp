#include "report/observation.hpp"

#include "report/layout.hpp"
#include "report/pen.hpp"
#include "report/timeline/timeline.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

namespace gilkit::report {

namespace {

using observe::Observation;
using observe::ObservationFigures;
using observe::ObservedRun;
using observe::Spread;

constexpr std::size_t longest_command = 400; // bytes

std::string counted(int count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

// "SIGTERM", or its number where it has no name.
std::string signal_name(int number) {
    const char* const name = ::sigabbrev_np(number);
    return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", name);
}

std::string ending_of(const ObservedRun& run, const std::optional<observe::Attached>& attached) {
    if (attached) {
        return fmt::format("process {}, {}", attached->pid,
                           attached->ended ? "which ended while it was observed" : "observed while it ran");
    }
    if (run.signal) {
        return "was ended by " + signal_name(*run.signal);
    }
    return run.exit_code ? fmt::format("ended with exit code {}", *run.exit_code) : "is still there";
}

class ObservationPage {
public:
    ObservationPage(const Observation& observation, const TerminalStyle& style)
        : seen_(observation), figures_(observe::figures_of(observation)), pen_(style) {}

    std::string write() {
        add_head();
        add_verdict();
        add_block(labelled(labelled_figures(), pen_));
        add_block(table_by_cores(rows(), pen_));
        if (seen_.recording) {
            add_block(timeline_lines(*seen_.recording, pen_));
        }
        add_notes();
        return std::move(text_);
    }

private:
    void line(std::string_view safe) { text_.append(safe).append("\n"); }

    void prose(std::string_view safe, int indent, Ink ink = Ink::plain) {
        for (const std::string& each : wrap(safe, pen_.prose_width() - indent)) {
            line(fmt::format("{:{}}{}", "", indent, pen_.paint(ink, each)));
        }
    }

    void add_block(const std::vector<std::string>& lines) {
        if (!lines.empty()) {
            line("");
        }
        for (const std::string& each : lines) {
            line(each);
        }
    }

    void add_head() {
        std::string command;
        for (const std::string& word : seen_.command) {
            command += (command.empty() ? "" : " ") + word;
        }
        const ObservedRun& telling = observe::telling_run(seen_);
        const auto [sign, ink] = pen_.sign_of(
            telling.succeeded() || seen_.attached ? judge::CheckStatus::passed : judge::CheckStatus::failed);
        const std::string safe = pen_.exact(command.substr(0, longest_command));
        line(fmt::format("{} {}", pen_.paint(ink, sign),
                         pen_.paint(Ink::strong, keep_start(safe, pen_.width() - 2, pen_.signs().ellipsis))));
        std::string rest = ending_of(telling, seen_.attached);
        if (seen_.runs.size() > 1) {
            rest += fmt::format("{}{}", pen_.signs().separator,
                                counted(static_cast<int>(seen_.runs.size()), "run", "runs"));
        }
        if (!seen_.ended_early_because.empty()) {
            rest += fmt::format(" (fewer than asked for: {})", pen_.prose(seen_.ended_early_because));
        } else if (seen_.interrupted_by != 0 && !seen_.attached) {
            rest += fmt::format("{}{} came while it ran", pen_.signs().separator,
                                signal_name(seen_.interrupted_by));
        }
        prose(rest, 2, Ink::faint);
    }

    void add_verdict() {
        line("");
        prose(pen_.prose(observe::verdict_of(figures_)), 2);
    }

    // "1.23 s", and with several runs their spread.
    std::string seconds_of(const Spread& spread) const {
        return spread_of(spread, [&](double value) { return seconds(value, pen_); });
    }

    template<typename Shown>
    std::string spread_of(const Spread& spread, Shown shown) const {
        return figures_.runs < 2 ? shown(spread.median)
                                 : fmt::format("{} ({} to {})", shown(spread.median), shown(spread.low),
                                               shown(spread.high));
    }

    std::vector<LabelledFigure> labelled_figures() const {
        std::vector<LabelledFigure> lines;
        const auto digits = [](double value) { return fmt::format("{:.2f}", value); };
        if (figures_.parallelism) {
            lines.emplace_back("Parallelism", fmt::format("{} cores asked for at a time, at least {}",
                                                          spread_of(*figures_.parallelism, digits),
                                                          digits(figures_.parallelism_low->median)));
        }
        std::string wall = seconds_of(figures_.wall_s);
        if (figures_.wall) {
            wall +=
                fmt::format(": {} on a core, {} queued for one, {} asleep{}", percent(figures_.wall->on_core),
                            percent(figures_.wall->queued), percent(figures_.wall->asleep),
                            observe::held_back(figures_) ? " or held back by the hypervisor" : "");
        }
        lines.emplace_back("Wall time", wall);
        if (figures_.stopped_s > 0) {
            lines.emplace_back("Stopped", fmt::format("{} more, stopped or frozen: not counted",
                                                      seconds(figures_.stopped_s, pen_)));
        }
        lines.emplace_back("CPU time", fmt::format("{} in {} and {}", seconds_of(figures_.cpu_s),
                                                   counted(figures_.processes, "process", "processes"),
                                                   counted(figures_.threads, "thread", "threads")));
        if (figures_.queue_s) {
            lines.emplace_back("Queue time",
                               seconds_of(*figures_.queue_s) + ": its threads could run, and had no core");
        }
        if (figures_.others) {
            const std::string hypervisor =
                observe::held_back(figures_)
                    ? fmt::format(", the hypervisor {}", percent(figures_.others->hypervisor))
                    : "";
            lines.emplace_back("Neighbours",
                               fmt::format("others had {} of the time of the {} here{}",
                                           percent(figures_.others->neighbours),
                                           counted(seen_.cores_allowed, "core", "cores"), hypervisor));
        }
        if (!seen_.recording) {
            lines.emplace_back("GIL", "not looked at; --timeline shows who holds it");
        }
        return lines;
    }

    std::vector<CoresRow> rows() const {
        CoresRow time{"Idle machine", {}};
        CoresRow speedup{"Speedup", {}};
        CoresRow at_least{"At least", {}};
        CoresRow time_here{"Time here", {}};
        CoresRow speedup_here{"Speedup here", {}};
        for (const auto& [cores, spread] : figures_.replay_s) {
            time.cells[cores] = seconds(spread.median, pen_);
        }
        for (const auto& [cores, spread] : figures_.speedup) {
            speedup.cells[cores] = pen_.speedup(spread.median);
        }
        for (const auto& [cores, spread] : figures_.speedup_low) {
            at_least.cells[cores] = pen_.speedup(spread.median);
        }
        if (at_least.cells == speedup.cells) {
            at_least.cells.clear(); // it says nothing more
        }
        for (const observe::ConfinedFigures& each : figures_.confined) {
            time_here.cells[each.cores] = seconds(each.wall_s.median, pen_);
            if (each.speedup) {
                speedup_here.cells[each.cores] = pen_.speedup(each.speedup->median);
            }
        }
        return {time, speedup, at_least, time_here, speedup_here};
    }

    void add_notes() {
        std::vector<std::string> notes;
        if (!seen_.no_demand_because.empty()) {
            notes.push_back("What it asked for could not be measured: " + seen_.no_demand_because + ".");
        }
        if (const int left = figures_.left_running; left > 0 && observe::telling_run(seen_).ended()) {
            notes.push_back(left == 1
                                ? "1 process of the command still ran when the command ended; it was left "
                                  "alone, and its work until then is counted."
                                : fmt::format("{} processes of the command still ran when the command "
                                              "ended; they were left alone, and their work until then "
                                              "is counted.",
                                              left));
        }
        if (observe::held_back(figures_)) {
            notes.emplace_back(
                "This is a virtual machine, and others had its cores for a while: a thread that is "
                "held back so looks asleep, and the parallelism reads too low. Try again when "
                "they are quiet.");
        }
        constexpr double short_s = 0.1;
        if (figures_.parallelism && figures_.wall_s.median < short_s) {
            notes.emplace_back("It was over so soon that these figures are rough: more work tells more.");
        }
        if (!figures_.confined.empty() && figures_.confined.front().cores != 1) {
            notes.emplace_back("With 1 among the --cores there would be a measured speedup as well.");
        }
        notes.insert(notes.end(), seen_.notes.begin(), seen_.notes.end());
        for (const std::string& note : notes) {
            line("");
            prose(pen_.prose(note), 2);
        }
    }

    const Observation& seen_;
    ObservationFigures figures_;
    Pen pen_;
    std::string text_;
};

} // namespace

std::string observation_text(const Observation& observation, const TerminalStyle& style) {
    return ObservationPage(observation, style).write();
}

} // namespace gilkit::report
