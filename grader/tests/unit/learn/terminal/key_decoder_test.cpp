#include "learn/terminal/key_decoder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::learn;

namespace {

using Keys = std::vector<Key>;

Keys take(KeyDecoder& decoder) {
    Keys keys;
    while (const auto key = decoder.next()) {
        keys.push_back(*key);
    }
    return keys;
}

// All at once.
Keys decode(std::string_view bytes) {
    KeyDecoder decoder;
    decoder.feed(bytes);
    decoder.settle();
    return take(decoder);
}

Keys decode_byte_by_byte(std::string_view bytes) {
    KeyDecoder decoder;
    for (const char byte : bytes) {
        decoder.feed({&byte, 1});
    }
    decoder.settle();
    return take(decoder);
}

Key named(KeyName name) {
    return {name};
}

Key alt(char32_t character) {
    return {KeyName::character, character, true};
}

void check(std::string_view bytes, const Keys& keys) {
    CAPTURE(bytes);
    CHECK(decode(bytes) == keys);
    CHECK(decode_byte_by_byte(bytes) == keys);
}

} // namespace

namespace doctest {
template<>
struct StringMaker<Keys> {
    static String convert(const Keys& keys) {
        std::string text;
        for (const Key& key : keys) {
            text += "(" + std::to_string(static_cast<int>(key.name)) + " " +
                    std::to_string(static_cast<unsigned>(key.character)) + (key.alt ? " alt)" : ")");
        }
        return text.c_str();
    }
};
} // namespace doctest

TEST_CASE("Characters are keys, whatever their length in UTF-8") {
    check("aZ 1~", {character_key('a'), character_key('Z'), character_key(' '), character_key('1'),
                    character_key('~')});
    check("éß", {character_key(U'é'), character_key(U'ß')});
    check("€日", {character_key(U'€'), character_key(U'日')});
    check("🐍", {character_key(U'🐍')});
}

TEST_CASE("Bytes that are no character are no key, and the next one is") {
    check("\x80x", {character_key('x')});
    check("\xffx", {character_key('x')});
    check("\xc3x", {character_key('x')});             // cut short
    check("\xe2\x82x", {character_key('x')});         // cut short
    check("\xc0\xafx", {character_key('x')});         // overlong
    check("\xed\xa0\x80x", {character_key('x')});     // a surrogate
    check("\xf4\x90\x80\x80x", {character_key('x')}); // beyond Unicode
    check("\xc2\x9bx", {character_key('x')});         // C1: a control, not a CSI
    check("\xe2\x80\xaex", {character_key('x')});     // writes from right to left
    check("\xe2\x82", {});
}

TEST_CASE("Control characters are keys of their own or letters with Ctrl") {
    check("\r\n", {named(KeyName::enter), named(KeyName::enter)});
    check("\x7f\b", {named(KeyName::backspace), named(KeyName::backspace)});
    check("\t", {named(KeyName::tab)});
    check(
        "\x01\x04\x13\x1a",
        {{KeyName::control, 'a'}, {KeyName::control, 'd'}, {KeyName::control, 's'}, {KeyName::control, 'z'}});
    check(std::string_view("\0\x1c\x1f", 3), {});
}

TEST_CASE("Arrows and their like are known in the dialects of common terminals") {
    struct Case {
        KeyName name;
        std::vector<std::string_view> spellings;
    };
    const std::vector<Case> cases = {
        {KeyName::up,
         {"\033[A", "\033OA", "\033[1;5A", "\033[1;2A", "\033O5A", "\033[a", "\033Oa", "\033\033[A"}},
        {KeyName::down, {"\033[B", "\033OB", "\033[1;3B", "\033[b", "\033\033OB"}},
        {KeyName::right, {"\033[C", "\033OC", "\033[1;5C"}},
        {KeyName::left, {"\033[D", "\033OD", "\033[1;5D"}},
        {KeyName::home, {"\033[H", "\033OH", "\033[1~", "\033[7~", "\033[7$", "\033[7^", "\033[1;5H"}},
        {KeyName::end, {"\033[F", "\033OF", "\033[4~", "\033[8~", "\033[8@", "\033[1;5F"}},
        {KeyName::page_up, {"\033[5~", "\033[5;5~", "\033[5$"}},
        {KeyName::page_down, {"\033[6~", "\033[6;3~"}},
        {KeyName::insert, {"\033[2~"}},
        {KeyName::remove, {"\033[3~", "\033[3;5~"}},
        {KeyName::back_tab, {"\033[Z"}},
        {KeyName::enter, {"\033OM", "\033[13u", "\033[13;5u"}},
        {KeyName::escape, {"\033[27u"}},
        {KeyName::tab, {"\033[9;5u"}},
        {KeyName::backspace, {"\033[127u"}},
    };
    for (const Case& each : cases) {
        for (const std::string_view spelling : each.spellings) {
            check(spelling, {named(each.name)});
            check(std::string(spelling) + "x", {named(each.name), character_key('x')});
        }
    }
    check("\033Op\033Oy", {character_key('0'), character_key('9')}); // the keypad
}

TEST_CASE("A lone Escape is known when nothing follows") {
    KeyDecoder decoder;
    decoder.feed("\033");
    CHECK_FALSE(decoder.next());
    CHECK(decoder.pending() == KeyDecoder::Pending::sequence);
    decoder.settle();
    CHECK(decoder.pending() == KeyDecoder::Pending::nothing);
    CHECK(decoder.has_keys());
    CHECK(take(decoder) == Keys{named(KeyName::escape)});

    decoder.feed("\033");
    decoder.feed("[A");
    CHECK(take(decoder) == Keys{named(KeyName::up)});
    check("\033\033", {named(KeyName::escape), named(KeyName::escape)});
    check("\033\033x", {named(KeyName::escape), alt('x')});
}

TEST_CASE("What was pressed with Alt is not taken for the key without it") {
    check("\033x", {alt('x')});
    check("\033é", {alt(U'é')});
    check("\033\r", {{KeyName::enter, 0, true}});
    for (const char letter : std::string_view("[O]P_^")) {
        check(std::string("\033") + letter, {alt(static_cast<char32_t>(letter))});
    }
}

TEST_CASE("Sequences that mean nothing here leave no letters behind") {
    for (const std::string_view sequence : {
             "\033[15~",
             "\033OP",
             "\033[1;2P",
             "\033[[A", // function keys
             "\033[M !!",
             "\033[<0;10;20M",
             "\033[<0;10;20m", // a mouse
             "\033[?1;2c",
             "\033[24;80R",
             "\033[I",
             "\033[200", // answers; broken off
             "\033[27;5;13~",
             "\033[97u",
         }) {
        check(sequence, {});
    }
    for (const std::string_view sequence :
         {"\033[15~", "\033[[A", "\033[M !!", "\033[<0;1;2M", "\033[>1;2c"}) {
        check(std::string(sequence) + "x", {character_key('x')});
    }
    check("\033]11;rgb:0000/0000/0000\033\\x", {character_key('x')});
    check("\033]11;rgb:0000/0000/0000\ax", {character_key('x')});
    check("\033P1$r0m\033\\x", {character_key('x')});
    check("\033]0;broken\033[A", {named(KeyName::up)});
    check("\033[1\033[A", {named(KeyName::up)});
    check("\033[1\rx", {named(KeyName::enter), character_key('x')});
}

TEST_CASE("A paste is no choice of keys") {
    check("a\033[200~rm -rf\r\033[A\033[20~ü\033[201~b", {character_key('a'), character_key('b')});
    check("\033[200~\033[201~\033[200~x\033\033[201~y", {character_key('y')});
    KeyDecoder decoder;
    decoder.feed("\033[200~never ended");
    CHECK(decoder.pending() == KeyDecoder::Pending::paste);
    decoder.feed(" q");
    CHECK_FALSE(decoder.has_keys());
    decoder.settle();
    CHECK(decoder.pending() == KeyDecoder::Pending::nothing);
    decoder.feed("q");
    CHECK(take(decoder) == Keys{character_key('q')});
}

TEST_CASE("What never ends is given up") {
    KeyDecoder decoder;
    decoder.feed("\033]" + std::string(5000, 'x'));
    CHECK(decoder.pending() == KeyDecoder::Pending::nothing);
    decoder.feed("q");
    CHECK(take(decoder) == Keys{character_key('q')});
}
