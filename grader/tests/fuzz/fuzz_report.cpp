// Feeds texts to the reports. What a submission printed, raised or returned stands in them: the terminal must
// not obey it, and it must not look like the grader's own words.
//
// The first byte is the terminal; the texts follow, with the byte 0xff between them.
#include "fuzz/foreign.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"
#include "report/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gilkit::fuzz {

namespace {

// Takes what stands before the separator.
std::string next_text(std::string_view& bytes) {
    std::string text(bytes.substr(0, bytes.find('\xff')));
    bytes.remove_prefix(std::min(text.size() + 1, bytes.size()));
    return text;
}

judge::Report report_of(std::string_view bytes) {
    judge::Result result;
    result.verdict = judge::Verdict::failed;
    result.reason = judge::Reason::wrong_answer;
    result.output = next_text(bytes);
    result.message = next_text(bytes);
    result.checks = {
        {"answers", judge::CheckStatus::failed, result.message, next_text(bytes), next_text(bytes)}};
    result.explanation = {next_text(bytes)};
    result.exercise = next_text(bytes);
    result.submission = next_text(bytes);
    return {judge::Machine(), {result}};
}

report::TerminalStyle style_of(std::uint8_t byte) {
    return {(byte & 1U) != 0, (byte & 2U) != 0, report::TerminalStyle::narrowest + (byte >> 2U)};
}

// Without the inks: a sequence of digits and semicolons that an `m` ends.
std::string without_inks(std::string_view line) {
    std::string plain;
    while (!line.empty()) {
        const std::size_t ink = line.starts_with("\x1b[") ? line.find_first_not_of("0123456789;", 2) : 0;
        if (ink != 0) {
            require(ink != std::string_view::npos && line[ink] == 'm');
            line.remove_prefix(ink + 1);
        } else {
            plain.push_back(line.front());
            line.remove_prefix(1);
        }
    }
    return plain;
}

// One line of what the terminal gets, which has those many columns.
void check_line(const std::string& line, const report::TerminalStyle& style) {
    require(report::display_width(line) <= style.width);
    for (std::size_t position = 0; position < line.size();) {
        const auto code_point = report::next_code_point(line, position);
        require(code_point && !report::is_unprintable(*code_point) && (style.unicode || *code_point < 0x80));
    }
}

void check_text(std::string_view text, const report::TerminalStyle& style) {
    require(text.ends_with('\n'));
    bool first = true;
    while (!text.empty()) {
        const std::string_view painted = text.substr(0, text.find('\n'));
        text.remove_prefix(painted.size() + 1);
        require(report::no_command(painted) == painted);
        const std::string line = style.colour ? without_inks(painted) : std::string(painted);
        check_line(line, style);
        // Only the verdict stands at the first column.
        require(line.empty() || first != line.starts_with(' '));
        first = false;
    }
}

void check_json(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        const auto code_point = report::next_code_point(text, position);
        require(code_point && (*code_point == U'\n' || !report::is_unprintable(*code_point)));
    }
    require(nlohmann::json::parse(text, nullptr, false).is_object());
}

void read_report(std::uint8_t terminal, std::string_view bytes) {
    const judge::Report report = report_of(bytes);
    const report::TerminalStyle style = style_of(terminal);
    check_text(report::grade_text(report, style), style);
    check_json(report::grade_json(report));
}

} // namespace

} // namespace gilkit::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 0) {
        const std::string_view bytes(reinterpret_cast<const char*>(data), size);
        gilkit::fuzz::read_report(*data, bytes.substr(1));
    }
    return 0;
}
