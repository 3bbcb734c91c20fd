#include "learn/reading/document.hpp"

#include "learn/reading/entities.hpp"

#include <doctest/doctest.h>

#include <string>
#include <variant>

using namespace gilkit::learn::markdown;

namespace {

// The text of a paragraph, with its spans in angle brackets.
std::string written(const Inline& text) {
    static const std::string names[] = {"em", "strong", "code", "del", "a"};
    std::string all;
    for (const Piece& piece : text) {
        const std::string& name = names[static_cast<int>(piece.span)];
        switch (piece.kind) {
        case Piece::Kind::text:
            all += piece.text;
            break;
        case Piece::Kind::begin:
            all += "<" + name + ">";
            break;
        case Piece::Kind::end:
            all += "</" + name + (piece.text.empty() ? ">" : " " + piece.text + ">");
            break;
        case Piece::Kind::line_break:
            all += "<br>";
            break;
        }
    }
    return all;
}

std::string paragraph(const Block& block) {
    return written(std::get<Paragraph>(block.what).text);
}

std::string only_paragraph(std::string_view markdown) {
    const auto blocks = parse(markdown);
    REQUIRE(blocks.size() == 1);
    return paragraph(blocks.front());
}

} // namespace

TEST_CASE("Blocks are kept in their order") {
    const auto blocks =
        parse("# One *two*\n\nText\nof two lines.\n\n---\n\n```python title\nx = 1\n\n```\n\n    y\n");
    REQUIRE(blocks.size() == 5);
    const auto& heading = std::get<Heading>(blocks[0].what);
    CHECK(heading.level == 1);
    CHECK(written(heading.text) == "One <em>two</em>");
    CHECK(paragraph(blocks[1]) == "Text of two lines.");
    CHECK(std::holds_alternative<Rule>(blocks[2].what));
    const auto& code = std::get<Code>(blocks[3].what);
    CHECK(code.language == "python");
    CHECK(code.text == "x = 1\n\n");
    CHECK(std::get<Code>(blocks[4].what).language.empty());
    CHECK(std::get<Code>(blocks[4].what).text == "y\n");
}

TEST_CASE("Spans begin and end where they do, within each other as well") {
    CHECK(only_paragraph("a **b *c* `d`** ~~e~~") ==
          "a <strong>b <em>c</em> <code>d</code></strong> <del>e</del>");
    CHECK(only_paragraph("one  \ntwo") == "one<br>two");
}

TEST_CASE("A link keeps its address if that is on the web and not its text already") {
    CHECK(only_paragraph("[PEP 703](https://peps.python.org/pep-0703/)") ==
          "<a>PEP 703</a https://peps.python.org/pep-0703/>");
    CHECK(only_paragraph("[next](../02-threads/)") == "<a>next</a>");
    CHECK(only_paragraph("<https://python.org>") == "<a>https://python.org</a>");
    CHECK(only_paragraph("[q](http://a.org/?b&amp;c)") == "<a>q</a http://a.org/?b&c>");
    CHECK(only_paragraph("![a picture](http://a.org/b.png)") == "<a>a picture</a http://a.org/b.png>");
}

TEST_CASE("HTML is text, and entities are the characters that they name") {
    CHECK(only_paragraph("<b>x</b> &lt;&amp;&#8230;&#x2026;&nosuch;") == "<b>x</b> <&……&nosuch;");
}

TEST_CASE("Numbers that are no character become the character for that") {
    CHECK(decode_entity("&#65;") == "A");
    CHECK(decode_entity("&#xe9;") == "é");
    CHECK(decode_entity("&#x1F600;") == "😀");
    CHECK(decode_entity("&#0;") == "\uFFFD");
    CHECK(decode_entity("&#xD800;") == "\uFFFD");
    CHECK(decode_entity("&#99999999999;") == "\uFFFD");
    CHECK(decode_entity("&#x;") == "&#x;");
}

TEST_CASE("Lists know their numbers, and whether empty lines divide them") {
    const auto blocks = parse("3. three\n4. four\n\n   - deep\n\n- tight\n- as well\n  with more\n");
    REQUIRE(blocks.size() == 2);
    const auto& numbered = std::get<List>(blocks[0].what);
    CHECK(numbered.first_number == 3);
    CHECK_FALSE(numbered.tight);
    REQUIRE(numbered.items.size() == 2);
    REQUIRE(numbered.items[1].size() == 2);
    CHECK(paragraph(numbered.items[1][0]) == "four");
    CHECK(paragraph(std::get<List>(numbered.items[1][1].what).items.at(0).at(0)) == "deep");
    const auto& bullets = std::get<List>(blocks[1].what);
    CHECK_FALSE(bullets.first_number);
    CHECK(bullets.tight);
    CHECK(paragraph(bullets.items.at(1).at(0)) == "as well with more");
}

TEST_CASE("In a tight item, text goes before the list that follows it") {
    const auto blocks = parse("- one\n  - two\n- three\n");
    REQUIRE(blocks.size() == 1);
    const auto& list = std::get<List>(blocks[0].what);
    REQUIRE(list.items.size() == 2);
    REQUIRE(list.items[0].size() == 2);
    CHECK(paragraph(list.items[0][0]) == "one");
    CHECK(std::holds_alternative<List>(list.items[0][1].what));
}

TEST_CASE("A table has as many cells in each row as in its head") {
    const auto blocks = parse("| a | b |\n|:-:|--:|\n| `1` | 2 | 3 |\n| 4 |\n");
    REQUIRE(blocks.size() == 1);
    const auto& table = std::get<Table>(blocks[0].what);
    CHECK(table.aligns == std::vector{Align::centre, Align::right});
    REQUIRE(table.rows.size() == 2);
    CHECK(written(table.head.at(1)) == "b");
    CHECK(written(table.rows[0].at(0)) == "<code>1</code>");
    REQUIRE(table.rows[1].size() == 2);
    CHECK(table.rows[1][1].empty());
}

TEST_CASE("However deep quotes and lists are nested, the tree is not, and nothing is lost") {
    std::string quotes(5000, '>');
    const auto depth_of = [](const std::vector<Block>& blocks) {
        int depth = 0;
        const std::vector<Block>* inside = &blocks;
        while (inside->size() == 1 && std::holds_alternative<Quote>(inside->front().what)) {
            inside = &std::get<Quote>(inside->front().what).blocks;
            ++depth;
        }
        REQUIRE(inside->size() == 1);
        CHECK(paragraph(inside->front()) == "deep");
        return depth;
    };
    CHECK(depth_of(parse(quotes + " deep")) == 16);

    std::string lists;
    for (int level = 0; level < 40; ++level) {
        lists +=
            std::string(static_cast<std::size_t>(level) * 2, ' ') + "- level " + std::to_string(level) + "\n";
    }
    const std::vector<Block> blocks = parse(lists);
    const std::vector<Block>* inside = &blocks;
    for (int level = 0; level < 8; ++level) {
        const auto& list = std::get<List>(inside->back().what);
        REQUIRE(list.items.size() == 1);
        inside = &list.items.front();
        CHECK(paragraph(inside->front()) == "level " + std::to_string(level));
    }
    REQUIRE(inside->size() == 33);
    CHECK(paragraph(inside->back()) == "level 39");
}

TEST_CASE("No text is no block") {
    CHECK(parse("").empty());
    CHECK(parse("\n\n").empty());
}
