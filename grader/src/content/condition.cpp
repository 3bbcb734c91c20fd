#include "content/condition.hpp"

#include "content/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <system_error>
#include <utility>

namespace gilkit::content {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (text = trim(text); !text.empty(); text = trim(text)) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

std::optional<Operator> parse_operator(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, Operator>, 6> operators{{
        {"<", Operator::less},
        {"<=", Operator::less_equal},
        {">", Operator::greater},
        {">=", Operator::greater_equal},
        {"==", Operator::equal},
        {"!=", Operator::not_equal},
    }};
    for (const auto& [name, op] : operators) {
        if (name == word) {
            return op;
        }
    }
    return std::nullopt;
}

std::optional<double> parse_number(std::string_view word) {
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(number)) {
        return std::nullopt;
    }
    return number;
}

bool holds(const Comparison& comparison, double value) {
    switch (comparison.op) {
    case Operator::less:
        return value < comparison.number;
    case Operator::less_equal:
        return value <= comparison.number;
    case Operator::greater:
        return value > comparison.number;
    case Operator::greater_equal:
        return value >= comparison.number;
    case Operator::equal:
        return value == comparison.number;
    case Operator::not_equal:
        return value != comparison.number;
    }
    return false;
}

} // namespace

bool is_path(std::string_view text) {
    bool first = true;
    while (true) {
        const std::size_t dot = text.find('.');
        const std::string_view name = text.substr(0, dot);
        // Names after the first may begin with a digit ("predicted.4").
        if (name.empty() || !is_python_name(first ? std::string(name) : fmt::format("_{}", name))) {
            return false;
        }
        if (dot == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(dot + 1);
        first = false;
    }
}

tl::expected<Condition, std::string> parse_condition(std::string_view text) {
    const auto words = words_of(text);
    if (words.empty()) {
        return tl::make_unexpected(std::string("the condition is empty"));
    }
    Condition condition;
    for (std::size_t at = 0; at < words.size(); at += 4) {
        if (words.size() - at < 3) {
            return tl::make_unexpected(
                fmt::format("the condition {} ends within a comparison", in_quotes(text)));
        }
        const auto op = parse_operator(words[at + 1]);
        const auto number = parse_number(words[at + 2]);
        if (!is_path(words[at])) {
            return tl::make_unexpected(fmt::format("{} is not the name of a figure", in_quotes(words[at])));
        }
        if (!op) {
            return tl::make_unexpected(fmt::format("{} is not a comparison", in_quotes(words[at + 1])));
        }
        if (!number) {
            return tl::make_unexpected(fmt::format("{} is not a number", in_quotes(words[at + 2])));
        }
        condition.comparisons.push_back({std::string(words[at]), *op, *number});
        const bool last = at + 3 == words.size();
        if (!last && words[at + 3] != "and") {
            return tl::make_unexpected(
                fmt::format("{} stands where 'and' is expected", in_quotes(words[at + 3])));
        }
        if (!last && at + 4 == words.size()) {
            return tl::make_unexpected(std::string("the condition ends with 'and'"));
        }
    }
    return condition;
}

tl::expected<bool, std::string> evaluate(const Condition& condition,
                                         const std::map<std::string, double>& values) {
    bool all = true;
    for (const Comparison& comparison : condition.comparisons) {
        const auto value = values.find(comparison.path);
        if (value == values.end()) {
            return tl::make_unexpected(comparison.path);
        }
        all = holds(comparison, value->second) && all;
    }
    return all;
}

} // namespace gilkit::content
