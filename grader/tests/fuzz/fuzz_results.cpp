// Feeds values to those who compare and show what came out of a box: what two submissions returned, a line of
// JSON each.
#include "fuzz/foreign.hpp"
#include "judge/value.hpp"
#include "report/text.hpp"
#include "sandbox/box.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::fuzz {

namespace {

using nlohmann::json;

// The value that comes with such a message; nullopt where the grader would not take it.
std::optional<json> returned(std::string_view text) {
    sandbox::MessageReader reader;
    reader.append(framed(R"({"op":"returned","value":)" + std::string(text) + "}"));
    const auto message = reader.next();
    if (!message || !*message) {
        return std::nullopt;
    }
    const sandbox::Reply reply = sandbox::reply_from(**message);
    return reply.ending == sandbox::Ending::returned ? std::optional(reply.value) : std::nullopt;
}

bool is_tagged(const json& value) {
    return value.is_object() && value.size() == 2 && value.contains("v") && value.contains("$") &&
           value["$"].is_string();
}

bool is_dict(const json& value) {
    return is_tagged(value) && value["$"] == "dict" && value["v"].is_array();
}

bool alike(const json& a, const json& b);

// The same entries, in whatever order.
bool alike_entries(const json& a, const json& b) {
    std::vector<const json*> left;
    for (const json& entry : b) {
        left.push_back(&entry);
    }
    const bool all_found = std::ranges::all_of(a, [&](const json& entry) {
        const auto found = std::ranges::find_if(left, [&](const json* each) { return alike(entry, *each); });
        if (found == left.end()) {
            return false;
        }
        left.erase(found);
        return true;
    });
    return all_found && left.empty();
}

// What same_value() says, found without the text that it makes of a value.
bool alike(const json& a, const json& b) {
    if (is_dict(a) && is_dict(b)) {
        return alike_entries(a["v"], b["v"]);
    }
    if (is_tagged(a) && is_tagged(b)) {
        return a["$"] == b["$"] && alike(a["v"], b["v"]);
    }
    if (a.is_array() && b.is_array()) {
        return std::ranges::equal(a, b, alike);
    }
    return a.dump() == b.dump();
}

// With the entries of every dict the other way round.
json turned(json value) {
    if (is_tagged(value)) {
        value["v"] = turned(value["v"]);
        if (is_dict(value)) {
            std::reverse(value["v"].begin(), value["v"].end());
        }
    } else if (value.is_array()) {
        for (json& item : value) {
            item = turned(item);
        }
    }
    return value;
}

std::string difference_of(const json& expected, const json& actual) {
    if (!expected.is_array() || !actual.is_array()) {
        return "the result";
    }
    if (expected.size() != actual.size()) {
        return fmt::format("its length ({} instead of {})", actual.size(), expected.size());
    }
    const auto differs = std::ranges::mismatch(expected, actual, alike).in1;
    return differs == expected.end() ? "the result" : fmt::format("result[{}]", differs - expected.begin());
}

bool is_utf8(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        if (!report::next_code_point(text, position)) {
            return false;
        }
    }
    return true;
}

void show(const json& value) {
    constexpr std::string_view cut_mark = "…";
    const std::string whole = judge::show_value(value, std::numeric_limits<std::size_t>::max());
    require(!whole.empty() && is_utf8(whole));
    for (const std::size_t longest : {0U, 1U, 50U, 400U}) {
        std::string shown = judge::show_value(value, longest);
        if (whole.size() > longest) {
            require(shown.ends_with(cut_mark));
            shown.resize(shown.size() - cut_mark.size());
            // A character is at most four bytes, so no more than three are lost where one is cut.
            require(shown.size() <= longest && shown.size() + 3 >= longest);
        }
        require(is_utf8(shown) && (whole.size() > longest ? whole.starts_with(shown) : whole == shown));
    }
}

void compare(const json& a, const json& b) {
    require(judge::same_value(a, b) == alike(a, b));
    require(judge::same_value(b, a) == alike(a, b));
    require(judge::first_difference(a, b) == difference_of(a, b));
}

void read_results(std::string_view text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto first = returned(text.substr(0, end));
    if (!first) {
        return;
    }
    show(*first);
    require(judge::same_value(*first, turned(*first)));
    require(!judge::same_value(*first, json::array({*first})));
    if (const auto second = returned(text.substr(std::min(end + 1, text.size())))) {
        compare(*first, *second);
    }
}

} // namespace

} // namespace gilkit::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    gilkit::fuzz::read_results({reinterpret_cast<const char*>(data), size});
    return 0;
}
