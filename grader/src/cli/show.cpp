#include "cli/show.hpp"

#include "cli/kit.hpp"
#include "content/text.hpp"
#include "learn/reading/code.hpp"
#include "learn/reading/pygments.hpp"
#include "learn/reading/render.hpp"

namespace gilkit::cli {

namespace {

report::TerminalStyle style_for(int fd, bool plain) {
    report::TerminalStyle style = report::terminal_style_for(fd);
    style.colour = style.colour && !plain;
    return style;
}

} // namespace

Page::Page(int fd, bool plain) : pen_(style_for(fd, plain)) {}

std::string Page::text() const {
    std::string all;
    for (const std::string& each : lines_) {
        all += each + "\n";
    }
    return all;
}

void Page::gap() {
    if (!lines_.empty() && !lines_.back().empty()) {
        lines_.emplace_back();
    }
}

void Page::title(std::string_view text) {
    gap();
    for (const std::string& each : report::wrap(pen_.prose(text), pen_.prose_width())) {
        lines_.push_back(pen_.paint(report::Ink::strong, each));
    }
    gap();
}

void Page::markdown(std::string_view text) {
    lines(learn::lines_of(learn::render_markdown(text, pen_, learn::pygments_painter(tool_python()))));
    gap();
}

void Page::code(std::string_view source, const std::filesystem::path& file) {
    const learn::Snippet program{file.extension() == ".cpp" ? "cpp" : "python", std::string(source)};
    const auto strokes = learn::strokes_of({program}, learn::pygments_painter(tool_python()), pen_);
    lines(learn::code_lines(strokes.front(), pen_, pen_.width()));
    gap();
}

void Page::preformatted(std::string_view hostile) {
    for (const std::string_view each : content::split_lines(hostile)) {
        lines_.push_back(pen_.exact(each));
    }
}

void Page::line(std::string_view text) {
    lines(report::wrap(pen_.prose(text), pen_.prose_width()));
}

void Page::lines(const std::vector<std::string>& safe) {
    lines_.insert(lines_.end(), safe.begin(), safe.end());
}

} // namespace gilkit::cli
