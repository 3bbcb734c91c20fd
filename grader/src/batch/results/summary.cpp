#include "batch/results/summary.hpp"

#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

namespace gilkit::batch {

namespace {

std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string verdict_line(std::string_view words, std::size_t count, std::size_t all) {
    return count == 0 ? ""
                      : fmt::format("  {:<12}{:>6}{:>6.0f} %\n", words, count,
                                    100.0 * static_cast<double>(count) /
                                        static_cast<double>(std::max<std::size_t>(all, 1)));
}

std::string reasons_line(const Figures& figures) {
    std::vector<std::pair<std::string, std::size_t>> reasons(figures.reasons.begin(), figures.reasons.end());
    std::ranges::stable_sort(reasons, std::greater(), [](const auto& each) { return each.second; });
    constexpr std::size_t most = 4;
    reasons.resize(std::min(reasons.size(), most));
    std::string line;
    for (const auto& [reason, count] : reasons) {
        line += fmt::format("{}{} {}", line.empty() ? "" : ", ", reason, count);
    }
    return line.empty() ? "" : fmt::format("Most common reasons: {}.\n", line);
}

std::string shown_path(const std::filesystem::path& path, const report::TerminalStyle& style) {
    return report::safe(path.string(), style.unicode, report::Wording::exact);
}

} // namespace

std::string summary_text(const Counts& counts, const Figures& figures, const std::filesystem::path& folder,
                         const report::TerminalStyle& style) {
    const Tally& all = figures.all;
    std::string text =
        fmt::format("{} of {}:\n", plural(all.all(), "submission"), plural(counts.students, "student"));
    text += verdict_line("passed", all.passed, all.all());
    text += verdict_line("failed", all.failed, all.all());
    text += verdict_line("undecided", all.inconclusive, all.all());
    text += verdict_line("not graded", all.error, all.all());
    text += verdict_line("waiting", all.waiting, all.all());
    text += reasons_line(figures);
    return text +
           fmt::format("See index.html, results.csv and students/ in {}.\n", shown_path(folder, style));
}

std::string status_text(const Counts& counts, int owner, const std::filesystem::path& folder,
                        const report::TerminalStyle& style) {
    std::string text = fmt::format("{} of {} done in {}.\n", counts.done(),
                                   plural(counts.submissions, "submission"), shown_path(folder, style));
    for (const auto& [verdict, count] : counts.by_verdict) {
        text += fmt::format("  {:<12}{:>6}\n", verdict, count);
    }
    if (owner != 0) {
        return text + fmt::format("  {:<12}{:>6}\n  {:<12}{:>6}\nProcess {} works on it.\n", "running",
                                  counts.running, "left",
                                  counts.waiting - std::min(counts.running, counts.waiting), owner);
    }
    if (counts.waiting > 0) {
        text += fmt::format("  {:<12}{:>6}\nNobody works on it; gilkit batch goes on where it was.\n", "left",
                            counts.waiting);
    }
    return text;
}

std::string duration_words(double seconds) {
    constexpr double minute = 60;
    constexpr double hour = 3600;
    if (seconds < minute) {
        return "less than a minute";
    }
    if (seconds < 2 * hour) {
        return fmt::format("about {:.0f} min", std::ceil(seconds / minute));
    }
    return fmt::format("about {:.1f} h", seconds / hour);
}

} // namespace gilkit::batch
