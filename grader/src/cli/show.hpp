// Text for a person at a terminal, put together from titles, Markdown and lines.
#pragma once

#include "report/pen.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::cli {

class Page {
public:
    // By what can be shown there; `plain`: no colours, and nothing that moves the cursor.
    explicit Page(int fd, bool plain = false);
    explicit Page(const report::Pen& pen) : pen_(pen) {}

    const report::Pen& pen() const { return pen_; }
    std::string text() const;
    std::vector<std::string> take() { return std::move(lines_); }

    void title(std::string_view text);
    void markdown(std::string_view text);
    void code(std::string_view source, const std::filesystem::path& file); // `file`: tells the language
    void preformatted(std::string_view hostile);                           // line by line
    void line(std::string_view text);                                      // wrapped
    void lines(const std::vector<std::string>& safe);                      // as they are
    void gap(); // an empty line, unless there is one

private:
    report::Pen pen_;
    std::vector<std::string> lines_;
};

} // namespace gilkit::cli
