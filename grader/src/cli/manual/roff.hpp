// A manual page in roff, with the man macros that groff and mandoc both know (groff_man(7), mandoc man(7)).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::cli::manual {

// Text that stands for itself anywhere in a line: backslashes, hyphens (else they are set as dashes that
// nobody can search for or paste), quotes, carets and accents escaped, letters beyond ASCII by their code
// points. It may still not begin a line: there a dot is a request.
std::string roff_escaped(std::string_view text);

// How a piece of text is set.
enum class Face { roman, bold, italic };

struct Piece {
    Face face;
    std::string text;
};

using Pieces = std::vector<Piece>;

// Prose in which `words between backquotes` are bold.
Pieces prose(std::string_view text);

class RoffPage {
public:
    // Texts below are plain ones; they are escaped here.
    RoffPage(std::string_view name, std::string_view date, std::string_view source);

    void section(std::string_view title);
    void subsection(std::string_view title);
    void paragraph(const Pieces& pieces);
    void line(const Pieces& pieces);
    void line_break();
    // A paragraph with a term that hangs out to its left.
    void entry(const Pieces& term, const Pieces& pieces);
    // Indented lines, as they are.
    void verbatim(const std::vector<std::string>& lines);

    const std::string& text() const { return text_; }

private:
    void begin_paragraph();
    void lines_of(const Pieces& pieces);

    std::string text_;
    bool headed_ = false; // a heading was the last; what comes below it is a paragraph already
};

} // namespace gilkit::cli::manual
