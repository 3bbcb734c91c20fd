#include "content/prints.hpp"

#include "content/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <system_error>
#include <vector>

namespace gilkit::content {
namespace {

struct Piece {
    std::string_view text; // literal text, or the name of a number
    bool number = false;
};

// "{name}" is a number's place only if it is a name: the braces of a printed dict stay literal.
std::vector<Piece> split_pattern(std::string_view pattern) {
    std::vector<Piece> pieces;
    std::size_t literal = 0;
    std::size_t at = 0;
    while ((at = pattern.find('{', at)) != std::string_view::npos) {
        const std::size_t end = pattern.find('}', at);
        if (end == std::string_view::npos) {
            break;
        }
        const std::string_view name = pattern.substr(at + 1, end - at - 1);
        if (!is_python_name(name)) {
            ++at;
            continue;
        }
        if (at > literal) {
            pieces.push_back({pattern.substr(literal, at - literal), false});
        }
        pieces.push_back({name, true});
        at = literal = end + 1;
    }
    if (literal < pattern.size()) {
        pieces.push_back({pattern.substr(literal), false});
    }
    return pieces;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
    std::size_t count = 0;
    while (at + count < text.size() && is_digit(text[at + count])) {
        ++count;
    }
    return count;
}

// The length of the decimal number at the start of `text`; 0 when there is none.
std::size_t number_length(std::string_view text) {
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    const std::size_t whole = digits_at(text, sign);
    if (whole == 0) {
        return 0;
    }
    std::size_t length = sign + whole;
    if (length < text.size() && text[length] == '.') {
        const std::size_t decimals = digits_at(text, length + 1);
        length += decimals == 0 ? 0 : decimals + 1;
    }
    return length;
}

bool match_line(std::string_view pattern, std::string_view line, std::map<std::string, double>& numbers) {
    for (const Piece& piece : split_pattern(pattern)) {
        if (!piece.number) {
            if (!line.starts_with(piece.text)) {
                return false;
            }
            line.remove_prefix(piece.text.size());
            continue;
        }
        const std::size_t length = number_length(line);
        double value = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + length, value);
        if (length == 0 || error != std::errc{} || end != line.data() + length) {
            return false;
        }
        numbers[std::string(piece.text)] = value;
        line.remove_prefix(length);
    }
    return line.empty();
}

// Whether text after a number would be taken as a part of the number.
bool continues_number(const Piece& next) {
    if (next.number) {
        return true;
    }
    const std::string_view text = next.text;
    return is_digit(text.front()) || (text.front() == '.' && text.size() > 1 && is_digit(text[1]));
}

} // namespace

std::optional<PatternFault> check_patterns(std::span<const std::string> patterns) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (patterns[i].find('\n') != std::string::npos) {
            return PatternFault{i, "the pattern holds a line end"};
        }
        const auto pieces = split_pattern(patterns[i]);
        for (std::size_t p = 0; p < pieces.size(); ++p) {
            if (!pieces[p].number) {
                continue;
            }
            if (!names.insert(pieces[p].text).second) {
                return PatternFault{i, fmt::format("the name {{{}}} is used twice", pieces[p].text)};
            }
            if (p + 1 < pieces.size() && continues_number(pieces[p + 1])) {
                return PatternFault{i, fmt::format("the number {{{}}} has no end", pieces[p].text)};
            }
        }
    }
    return std::nullopt;
}

tl::expected<std::map<std::string, double>, std::string> match_prints(std::span<const std::string> patterns,
                                                                      std::string_view output) {
    const auto lines = split_lines(output);
    std::map<std::string, double> numbers;
    for (std::size_t i = 0; i < std::max(patterns.size(), lines.size()); ++i) {
        if (i >= lines.size()) {
            return tl::make_unexpected(
                fmt::format("line {} is missing, it should match {}", i + 1, in_quotes(patterns[i])));
        }
        if (i >= patterns.size()) {
            return tl::make_unexpected(
                fmt::format("line {} is one too many: {}", i + 1, in_quotes(lines[i])));
        }
        if (!match_line(patterns[i], lines[i], numbers)) {
            return tl::make_unexpected(fmt::format("line {} is {}, it should match {}", i + 1,
                                                   in_quotes(lines[i]), in_quotes(patterns[i])));
        }
    }
    return numbers;
}

} // namespace gilkit::content
