#include "learn/reading/pygments.hpp"

#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/memory_file.hpp"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace gilkit::learn {

namespace {

using nlohmann::json;

// [[language, text], …] → [[[token, text], …] or null for an unknown language, …]
constexpr std::string_view tokenizer = R"(import json
import sys

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound


def tokens(language, text):
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return [[str(token), piece] for token, piece in lexer.get_tokens(text)]


json.dump([tokens(*snippet) for snippet in json.load(sys.stdin.buffer)], sys.stdout)
)";

// A name stands for all tokens below it but those that stand before it. No blue and no yellow: each can't be
// read on one of the usual backgrounds. A comment keeps the colour of the text, because it is there to be
// read.
constexpr std::array<std::pair<std::string_view, Style>, 15> styles = {{
    {"Token.Comment.Preproc", {.colour = Colour::magenta}},
    {"Token.Comment.PreprocFile", {.colour = Colour::green}},
    {"Token.Comment", {.italic = true}},
    {"Token.Generic.Error", {.colour = Colour::red}},
    {"Token.Generic.Prompt", {.faint = true}},
    {"Token.Keyword", {.colour = Colour::magenta}},
    {"Token.Literal.Number", {.colour = Colour::cyan}},
    {"Token.Literal.String.Interpol", {.colour = Colour::cyan}},
    {"Token.Literal.String", {.colour = Colour::green}},
    {"Token.Name.Builtin", {.colour = Colour::cyan}},
    {"Token.Name.Class", {.bold = true}},
    {"Token.Name.Decorator", {.colour = Colour::cyan}},
    {"Token.Name.Exception", {.colour = Colour::cyan}},
    {"Token.Name.Function", {.bold = true}},
    {"Token.Operator.Word", {.colour = Colour::magenta}},
}};

Style style_of(std::string_view token) {
    for (const auto& [name, style] : styles) {
        if (token == name || (token.starts_with(name) && token.substr(name.size()).starts_with('.'))) {
            return style;
        }
    }
    return {};
}

Strokes strokes_from(const json& tokens) {
    Strokes strokes;
    for (const json& token : tokens.is_array() ? tokens : json::array()) {
        if (!token.is_array() || token.size() != 2 || !token[0].is_string() || !token[1].is_string()) {
            return {};
        }
        strokes.push_back({token[1].get<std::string>(), style_of(token[0].get_ref<const std::string&>())});
    }
    return strokes;
}

std::string request_for(const std::vector<Snippet>& snippets) {
    json request = json::array();
    for (const Snippet& snippet : snippets) {
        request.push_back(json::array({snippet.language, snippet.text}));
    }
    // What is not UTF-8 comes back changed, so it is shown plain.
    return request.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

CodePainter pygments_painter(std::string python, double patience_s) {
    return [python = std::move(python), patience_s](const std::vector<Snippet>& snippets) {
        const auto input = os::make_memory_file(request_for(snippets));
        if (!input) {
            return std::vector<Strokes>();
        }
        os::SpawnOptions options;
        // Isolated: no module of the folder that the learner is in passes for Pygments.
        options.argv = {python, "-I", "-B", "-c", std::string(tokenizer)};
        options.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"};
        options.fds = {{input->get(), STDIN_FILENO}};
        options.die_with_us = true;
        constexpr std::size_t most_bytes = std::size_t{16} << 20U;
        const auto ran =
            os::run_and_capture(options, os::monotonic_ns() + os::from_seconds(patience_s), {}, most_bytes);
        if (!ran || ran->timed_out || ran->interrupted || !ran->status.success()) {
            return std::vector<Strokes>();
        }
        std::vector<Strokes> painted;
        const auto answer = json::parse(ran->out, nullptr, /*allow_exceptions=*/false);
        for (const json& tokens : answer.is_array() ? answer : json::array()) {
            painted.push_back(strokes_from(tokens));
        }
        return painted;
    };
}

} // namespace gilkit::learn
