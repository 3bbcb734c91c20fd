#include "report/terminal.hpp"

#include "report/compare.hpp"
#include "report/figures.hpp"
#include "report/pen.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace gilkit::report {

namespace {

// Nothing from outside may flood the terminal: bytes of a sentence, bytes of a paragraph, lines of output.
constexpr std::size_t longest_sentence = 1000;
constexpr std::size_t longest_paragraph = 4000;
constexpr int most_output_lines = 10;

// At most that many bytes from the start, whole characters only.
std::string_view start_of(std::string_view text, std::size_t length) {
    if (text.size() <= length) {
        return text;
    }
    for (int step = 0; step < 3 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U; ++step) {
        --length;
    }
    return text.substr(0, length);
}

// Writes one result after another. Every member that adds lines adds whole ones, with an empty line before a
// block.
class GradePage {
public:
    explicit GradePage(const TerminalStyle& style) : pen(style) {}

    void add(const judge::Result& result);
    void add_machine(const judge::Machine& machine);
    void add_summary(const std::vector<judge::Result>& results);
    std::string take() { return std::move(text); }

private:
    void line(std::string_view safe_line);
    void block(const std::vector<std::string>& lines);
    void add_prose(std::string_view safe_text, int first_indent, int indent, Ink ink = Ink::plain);
    void add_head(const judge::Result& result);
    void add_context(const judge::Result& result);
    void add_check(const judge::Check& check, int name_width);
    void add_comparison(const judge::Check& check);
    void add_explanation(const std::vector<std::string>& paragraphs);
    void add_output(std::string_view output);

    // The start of a hostile sentence or paragraph, safe, with an ellipsis where the rest is left out.
    std::string prose_of(std::string_view hostile, std::size_t longest) const {
        const std::string_view start = start_of(hostile, longest);
        return pen.prose(start).append(start.size() < hostile.size() ? pen.signs().ellipsis
                                                                     : std::string_view());
    }

    Pen pen;
    std::string text;
};

void GradePage::line(std::string_view safe_line) {
    const std::string inert = no_command(safe_line);
    // A column longer for each command that there was.
    text.append(inert == safe_line ? inert : pen.fitted(inert)).append("\n");
}

void GradePage::block(const std::vector<std::string>& lines) {
    if (lines.empty()) {
        return;
    }
    line("");
    for (const std::string& each : lines) {
        line(each);
    }
}

void GradePage::add_prose(std::string_view safe_text, int first_indent, int indent, Ink ink) {
    for (const std::string& each : wrap(safe_text, pen.prose_width() - indent)) {
        line(fmt::format("{:{}}{}", "", std::exchange(first_indent, indent), pen.paint(ink, each)));
    }
}

void GradePage::add_head(const judge::Result& result) {
    const auto [sign, ink] = pen.sign_of(result.verdict);
    std::string verdict = fmt::format("{} {}", sign, judge::to_string(result.verdict));
    if (result.reason) {
        verdict += fmt::format(": {}", judge::to_string(*result.reason));
    }
    const std::string name =
        pen.exact(start_of(result.exercise.empty() ? result.submission : result.exercise, longest_sentence));
    const std::string_view separator = pen.signs().separator;
    if (display_width(verdict) + display_width(separator) + display_width(name) <= pen.width()) {
        line(fmt::format("{}{}{}", pen.paint(ink, verdict), name.empty() ? "" : separator,
                         pen.paint(Ink::strong, name)));
        return;
    }
    line(pen.paint(ink, verdict));
    line("  " + pen.paint(Ink::strong, keep_end(name, pen.width() - 2, pen.signs().ellipsis)));
}

void GradePage::add_context(const judge::Result& result) {
    const std::string_view separator = pen.signs().separator;
    std::string rest;
    if (result.interpreter) {
        const judge::Interpreter& interpreter = *result.interpreter;
        rest = pen.exact(start_of(interpreter.implementation + " " + interpreter.version, longest_sentence));
        if (!interpreter.gil_enabled) {
            rest += ", GIL unknown";
        } else if (!*interpreter.gil_enabled) {
            rest += ", no GIL";
        }
    }
    if (std::isfinite(result.seconds) && result.seconds > 0) {
        rest += fmt::format("{}graded in {:.1f} s", rest.empty() ? "" : separator, result.seconds);
    }
    const int room = pen.width() - 2;
    rest = keep_start(rest, room, pen.signs().ellipsis);
    const std::string path = result.exercise.empty() ? std::string() : pen.exact(result.submission);
    if (path.empty() && rest.empty()) {
        return;
    }
    if (path.empty() || rest.empty() ||
        display_width(path) + display_width(separator) + display_width(rest) <= room) {
        const std::string shown =
            path.empty() || rest.empty() ? path + rest : fmt::format("{}{}{}", path, separator, rest);
        line("  " + pen.paint(Ink::faint, keep_end(shown, room, pen.signs().ellipsis)));
        return;
    }
    line("  " + pen.paint(Ink::faint, keep_end(path, room, pen.signs().ellipsis)));
    line("  " + pen.paint(Ink::faint, rest));
}

void GradePage::add_comparison(const judge::Check& check) {
    constexpr std::string_view expected_label = "expected  ";
    constexpr std::string_view actual_label = "got       ";
    constexpr int left = 4;
    const int room = pen.width() - left - static_cast<int>(expected_label.size());
    const auto put = [&](std::string_view label, Ink ink, std::string_view value) {
        line(fmt::format("{:{}}{}{}", "", left, pen.paint(Ink::faint, label),
                         value.empty() ? pen.paint(Ink::faint, "(nothing)") : pen.paint(ink, value)));
    };
    if (!check.expected || !check.actual) {
        const std::string_view only = check.expected ? *check.expected : *check.actual;
        const Comparison shown = compare(only, only, room, pen.unicode(), pen.signs().ellipsis);
        put(check.expected ? expected_label : actual_label, check.expected ? Ink::good : Ink::bad,
            shown.expected);
        return;
    }
    const Comparison shown =
        compare(*check.expected, *check.actual, room, pen.unicode(), pen.signs().ellipsis);
    put(expected_label, Ink::good, shown.expected);
    put(actual_label, Ink::bad, shown.actual);
    if (shown.difference >= 0) {
        const int column = left + static_cast<int>(actual_label.size()) + shown.difference;
        line(fmt::format("{:{}}{}", "", std::min(column, pen.width() - 1), pen.signs().difference));
    }
}

void GradePage::add_check(const judge::Check& check, int name_width) {
    const auto [sign, ink] = pen.sign_of(check.status);
    const std::string name = keep_start(pen.exact(check.name), name_width, pen.signs().ellipsis);
    const int indent = 2 + 2 + name_width + 2;
    std::vector<std::string> lines =
        wrap(prose_of(check.message, longest_sentence), pen.prose_width() - indent);
    lines.resize(std::max<std::size_t>(lines.size(), 1));
    std::string head = fmt::format("  {} {}", pen.paint(ink, sign), name);
    if (!lines.front().empty()) {
        head += fmt::format("{:{}}{}", "", name_width - display_width(name) + 2, lines.front());
    }
    line(head);
    for (std::size_t index = 1; index < lines.size(); ++index) {
        line(fmt::format("{:{}}{}", "", indent, lines[index]));
    }
    const bool undecided =
        check.status == judge::CheckStatus::failed || check.status == judge::CheckStatus::inconclusive;
    if (undecided && (check.expected || check.actual)) {
        add_comparison(check);
    }
}

void GradePage::add_explanation(const std::vector<std::string>& paragraphs) {
    for (const std::string& paragraph : paragraphs) {
        line("");
        std::string_view rest = start_of(paragraph, longest_paragraph);
        while (!rest.empty()) {
            const std::string_view row = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(row.size() + 1, rest.size()));
            // A line that the author indented, such as code, stays indented.
            constexpr std::size_t deepest = 12;
            const std::size_t spaces = std::min(row.find_first_not_of(' '), row.size());
            const int indent = 2 + static_cast<int>(std::min(spaces, deepest));
            add_prose(pen.prose(row), indent, indent);
        }
    }
}

void GradePage::add_output(std::string_view output) {
    while (!output.empty() && (output.back() == '\n' || output.back() == '\r')) {
        output.remove_suffix(1);
    }
    if (output.empty()) {
        return;
    }
    line("");
    line("  " + pen.paint(Ink::faint, "Your program printed"));
    const std::string margin = "  " + pen.paint(Ink::faint, pen.signs().margin);
    const int room = pen.width() - 2 - display_width(pen.signs().margin) - 1;
    int shown = 0;
    while (!output.empty() && shown < most_output_lines) {
        std::string_view row = output.substr(0, output.find('\n'));
        output.remove_prefix(std::min(row.size() + 1, output.size()));
        if (row.ends_with('\r')) {
            row.remove_suffix(1);
        }
        // One line may be megabytes; this many bytes fill any terminal's line.
        constexpr std::size_t enough = 2048;
        const std::string shown_row =
            keep_start(pen.exact(start_of(row, enough)), room, pen.signs().ellipsis);
        line(shown_row.empty() ? margin : fmt::format("{} {}", margin, shown_row));
        ++shown;
    }
    if (!output.empty()) {
        line(fmt::format("  {} more", pen.signs().ellipsis));
    }
}

void GradePage::add(const judge::Result& result) {
    if (!text.empty()) {
        line("");
    }
    add_head(result);
    add_context(result);
    if (!result.message.empty()) {
        line("");
        add_prose(prose_of(result.message, longest_sentence), 2, 2);
    }
    if (!result.checks.empty()) {
        constexpr int widest_name = 12;
        int name_width = 0;
        for (const judge::Check& check : result.checks) {
            name_width = std::max(name_width, std::min(display_width(pen.exact(check.name)), widest_name));
        }
        line("");
        for (const judge::Check& check : result.checks) {
            add_check(check, name_width);
        }
    }
    if (result.measurement) {
        block(speedup_gauge(*result.measurement, pen));
        block(cores_table(*result.measurement, pen));
        block(figures_in_words(*result.measurement, result.score, pen));
    }
    add_explanation(result.explanation);
    add_output(result.output);
}

void GradePage::add_machine(const judge::Machine& machine) {
    std::string words =
        fmt::format("{} {}", machine.cores_online, machine.cores_online == 1 ? "core" : "cores");
    if (std::isfinite(machine.cores_effective) && machine.cores_effective < machine.cores_online) {
        words += fmt::format(" ({:.3g} usable)", machine.cores_effective);
    }
    if (!machine.sandbox_tier.empty()) {
        words += fmt::format("{}sandbox tier {}", pen.signs().separator, pen.exact(machine.sandbox_tier));
    }
    line("");
    add_prose("Graded on " + words, 2, 2, Ink::faint);
}

void GradePage::add_summary(const std::vector<judge::Result>& results) {
    std::string words;
    std::string counts; // where the words have no room
    int columns = 0;
    for (const judge::Verdict verdict : {judge::Verdict::passed, judge::Verdict::failed,
                                         judge::Verdict::inconclusive, judge::Verdict::error}) {
        const auto count = std::ranges::count(results, verdict, &judge::Result::verdict);
        if (count == 0) {
            continue;
        }
        const auto [sign, ink] = pen.sign_of(verdict);
        const std::string part = fmt::format("{} {} {}", sign, count, judge::to_string(verdict));
        const std::string_view separator = words.empty() ? std::string_view() : pen.signs().separator;
        columns += display_width(separator) + display_width(part);
        words.append(separator).append(pen.paint(ink, part));
        counts.append(separator).append(pen.paint(ink, fmt::format("{} {}", sign, count)));
    }
    line("");
    line(columns <= pen.width() ? words : counts);
}

} // namespace

std::string grade_text(const judge::Report& report, const TerminalStyle& style) {
    GradePage page(style);
    for (const judge::Result& result : report.results) {
        page.add(result);
    }
    if (!report.results.empty()) {
        page.add_machine(report.machine);
    }
    if (report.results.size() > 1) {
        page.add_summary(report.results);
    }
    return page.take();
}

} // namespace gilkit::report
