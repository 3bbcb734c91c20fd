#include "learn/reading/render.hpp"

#include "learn/reading/document.hpp"
#include "learn/reading/running_text.hpp"
#include "learn/reading/table.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace gilkit::learn {

namespace {

using markdown::Block;

// Fewer columns than that are for nobody: what is nested deeper is not indented any more.
constexpr int narrowest = 16;

std::string blanks(int count) {
    std::string made;
    made.resize(static_cast<std::size_t>(count), ' ');
    return made;
}

struct Widths {
    int prose = 0;
    int code = 0; // long lines are hard to read, broken ones harder

    Widths less(int columns) const { return {prose - columns, code - columns}; }
};

void collect_snippets(const std::vector<Block>& blocks, std::vector<Snippet>& snippets);

struct SnippetCollector {
    std::vector<Snippet>& snippets;

    void operator()(const markdown::Code& code) const { snippets.push_back({code.language, code.text}); }
    void operator()(const markdown::Quote& quote) const { collect_snippets(quote.blocks, snippets); }
    void operator()(const markdown::List& list) const {
        for (const auto& item : list.items) {
            collect_snippets(item, snippets);
        }
    }
    template<typename Other>
    void operator()(const Other&) const {}
};

void collect_snippets(const std::vector<Block>& blocks, std::vector<Snippet>& snippets) {
    for (const Block& block : blocks) {
        std::visit(SnippetCollector{snippets}, block.what);
    }
}

// Puts `first` before the first line and `rest` before all others, those between the passages included.
void put_before(Passages& passages, const std::string& first, const std::string& rest) {
    const auto without_spaces_at_end = [](std::string line) {
        line.resize(line.find_last_not_of(' ') + 1);
        return line;
    };
    const std::string* start = &first;
    for (Passage& passage : passages) {
        if (passage.gap && start == &rest) {
            passage.gap = without_spaces_at_end(rest + *passage.gap);
        }
        for (std::string& line : passage.lines) {
            line = without_spaces_at_end(fmt::format("{}{}", *std::exchange(start, &rest), line));
        }
    }
}

// Writes blocks in the order in which their snippets were collected.
class Writer {
public:
    Writer(const report::Pen& pen, Manner manner, std::vector<Strokes>::const_iterator strokes)
        : pen_(pen), linear_(manner == Manner::linear), strokes_(strokes) {}

    Passages write(const std::vector<Block>& blocks, Widths widths);

private:
    Passages block(const markdown::Heading& heading, Widths widths);
    Passages block(const markdown::Paragraph& paragraph, Widths widths);
    Passages block(const markdown::Code& code, Widths widths);
    Passages block(const markdown::Rule& rule, Widths widths);
    Passages block(const markdown::Quote& quote, Widths widths);
    Passages block(const markdown::List& list, Widths widths);
    Passages block(const markdown::Table& table, Widths widths);
    Passages item(const std::vector<Block>& blocks, const std::string& marker, bool tight, Widths widths);

    Passages one(Passage::Kind kind, std::vector<std::string> lines) const {
        return lines.empty() ? Passages() : Passages{{kind, std::move(lines), ""}};
    }

    const report::Pen& pen_;
    bool linear_;
    std::vector<Strokes>::const_iterator strokes_;
};

Passages Writer::write(const std::vector<Block>& blocks, Widths widths) {
    Passages all;
    for (const Block& each : blocks) {
        Passages passages = std::visit([&](const auto& what) { return block(what, widths); }, each.what);
        std::move(passages.begin(), passages.end(), std::back_inserter(all));
    }
    return all;
}

Passages Writer::block(const markdown::Heading& heading, Widths widths) {
    const std::string marks =
        pen_.colour() ? "" : std::string(static_cast<std::size_t>(heading.level), '#') + " ";
    std::vector<std::string> lines;
    for (Glyphs& line : wrapped(heading.text, pen_, widths.prose - static_cast<int>(marks.size()))) {
        for (Glyph& glyph : line) {
            glyph.style.bold = true;
            glyph.style.underlined = glyph.style.underlined || heading.level == 1;
            glyph.style.italic = glyph.style.italic || heading.level > 2;
        }
        lines.push_back((lines.empty() ? marks : blanks(static_cast<int>(marks.size()))) + paint(line, pen_));
    }
    return one(Passage::Kind::heading, std::move(lines));
}

Passages Writer::block(const markdown::Paragraph& paragraph, Widths widths) {
    std::vector<std::string> lines;
    for (const Glyphs& line : wrapped(paragraph.text, pen_, widths.prose)) {
        lines.push_back(paint(line, pen_));
    }
    return one(Passage::Kind::prose, std::move(lines));
}

Passages Writer::block(const markdown::Code& /*code*/, Widths widths) {
    return one(Passage::Kind::code, code_lines(*strokes_++, pen_, widths.code));
}

Passages Writer::block(const markdown::Rule& /*rule*/, Widths widths) {
    std::string line = "* * *";
    if (!linear_) {
        line.clear();
        for (int i = 0; i < widths.prose; ++i) {
            line += pen_.signs().between;
        }
    }
    return one(Passage::Kind::prose, {pen_.paint(report::Ink::faint, line)});
}

Passages Writer::block(const markdown::Quote& quote, Widths widths) {
    constexpr int columns = 2;
    if (widths.prose - columns < narrowest) {
        return write(quote.blocks, widths);
    }
    Passages passages = write(quote.blocks, widths.less(columns));
    const std::string start = pen_.paint(report::Ink::faint, linear_ || !pen_.unicode() ? ">" : "│") + " ";
    put_before(passages, start, start);
    return passages;
}

Passages Writer::block(const markdown::List& list, Widths widths) {
    const auto marker_of = [&](std::size_t index) -> std::string {
        if (list.first_number) {
            return fmt::format("{}. ", *list.first_number + index);
        }
        return linear_ || !pen_.unicode() ? "- " : "• ";
    };
    const int columns = report::display_width(marker_of(list.items.empty() ? 0 : list.items.size() - 1));
    Passages all;
    for (std::size_t index = 0; index < list.items.size(); ++index) {
        const std::string marker = marker_of(index);
        // Numbers stand right above each other.
        const std::string aligned = blanks(columns - report::display_width(marker)) + marker;
        Passages passages = item(list.items[index], aligned, list.tight, widths);
        if (index > 0 && list.tight) {
            passages.front().gap.reset();
        }
        std::move(passages.begin(), passages.end(), std::back_inserter(all));
    }
    return all;
}

Passages Writer::item(const std::vector<Block>& blocks, const std::string& marker, bool tight,
                      Widths widths) {
    const int columns = report::display_width(marker);
    const bool indented = widths.prose - columns >= narrowest;
    Passages passages = write(blocks, indented ? widths.less(columns) : widths);
    for (std::size_t i = 1; i < passages.size(); ++i) {
        if (tight && passages[i].kind == Passage::Kind::prose &&
            passages[i - 1].kind == Passage::Kind::prose) {
            passages[i].gap.reset();
        }
    }
    if (passages.empty() || !indented) {
        passages.insert(passages.begin(), Passage{Passage::Kind::prose, {marker}, ""});
    } else {
        put_before(passages, marker, blanks(columns));
    }
    return passages;
}

Passages Writer::block(const markdown::Table& table, Widths widths) {
    return one(Passage::Kind::table, table_lines(table, pen_, widths.prose, linear_));
}

} // namespace

std::vector<Passages> render_markdown(const std::vector<std::string_view>& texts, const report::Pen& pen,
                                      const CodePainter& painter, Manner manner) {
    std::vector<std::vector<Block>> documents;
    std::vector<Snippet> snippets;
    for (const std::string_view text : texts) {
        documents.push_back(markdown::parse(text));
        collect_snippets(documents.back(), snippets);
    }
    const std::vector<Strokes> strokes = strokes_of(snippets, painter, pen);
    Writer writer(pen, manner, strokes.begin());
    std::vector<Passages> rendered;
    rendered.reserve(documents.size());
    for (const auto& document : documents) {
        rendered.push_back(writer.write(document, {pen.prose_width(), pen.width()}));
    }
    return rendered;
}

Passages render_markdown(std::string_view text, const report::Pen& pen, const CodePainter& painter,
                         Manner manner) {
    return std::move(render_markdown(std::vector{text}, pen, painter, manner).front());
}

std::vector<std::string> lines_of(const Passages& passages) {
    std::vector<std::string> lines;
    for (const Passage& passage : passages) {
        if (passage.gap && !lines.empty()) {
            lines.push_back(*passage.gap);
        }
        lines.insert(lines.end(), passage.lines.begin(), passage.lines.end());
    }
    return lines;
}

} // namespace gilkit::learn
