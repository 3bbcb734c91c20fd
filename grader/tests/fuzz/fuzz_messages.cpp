// Feeds bytes to the grader's end of the talk with the runner, and what they hold to those who compare and
// show values. A submission can send anything: the runner is in its process.
#include "judge/value.hpp"
#include "sandbox/conversation.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using nlohmann::json;

struct Heard {
    std::vector<json> messages;
    bool refused = false;
    bool operator==(const Heard&) const = default;
};

// What is heard when the bytes come in pieces of that size.
Heard hear(std::string_view bytes, std::size_t piece) {
    gilkit::sandbox::MessageReader reader;
    Heard heard;
    while (!bytes.empty() && !heard.refused) {
        reader.append(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (;;) {
            auto message = reader.next();
            heard.refused = !message.has_value();
            if (!message || !*message) {
                break;
            }
            heard.messages.push_back(**message);
        }
    }
    return heard;
}

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void look_at(const json& message) {
    constexpr std::size_t longest = 50;
    require(message.is_object());
    require(gilkit::sandbox::text_field(message, "op", longest).size() <= longest);
    (void)gilkit::sandbox::int_field(message, "line");
    const json value = message.value("value", json());
    require(gilkit::judge::same_value(value, value));
    // Cut there, with a mark that says so.
    constexpr std::size_t cut_mark = std::string_view("…").size();
    require(gilkit::judge::show_value(value, longest).size() <= longest + cut_mark);
    const json other = message.value("other", json());
    require(gilkit::judge::same_value(value, other) == gilkit::judge::same_value(other, value));
    require(!gilkit::judge::first_difference(value, other).empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Heard whole = hear(bytes, std::max<std::size_t>(bytes.size(), 1));
    require(whole == hear(bytes, std::size_t{1} + *data)); // however it comes
    for (const json& message : whole.messages) {
        look_at(message);
    }
    return 0;
}
