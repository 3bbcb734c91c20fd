#include "judge/native/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace gilkit::judge {

namespace {

constexpr std::string_view source_name = "submission.cpp";

// Where the submission's name stands as a file of its own, from `from` on; npos: nowhere.
std::size_t find_source(std::string_view text, std::size_t from) {
    for (;;) {
        const std::size_t at = text.find(source_name, from);
        const auto is_of_a_path = [](char letter) {
            return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '/' ||
                   letter == '.' || letter == '-';
        };
        if (at == std::string_view::npos || at == 0 || !is_of_a_path(text[at - 1])) {
            return at;
        }
        from = at + 1;
    }
}

// The number behind the submission's name: "submission.cpp:14:" is line 14; 0 where none is.
int line_at(std::string_view text, std::size_t at) {
    text.remove_prefix(at + source_name.size());
    if (!text.starts_with(':')) {
        return 0;
    }
    constexpr int most = 1'000'000;
    int line = 0;
    for (text.remove_prefix(1); !text.empty() && text[0] >= '0' && text[0] <= '9' && line < most;
         text.remove_prefix(1)) {
        line = 10 * line + (text[0] - '0');
    }
    return line;
}

// At most a few lines, of whole characters (UTF-8).
std::string shortened(std::string_view text) {
    constexpr std::size_t most = 400;
    if (text.size() <= most) {
        return std::string(text);
    }
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return std::string(text.substr(0, end)) + "…";
}

// The processes' GIL that most threads waited for.
gil::GilUse most_wanted(const std::optional<gil::Recording>& recording) {
    gil::GilUse most;
    for (std::size_t process = 0; recording && process < recording->processes.size(); ++process) {
        const gil::GilUse use = gil_use_of(*recording, process);
        if (recording->processes[process].gil.shows_gil() &&
            use.held + use.waiting > most.held + most.waiting) {
            most = use;
        }
    }
    return most;
}

} // namespace

std::string with_own_path(std::string_view says, const std::string& path) {
    std::string text;
    std::size_t done = 0;
    for (std::size_t at = 0; (at = find_source(says, done)) != std::string_view::npos;
         done = at + source_name.size()) {
        text += says.substr(done, at - done);
        text += path;
    }
    return text.append(says.substr(done));
}

namespace {

// Where the first error's own words begin, behind the place; npos: no error is told.
std::size_t find_error(std::string_view says) {
    const std::size_t at = std::min(says.find(": error: "), says.find(": fatal error: "));
    return at == std::string_view::npos ? at : at + 2;
}

} // namespace

std::optional<int> line_of_first_error(std::string_view says) {
    const std::size_t at = find_error(says);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    // The last line of the submission that was named until then.
    int line = 0;
    for (std::size_t source = 0; (source = find_source(says, source)) < at; ++source) {
        const int named = line_at(says, source);
        line = named > 0 ? named : line;
    }
    return line > 0 ? std::optional(line) : std::nullopt;
}

std::string first_error(std::string_view says, const std::string& path) {
    const std::size_t at = find_error(says);
    if (at == std::string_view::npos) {
        return fmt::format("{}: it can't be compiled", path);
    }
    const auto line = line_of_first_error(says);
    const std::string what = shortened(says.substr(at, says.find('\n', at) - at));
    return line ? fmt::format("{}:{}: {}", path, *line, what) : fmt::format("{}: {}", path, what);
}

void explain_unbuilt(Result& result, const content::NativeRequirement& asks, const Build& build,
                     std::size_t memory_mb) {
    result.verdict = Verdict::failed;
    std::string hint;
    std::optional<int> line;
    switch (build.end) {
    case BuildEnd::out_of_time:
        result.reason = Reason::time_limit;
        result.message = fmt::format("Your program was still being compiled after {:.0f} s.", asks.build_s);
        hint = "Try: look for a template or a constexpr function that calls itself without end, or for a "
               "file that "
               "includes itself.";
        break;
    case BuildEnd::out_of_memory:
        result.reason = Reason::memory_limit;
        result.message =
            fmt::format("Compiling your program took more memory or space than it may: {} MiB.", memory_mb);
        hint = "Try: look for a huge array with initial values, for a template that makes ever more types, "
               "or for "
               "an #include of something that is no file.";
        break;
    case BuildEnd::starved:
        result.verdict = Verdict::inconclusive;
        result.reason = Reason::too_noisy;
        result.message =
            fmt::format("This machine was too busy: it had not given the compiler {:.0f} s of its "
                        "cores' time when we stopped waiting.",
                        asks.build_s);
        hint = "Try again when less runs beside it. Nothing says that your program is wrong.";
        break;
    default:
        result.reason = Reason::invalid_submission;
        result.message = first_error(build.text, result.submission);
        hint = with_own_path(build.text, result.submission);
        line = line_of_first_error(build.text);
        break;
    }
    result.explanation.push_back(hint);
    const bool told = result.verdict == Verdict::failed;
    result.checks.push_back(
        {"compiles", told ? CheckStatus::failed : CheckStatus::inconclusive, result.message, {}, {}, line});
}

void explain_native(Result& result, int workers) {
    auto& text = result.explanation;
    if (result.reason == Reason::crashed) {
        text.emplace_back(
            "Try: look for code that makes, changes or drops a Python object (py::list, append(), "
            "py::cast, an exception of Python's) while the GIL is released: whatever touches "
            "objects must hold it.");
    }
    if (result.reason != Reason::not_parallel) {
        return;
    }
    text.clear();
    text.push_back(
        fmt::format("The function was called by {} threads, and one after the other computed.", workers));
    const gil::GilUse use = most_wanted(result.gil);
    constexpr double much = 0.5;
    constexpr double little = 0.2;
    if (use.held >= much) {
        text.push_back(
            fmt::format("Looked at from outside while it ran: {:.0f} % of the time one thread held the "
                        "GIL, and {:.1f} waited for it on average.",
                        std::min(use.held, 1.0) * 100, use.waiting));
    }
    if (result.gil && use.held < little) {
        text.push_back(
            fmt::format("Looked at from outside while it ran: the GIL was held for {:.0f} % of the time. "
                        "So it is something else that threads wait for.",
                        use.held * 100));
        text.emplace_back(
            "Try: look for a lock (std::mutex, a static variable) that is held while it computes.");
        return;
    }
    text.emplace_back(
        "Python holds the GIL when it calls a function, whatever language that is written in, and C++ "
        "keeps it until it returns or gives it up: being compiled doesn't free it.");
    text.emplace_back("Try: give the GIL up for as long as the function computes with plain C++ values, by a "
                      "py::gil_scoped_release with a name, which lives for all of that time.");
}

} // namespace gilkit::judge
