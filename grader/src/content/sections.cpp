#include "content/sections.hpp"

#include "content/markdown.hpp"
#include "content/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace gilkit::content {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

std::size_t position_of(std::string_view title) {
    const auto titles = section_titles();
    const auto found = std::find(titles.begin(), titles.end(), title);
    return found == titles.end() ? nowhere : static_cast<std::size_t>(found - titles.begin());
}

std::string place_of(std::size_t position) {
    return position == 0 ? "as the first section"
                         : fmt::format("after '## {}'", section_titles()[position - 1]);
}

// The sections of one file against the form.
class FormCheck {
public:
    FormCheck(const MarkdownFile& markdown, const std::filesystem::path& file, Findings& findings)
        : markdown_(markdown), file_(file), findings_(findings), line_of_(section_titles().size(), 0) {}

    std::vector<LessonSection> run() {
        for (const MarkdownSection& section : markdown_.sections) {
            const std::size_t position = position_of(section.title);
            if (position != nowhere && line_of_[position] == 0) {
                line_of_[position] = section.line;
            }
        }
        std::vector<LessonSection> known;
        for (const MarkdownSection& section : markdown_.sections) {
            if (check(section)) {
                known.push_back({section.title, section.body, section.body_line});
            }
        }
        report_missing();
        return known;
    }

private:
    bool check(const MarkdownSection& section) {
        const std::size_t position = position_of(section.title);
        if (position == nowhere) {
            unknown(section);
            return false;
        }
        if (line_of_[position] != section.line) {
            findings_.add(file_, section.line, fmt::format("section '{}' stands twice", section.title),
                          fmt::format("join it with the one at line {}", line_of_[position]));
            return false;
        }
        if (latest_ != nowhere && position < latest_) {
            findings_.add(file_, section.line, fmt::format("section '{}' is out of order", section.title),
                          fmt::format("move it {}", place_of(position)));
        } else {
            latest_ = position;
        }
        if (section.body.empty()) {
            findings_.add(file_, section.line, fmt::format("section '{}' is empty", section.title),
                          "write it");
        }
        return true;
    }

    void unknown(const MarkdownSection& section) {
        std::vector<std::string> absent;
        for (std::size_t i = 0; i < line_of_.size(); ++i) {
            if (line_of_[i] == 0) {
                absent.push_back(section_titles()[i]);
            }
        }
        const auto meant = closest(section.title, absent);
        if (meant) {
            misspelt_.push_back(*meant);
        }
        findings_.add(file_, section.line, fmt::format("unknown section {}", in_quotes(section.title)),
                      did_you_mean(section.title, absent, "use '### ' for headings within a section"));
    }

    void report_missing() {
        for (std::size_t i = 0; i < line_of_.size(); ++i) {
            const std::string& title = section_titles()[i];
            if (line_of_[i] != 0 || std::find(misspelt_.begin(), misspelt_.end(), title) != misspelt_.end()) {
                continue;
            }
            // It belongs before the first of its successors that is there.
            const auto next = std::find_if(line_of_.begin() + static_cast<std::ptrdiff_t>(i), line_of_.end(),
                                           [](std::size_t line) { return line != 0; });
            findings_.add(file_, next == line_of_.end() ? markdown_.last_line : *next,
                          fmt::format("section '{}' is missing", title),
                          fmt::format("add '## {}' {}", title, place_of(i)));
        }
    }

    const MarkdownFile& markdown_;
    const std::filesystem::path& file_;
    Findings& findings_;
    std::vector<std::size_t> line_of_; // by position in the form; 0 for a section that is not there
    std::vector<std::string> misspelt_;
    std::size_t latest_ = nowhere;
};

} // namespace

std::span<const std::string> section_titles() {
    static const std::vector<std::string> titles = {
        "Mental Model", "Rule",
        "The Setup",    "What Does This Print?",
        "The Output",   "Why Python Does This",
        "The Fix",      "How This Fails in Real Systems",
        "Key Takeaway", "Common Mistake",
    };
    return titles;
}

std::vector<LessonSection> split_lesson(std::string_view text, const std::filesystem::path& file,
                                        Findings& findings) {
    const MarkdownFile markdown = split_markdown(text);
    if (markdown.open_fence_line != 0) {
        // Every heading after it would be reported as missing.
        findings.add(file, markdown.open_fence_line, "this code fence is never closed",
                     "close it with the same marks on a line of their own");
        return {};
    }
    if (!markdown.before.empty()) {
        findings.add(
            file, markdown.before_line, "text before the first section",
            fmt::format("move it below '## {}'; the title belongs to lesson.toml", section_titles().front()));
    }
    return FormCheck(markdown, file, findings).run();
}

} // namespace gilkit::content
