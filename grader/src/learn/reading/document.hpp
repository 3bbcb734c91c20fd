// Markdown as a tree. md4c reads it, in the website's dialect: CommonMark with tables and strikethrough, and
// HTML is text like any other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gilkit::learn::markdown {

enum class Span : std::uint8_t { emphasis, strong, code, struck, link };

// Running text is a row of these: text, and where spans begin and end.
struct Piece {
    enum class Kind : std::uint8_t { text, begin, end, line_break };

    Kind kind = Kind::text;
    Span span = Span::emphasis; // of begin and end
    // Of text; of a link's end its address, where that is on the web and differs from what the link says.
    std::string text = {};
};

using Inline = std::vector<Piece>;

struct Heading {
    int level = 1; // 1 to 6
    Inline text;
};

struct Paragraph {
    Inline text;
};

struct Code {
    std::string language; // as it stands behind the fence; empty when nothing does
    std::string text;     // each line ends in '\n'
};

struct Rule {};

struct Block;

struct Quote {
    std::vector<Block> blocks;
};

struct List {
    std::optional<unsigned> first_number; // nullopt: bullets
    bool tight = true;                    // no empty lines between the items
    std::vector<std::vector<Block>> items;
};

enum class Align : std::uint8_t { left, centre, right };

struct Table {
    std::vector<Align> aligns; // as many as `head` and each row have cells
    std::vector<Inline> head;
    std::vector<std::vector<Inline>> rows;
};

struct Block {
    std::variant<Heading, Paragraph, Code, Rule, Quote, List, Table> what;
};

// Never fails: what can't be parsed (for want of memory) is a block of code, as it is written. Quotes and
// lists that are nested deeper than a terminal could show stand where they begin.
std::vector<Block> parse(std::string_view text);

} // namespace gilkit::learn::markdown
