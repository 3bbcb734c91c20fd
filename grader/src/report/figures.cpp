#include "report/figures.hpp"

#include "report/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace gilkit::report {

namespace {

constexpr std::string_view indentation = "  ";
constexpr int widest_gauge = 72; // more columns would not be read more exactly
constexpr int label_room = 4;    // beyond the scale, for its last label

// The gauge's scale: speedups from 0 to `most` over `columns` columns.
struct Scale {
    double most;
    int columns;

    double position(double speedup) const {
        return std::clamp(speedup / most, 0.0, 1.0) * static_cast<double>(columns);
    }
    int column(double speedup) const { return std::min(static_cast<int>(position(speedup)), columns - 1); }
};

Scale scale_for(const judge::Measurement& measurement, int width) {
    // From none to perfect; a requirement or an estimate beyond perfect stretches it, to double at most.
    const double cores = std::max(measurement.cores, 1);
    const double reach = std::max(measurement.required_speedup, measurement.speedup->high);
    const double most = std::clamp(std::ceil(reach), cores, 2 * cores);
    // Each speedup of 1 takes the same number of columns.
    const int room = std::min(width, widest_gauge) - 2 - label_room;
    const int unit = room / static_cast<int>(most);
    return {most, unit > 0 ? unit * static_cast<int>(most) : room};
}

std::string repeat(std::string_view sign, int count) {
    std::string text;
    for (int done = 0; done < count; ++done) {
        text += sign;
    }
    return text;
}

// Eighths of a column, where the terminal has signs for them.
std::string filled_part(double columns, const Pen& pen) {
    constexpr std::array<std::string_view, 8> eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    if (!pen.unicode()) {
        return repeat(pen.signs().filled, static_cast<int>(std::lround(columns)));
    }
    const auto total = static_cast<int>(std::lround(columns * 8));
    return repeat(pen.signs().filled, total / 8) +
           std::string(eighths.at(static_cast<std::size_t>(total % 8)));
}

// "▼ needed", its point above `column`, its word on the side that has room.
std::string needed_row(int column, const Pen& pen) {
    constexpr std::string_view word = "needed";
    const int before = column - static_cast<int>(word.size()) - 1;
    if (before >= 0) {
        return fmt::format("{:{}}{} {}", "", before, word, pen.signs().needed);
    }
    return fmt::format("{:{}}{} {}", "", column, pen.signs().needed, word);
}

std::string interval_row(const judge::Interval& interval, const Scale& scale, const Pen& pen) {
    const int low = scale.column(interval.low);
    const int high = scale.column(interval.high);
    const Signs& signs = pen.signs();
    if (low >= high) {
        return fmt::format("{:{}}{}", "", low, signs.both_ends);
    }
    return fmt::format("{:{}}{}{}{}", "", low, signs.low_end, repeat(signs.between, high - low - 1),
                       signs.high_end);
}

std::string ticks_row(const Scale& scale, const Pen& pen) {
    constexpr int closest = 6; // columns from tick to tick
    const int most = static_cast<int>(scale.most);
    int step = 1;
    while (scale.columns * step / most < closest && step < most) {
        step *= 2;
    }
    std::string row;
    int filled = 0; // columns
    for (int tick = 0; tick <= most; tick += step) {
        const int column = static_cast<int>(std::lround(scale.position(tick)));
        const std::string label = fmt::format("{}{}", tick, pen.signs().times);
        if (column < filled || column + display_width(label) > scale.columns + label_room) {
            break;
        }
        row += fmt::format("{:{}}{}", "", column - filled, label);
        filled = column + display_width(label);
    }
    return row;
}

Ink ink_of(const judge::Measurement& measurement) {
    if (measurement.speedup->low >= measurement.required_speedup) {
        return Ink::good;
    }
    return measurement.speedup->high < measurement.required_speedup ? Ink::bad : Ink::unsure;
}

bool is_drawable(const judge::Interval& interval) {
    return std::isfinite(interval.estimate) && std::isfinite(interval.low) && std::isfinite(interval.high);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

// Low and high reading of how many cores' worth of work the submission asked for. Diagnosis runs tell it
// best: in the others threads that only wait for the GIL look like demand.
std::optional<std::pair<double, double>> parallelism_of(const judge::Measurement& measurement) {
    const auto usable = [](const judge::RunFigures& run) {
        return run.role == judge::Role::submission && std::isfinite(run.parallelism) &&
               std::isfinite(run.parallelism_low);
    };
    const bool diagnosed = std::ranges::any_of(
        measurement.runs, [&](const judge::RunFigures& run) { return usable(run) && run.diagnosis; });
    std::vector<double> low;
    std::vector<double> high;
    for (const judge::RunFigures& run : measurement.runs) {
        if (usable(run) && run.diagnosis == diagnosed) {
            low.push_back(run.parallelism_low);
            high.push_back(run.parallelism);
        }
    }
    if (low.empty()) {
        return std::nullopt;
    }
    return std::pair{median(std::move(low)), median(std::move(high))};
}

} // namespace

std::vector<std::string> speedup_gauge(const judge::Measurement& measurement, const Pen& pen) {
    if (!measurement.speedup || !is_drawable(*measurement.speedup) ||
        !std::isfinite(measurement.required_speedup)) {
        return {};
    }
    const judge::Interval& interval = *measurement.speedup;
    const Scale scale = scale_for(measurement, pen.width());
    const Ink ink = ink_of(measurement);
    const bool asks = measurement.required_speedup > 0;

    std::vector<std::string> lines;
    const std::string title = fmt::format("Speedup on {} idle cores: ", measurement.cores);
    const std::string estimate = pen.speedup(interval.estimate);
    std::string rest = fmt::format("({} to {})", pen.speedup(interval.low), pen.speedup(interval.high));
    if (asks) {
        rest += fmt::format("{}needed {}", pen.signs().separator, pen.speedup(measurement.required_speedup));
    }
    const std::string head = std::string(indentation) + title + pen.paint(ink, estimate);
    if (display_width(indentation) + display_width(title + estimate + rest) < pen.width()) {
        lines.push_back(fmt::format("{} {}", head, rest));
    } else {
        lines.push_back(head);
        lines.push_back(std::string(indentation) + rest);
    }

    std::string filled = filled_part(scale.position(interval.estimate), pen);
    std::string track;
    const int needed = scale.column(measurement.required_speedup);
    for (int column = display_width(filled); column < scale.columns; ++column) {
        track += asks && column == needed ? pen.signs().needed_stem : pen.signs().track;
    }
    if (asks) {
        lines.push_back(std::string(indentation) + needed_row(needed, pen));
    }
    lines.push_back(std::string(indentation) + pen.paint(ink, filled) + pen.paint(Ink::faint, track));
    lines.push_back(std::string(indentation) + interval_row(interval, scale, pen));
    lines.push_back(std::string(indentation) + pen.paint(Ink::faint, ticks_row(scale, pen)));
    return lines;
}

std::vector<std::string> cores_table(const judge::Measurement& measurement, const Pen& pen) {
    CoresRow wall{"Time here", {}};
    CoresRow speedup{"Speedup here", {}};
    CoresRow predicted{"Predicted", {}};
    for (const judge::MeasuredWall& each : measurement.measured) {
        wall.cells[each.cores] = seconds(each.wall_s, pen);
        speedup.cells[each.cores] = pen.speedup(each.speedup);
    }
    for (const auto& [cores, value] : measurement.predicted) {
        predicted.cells[cores] = pen.speedup(value);
    }
    return table_by_cores({wall, speedup, predicted}, pen);
}

std::vector<std::string> figures_in_words(const judge::Measurement& measurement,
                                          const std::optional<double>& score, const Pen& pen) {
    std::vector<LabelledFigure> figures;
    if (const auto parallelism = parallelism_of(measurement)) {
        const std::string low = fmt::format("{:.1f}", parallelism->first);
        const std::string high = fmt::format("{:.1f}", parallelism->second);
        figures.emplace_back("Parallelism",
                             fmt::format("your program asked for {} cores' worth of work at a time",
                                         low == high ? high : low + " to " + high));
    }
    if (measurement.work_ratio && std::isfinite(*measurement.work_ratio)) {
        figures.emplace_back(
            "Work", fmt::format("{:.2f} times the CPU time of the plain loop", *measurement.work_ratio));
    }
    if (measurement.serial_fraction && std::isfinite(*measurement.serial_fraction)) {
        figures.emplace_back("Serial part",
                             percent(*measurement.serial_fraction) + " of the work stayed on one core");
    }
    if (std::isfinite(measurement.machine_busy) && !measurement.runs.empty()) {
        figures.emplace_back("Machine busy", fmt::format("neighbours had the core for {} of the time",
                                                         percent(measurement.machine_busy)));
    }
    // All or nothing needs no saying.
    if (score && *score > 0 && *score < 1) {
        figures.emplace_back("Score", fmt::format("{:.2f} of 1, for a part of the speedup", *score));
    }
    return labelled(figures, pen);
}

} // namespace gilkit::report
