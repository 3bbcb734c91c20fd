#include "batch/results/overview.hpp"

#include "batch/results/figures.hpp"
#include "batch/results/overview_template.hpp"
#include "batch/similar/alike.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <kainjow/mustache.hpp>

namespace gilkit::batch {

namespace {

using Data = kainjow::mustache::data;
using kainjow::mustache::mustache;

std::string shown(std::string_view hostile) {
    return report::safe(hostile, true, report::Wording::exact);
}

// Of the largest, for bars.
std::string percent(std::size_t count, std::size_t most) {
    return fmt::format("{:.1f}", 100.0 * static_cast<double>(count) /
                                     static_cast<double>(std::max<std::size_t>(most, 1)));
}

std::string_view sign_of(std::string_view verdict) {
    return verdict == "passed" ? "✓" : verdict == "failed" ? "✗" : verdict == "inconclusive" ? "?" : "!";
}

Data bar(const std::string& name, std::size_t count, std::size_t most) {
    Data row;
    row.set("name", shown(name));
    row.set("count", std::to_string(count));
    row.set("percent", percent(count, most));
    return row;
}

Data verdict_rows(const Tally& all) {
    Data rows{Data::type::list};
    const auto add = [&](const char* name, const char* words, std::size_t count) {
        Data row = bar(name, count, all.all());
        row.set("words", words);
        row.set("sign", std::string(sign_of(name)));
        rows.push_back(row);
    };
    add("passed", "passed", all.passed);
    add("failed", "failed", all.failed);
    add("inconclusive", "undecided", all.inconclusive);
    add("error", "not graded", all.error);
    if (all.waiting > 0) {
        add("waiting", "waiting", all.waiting);
    }
    return rows;
}

Data score_rows(const Figures& figures) {
    Data rows{Data::type::list};
    const std::size_t most = std::ranges::max(figures.scores);
    for (std::size_t bin = 0; bin < Figures::bins; ++bin) {
        Data row = bar("", figures.scores.at(bin), most);
        row.set("from", bin + 1 == Figures::bins ? "1" : fmt::format("0.{} to 0.{}9", bin, bin));
        rows.push_back(row);
    }
    return rows;
}

Data reason_rows(const Figures& figures) {
    std::vector<std::pair<std::string, std::size_t>> reasons(figures.reasons.begin(), figures.reasons.end());
    std::ranges::stable_sort(reasons, std::greater(), [](const auto& each) { return each.second; });
    Data rows{Data::type::list};
    for (const auto& [reason, count] : reasons) {
        rows.push_back(bar(reason, count, reasons.front().second));
    }
    return rows;
}

Data exercise_rows(const Figures& figures) {
    Data rows{Data::type::list};
    for (const auto& [exercise, tally] : figures.by_exercise) {
        Data row;
        row.set("name", exercise.empty() ? "(not known)" : exercise);
        row.set("passed", std::to_string(tally.passed));
        row.set("failed", std::to_string(tally.failed));
        row.set("inconclusive", std::to_string(tally.inconclusive));
        row.set("error", std::to_string(tally.error));
        row.set("waiting", std::to_string(tally.waiting));
        rows.push_back(row);
    }
    return rows;
}

Data together_rows(const std::vector<Together>& groups) {
    Data rows{Data::type::list};
    for (const Together& group : groups) {
        Data who{Data::type::list};
        for (const Together::Who& each : group.who) {
            Data one;
            one.set("student", shown(each.student));
            one.set("link", link_part(each.folder));
            one.set("last", &each == &group.who.back());
            who.push_back(one);
        }
        Data row;
        row.set("exercise", group.exercise);
        row.set("who", who);
        row.set("share", group.same ? "all" : fmt::format("{:.0f} %", std::floor(group.share * 100)));
        rows.push_back(row);
    }
    return rows;
}

Data links_of(const Graded& graded, const std::vector<const report::Format*>& formats) {
    Data links{Data::type::list};
    const auto add = [&](const std::string& file, std::string_view words) {
        Data link;
        link.set("folder", link_part(graded.submission.folder));
        link.set("file", file);
        link.set("words", std::string(words));
        links.push_back(link);
    };
    if (graded.done) {
        add("result.json", "result");
        for (const report::Format* format : formats) {
            add(file_name_of_report(*format), format->name);
        }
    }
    return links;
}

Data student_row(const Graded& graded, const std::vector<const report::Format*>& formats) {
    const std::string verdict = graded.done ? graded.verdict : "waiting";
    Data row;
    row.set("student", shown(graded.submission.student));
    row.set("exercise", graded.submission.exercise);
    row.set("verdict", verdict);
    row.set("sign", std::string(sign_of(verdict)));
    row.set("score", graded.score ? fmt::format("{:.2f}", *graded.score) : "");
    row.set("message", shown(graded.message));
    row.set("links", links_of(graded, formats));
    if (!graded.reason.empty()) {
        row.set("reason", graded.reason);
    }
    return row;
}

} // namespace

std::string file_name_of_report(const report::Format& format) {
    return fmt::format("{}{}", format.name, format.extension);
}

std::string link_part(std::string_view folder) {
    std::string link;
    for (const char letter : folder) {
        link += letter == '%' ? std::string("%25") : std::string(1, letter);
    }
    return link;
}

Journaled<std::string> overview_page(Journal& journal, const std::vector<const report::Format*>& formats) {
    const auto figures = figures_of(journal);
    const auto counts = journal.counts();
    const auto together = look_together(journal);
    if (!figures || !counts || !together) {
        return tl::unexpected(!figures ? figures.error() : !counts ? counts.error() : together.error());
    }
    Data rows{Data::type::list};
    const auto seen = journal.for_each_submission([&](const Graded& graded) {
        rows.push_back(student_row(graded, formats));
        return true;
    });
    if (!seen) {
        return tl::unexpected(seen.error());
    }
    Data page;
    page.set("total", std::to_string(counts->submissions));
    page.set("students", std::to_string(counts->students));
    page.set("version", GILKIT_VERSION);
    page.set("verdicts", verdict_rows(figures->all));
    page.set("has_scores", std::ranges::any_of(figures->scores, [](std::size_t count) { return count > 0; }));
    page.set("scores", score_rows(*figures));
    page.set("has_reasons", !figures->reasons.empty());
    page.set("reasons", reason_rows(*figures));
    page.set("exercises", exercise_rows(*figures));
    page.set("has_together", !together->empty());
    page.set("together", together_rows(*together));
    page.set("threshold", fmt::format("{:.0f}", AlikeThresholds{}.share * 100));
    page.set("rows", rows);
    return mustache(overview_template).render(page);
}

} // namespace gilkit::batch
