#include "report/pen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gilkit::report {

namespace {

constexpr Signs unicode_signs = {
    .passed = "✓",
    .failed = "✗",
    .unsure = "?",
    .broken = "!",
    .skipped = "–",
    .ellipsis = "…",
    .times = "×",
    .dash = "–",
    .separator = " · ",
    .filled = "█",
    .track = "░",
    .needed = "▼",
    .needed_stem = "│",
    .low_end = "├",
    .high_end = "┤",
    .between = "─",
    .both_ends = "┼",
    .difference = "↑",
    .margin = "│",
};

constexpr Signs ascii_signs = {
    .passed = "+",
    .failed = "x",
    .unsure = "?",
    .broken = "!",
    .skipped = "-",
    .ellipsis = "...",
    .times = "x",
    .dash = "-",
    .separator = " | ",
    .filled = "#",
    .track = ".",
    .needed = "v",
    .needed_stem = "|",
    .low_end = "[",
    .high_end = "]",
    .between = "-",
    .both_ends = "|",
    .difference = "^",
    .margin = "|",
};

std::string_view code_of(Ink ink) {
    switch (ink) {
    case Ink::strong:
        return "1";
    case Ink::faint:
        return "2";
    case Ink::good:
        return "32";
    case Ink::bad:
        return "31";
    case Ink::unsure:
        return "33";
    case Ink::broken:
        return "35";
    case Ink::cool:
        return "36";
    case Ink::plain:
        break;
    }
    return {};
}

} // namespace

Pen::Pen(const TerminalStyle& wanted)
    : style(wanted), sign_set(wanted.unicode ? &unicode_signs : &ascii_signs) {
    style.width = std::clamp(wanted.width, TerminalStyle::narrowest, TerminalStyle::widest);
}

std::string Pen::paint(Ink ink, std::string_view safe_text) const {
    if (!style.colour || ink == Ink::plain || safe_text.empty()) {
        return std::string(safe_text);
    }
    return fmt::format("\x1b[{}m{}\x1b[0m", code_of(ink), safe_text);
}

std::string Pen::fitted(std::string_view line) const {
    constexpr char escape = '\x1b'; // begins an ink, which an `m` ends; safe text has none
    const auto each_part = [&](const auto& see) {
        for (std::string_view rest = line; !rest.empty();) {
            const bool is_ink = rest.front() == escape;
            const std::string_view part =
                rest.substr(0, is_ink ? std::min(rest.find('m'), rest.size() - 1) + 1 : rest.find(escape));
            see(is_ink, part);
            rest.remove_prefix(part.size());
        }
    };
    int columns = 0;
    each_part([&](bool is_ink, std::string_view part) { columns += is_ink ? 0 : display_width(part); });
    if (columns <= width()) {
        return std::string(line);
    }
    int left = width() - display_width(signs().ellipsis);
    std::string kept;
    each_part([&](bool is_ink, std::string_view part) {
        const int wide = is_ink ? 0 : display_width(part);
        if (is_ink) {
            kept += part; // of what is left out, too: one ends what another began
        } else if (left >= 0 && wide > left) {
            kept.append(keep_start(part, left, "")).append(signs().ellipsis);
            left = -1;
        } else if (left >= 0) {
            kept += part;
            left -= wide;
        }
    });
    return kept;
}

std::string Pen::speedup(double value) const {
    if (!std::isfinite(value)) {
        return std::string(sign_set->dash);
    }
    constexpr double two_digits = 9.995;
    constexpr double one_digit = 999.95;
    if (value >= one_digit) {
        return fmt::format("{:.3g}{}", value, sign_set->times);
    }
    return fmt::format("{:.{}f}{}", value, value < two_digits ? 2 : 1, sign_set->times);
}

Pen::Sign Pen::sign_of(judge::Verdict verdict) const {
    switch (verdict) {
    case judge::Verdict::passed:
        return {sign_set->passed, Ink::good};
    case judge::Verdict::failed:
        return {sign_set->failed, Ink::bad};
    case judge::Verdict::inconclusive:
        return {sign_set->unsure, Ink::unsure};
    case judge::Verdict::error:
        break;
    }
    return {sign_set->broken, Ink::broken};
}

Pen::Sign Pen::sign_of(judge::CheckStatus status) const {
    switch (status) {
    case judge::CheckStatus::passed:
        return {sign_set->passed, Ink::good};
    case judge::CheckStatus::failed:
        return {sign_set->failed, Ink::bad};
    case judge::CheckStatus::inconclusive:
        return {sign_set->unsure, Ink::unsure};
    case judge::CheckStatus::skipped:
        break;
    }
    return {sign_set->skipped, Ink::faint};
}

} // namespace gilkit::report
