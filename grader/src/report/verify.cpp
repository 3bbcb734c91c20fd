#include "report/verify.hpp"

#include "content/text.hpp"
#include "report/json_parts.hpp"
#include "report/pen.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace gilkit::report {

namespace {

using verify::Status;

Pen::Sign sign_of(Status status, const Pen& pen) {
    switch (status) {
    case Status::passed:
        return pen.sign_of(judge::Verdict::passed);
    case Status::failed:
        return pen.sign_of(judge::Verdict::failed);
    case Status::inconclusive:
        return pen.sign_of(judge::Verdict::inconclusive);
    case Status::error:
        break;
    }
    return pen.sign_of(judge::Verdict::error);
}

// "race", "passed instead of race", "undecided (too-noisy)", "not checked".
std::string outcome_of(const verify::Check& check) {
    switch (check.found.status) {
    case Status::passed:
        return check.expected;
    case Status::failed:
        return check.part == verify::Part::files || check.part == verify::Part::lesson
                   ? std::string("failed")
                   : fmt::format("{} instead of {}", check.found.actual, check.expected);
    case Status::inconclusive:
        return fmt::format("undecided ({})", check.found.actual);
    case Status::error:
        break;
    }
    return "gilkit could not check it";
}

Json json_of(const verify::Check& check, const verify::Report& report) {
    return {
        {"unit", check.unit.empty() ? Json(nullptr) : Json(check.unit)},
        {"part", verify::to_string(check.part)},
        {"file", check.file.generic_string()},
        {"interpreter",
         check.interpreter ? Json(report.interpreters.at(*check.interpreter).path) : Json(nullptr)},
        {"expected", check.expected},
        {"actual", check.found.actual},
        {"status", verify::to_string(check.found.status)},
        {"message", check.found.message},
        {"seconds", figure(check.found.seconds)},
    };
}

} // namespace

std::string verify_check_text(const verify::Check& check, const verify::Report& report,
                              const TerminalStyle& style) {
    const Pen pen(style);
    const auto [sign, ink] = sign_of(check.found.status, pen);
    std::string python;
    if (check.interpreter && report.interpreters.size() > 1) {
        const judge::Interpreter& interpreter = report.interpreters.at(*check.interpreter);
        python = pen.paint(Ink::faint, fmt::format("{}{} {}", pen.signs().separator,
                                                   pen.exact(interpreter.implementation),
                                                   pen.exact(interpreter.version)));
    }
    std::string text = fmt::format("{} {}: {}{}\n", pen.paint(ink, sign), pen.exact(check.name()),
                                   outcome_of(check), python);
    // What was recorded where stands nowhere else.
    const bool tells = check.found.status != Status::passed || check.found.message.starts_with("recorded ");
    if (!tells) {
        return text;
    }
    constexpr std::size_t most = 4000; // bytes: a program may print without end
    const std::string_view start = std::string_view(check.found.message).substr(0, most);
    for (const std::string_view line : content::split_lines(start)) {
        for (const std::string& wrapped : wrap(pen.prose(line), pen.width() - 4)) {
            text += "    " + wrapped + "\n";
        }
    }
    return text;
}

std::string verify_summary_text(const verify::Report& report, const TerminalStyle& style) {
    const Pen pen(style);
    std::string text = fmt::format("{} check{}", report.checks.size(), report.checks.size() == 1 ? "" : "s");
    const std::array<std::pair<Status, std::string_view>, 4> words{{{Status::passed, "passed"},
                                                                    {Status::failed, "failed"},
                                                                    {Status::inconclusive, "undecided"},
                                                                    {Status::error, "not checked"}}};
    for (const auto& [status, word] : words) {
        const std::size_t count = report.count(status);
        if (count > 0 || status == Status::passed || status == Status::failed) {
            text += fmt::format("{}{} {}", status == Status::passed ? ": " : ", ", count, word);
        }
    }
    return fmt::format("{}{}{:.0f} s\n", text, pen.signs().separator, report.seconds);
}

std::string verify_json(const verify::Report& report) {
    Json interpreters = Json::array();
    for (const judge::Interpreter& interpreter : report.interpreters) {
        interpreters.push_back(interpreter_json(interpreter));
    }
    Json checks = Json::array();
    for (const verify::Check& check : report.checks) {
        checks.push_back(json_of(check, report));
    }
    Json counts = Json::object();
    for (const Status status : {Status::passed, Status::failed, Status::inconclusive, Status::error}) {
        counts[std::string(verify::to_string(status))] = report.count(status);
    }
    return to_text({
        {"schema", "gilkit.verify/1"},
        {"gilkit", GILKIT_VERSION},
        {"machine", machine_json(report.machine)},
        {"interpreters", interpreters},
        {"checks", checks},
        {"counts", counts},
        {"seconds", figure(report.seconds)},
    });
}

} // namespace gilkit::report
