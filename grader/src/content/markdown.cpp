#include "content/markdown.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace gilkit::content {
namespace {

struct Fence {
    char mark = '`';
    std::size_t length = 0;
};

// Four spaces make indented code, so neither headings nor fences stand behind them.
std::optional<std::string_view> without_indent(std::string_view line) {
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    if (indent > 3) {
        return std::nullopt;
    }
    return line.substr(indent);
}

std::size_t run_length(std::string_view text, char mark) {
    return std::min(text.find_first_not_of(mark), text.size());
}

std::optional<Fence> opened_fence(std::string_view line) {
    const auto text = without_indent(line);
    if (!text || text->empty() || (text->front() != '`' && text->front() != '~')) {
        return std::nullopt;
    }
    const char mark = text->front();
    const std::size_t length = run_length(*text, mark);
    // ```code``` on one line is inline code.
    if (length < 3 || (mark == '`' && text->find('`', length) != std::string_view::npos)) {
        return std::nullopt;
    }
    return Fence{mark, length};
}

bool closes(const Fence& fence, std::string_view line) {
    const auto text = without_indent(line);
    if (!text) {
        return false;
    }
    const std::size_t length = run_length(*text, fence.mark);
    return length >= fence.length && is_blank(text->substr(length));
}

std::optional<std::string> heading(std::string_view line) {
    const auto text = without_indent(line);
    if (!text || !text->starts_with("##") || (text->size() > 2 && !is_blank(text->substr(2, 1)))) {
        return std::nullopt;
    }
    return std::string(trim(text->substr(2)));
}

// Joins lines [begin, end) without the blank ones around them; `begin` becomes the first line kept.
std::string join_trimmed(const std::vector<std::string_view>& lines, std::size_t& begin, std::size_t end) {
    while (begin < end && is_blank(lines[begin])) {
        ++begin;
    }
    while (end > begin && is_blank(lines[end - 1])) {
        --end;
    }
    std::string joined;
    for (std::size_t i = begin; i < end; ++i) {
        joined += lines[i];
        joined += '\n';
    }
    return joined;
}

} // namespace

MarkdownFile split_markdown(std::string_view text) {
    const auto lines = split_lines(text);
    MarkdownFile file;
    file.last_line = lines.size();
    std::optional<Fence> fence;
    std::vector<std::pair<std::size_t, std::string>> headings; // 0-based line, title
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (fence) {
            if (closes(*fence, lines[i])) {
                fence.reset();
                file.open_fence_line = 0;
            }
        } else if ((fence = opened_fence(lines[i]))) {
            file.open_fence_line = i + 1;
        } else if (auto title = heading(lines[i])) {
            headings.emplace_back(i, std::move(*title));
        }
    }
    std::size_t begin = 0;
    file.before = join_trimmed(lines, begin, headings.empty() ? lines.size() : headings.front().first);
    file.before_line = begin + 1;
    for (std::size_t h = 0; h < headings.size(); ++h) {
        const std::size_t end = h + 1 < headings.size() ? headings[h + 1].first : lines.size();
        std::size_t body = headings[h].first + 1;
        MarkdownSection section;
        section.title = headings[h].second;
        section.line = headings[h].first + 1;
        section.body = join_trimmed(lines, body, end);
        section.body_line = body + 1;
        file.sections.push_back(std::move(section));
    }
    return file;
}

} // namespace gilkit::content
