// Feeds bytes to the grader's end of the talk with the runner, and what they say to those who read its fields
// and explain them. A submission can send anything: the runner is in its process.
//
// The first byte is the size of the pieces that the others come in. They come twice: as they are, and as the
// body of one message, so that libFuzzer need not find out the length that stands before it.
#include "fuzz/foreign.hpp"
#include "judge/explain.hpp"
#include "sandbox/box.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::fuzz {

namespace {

using nlohmann::json;

struct Heard {
    std::vector<json> messages;
    bool refused = false;
    bool operator==(const Heard&) const = default;
};

// What is heard when the bytes come in pieces of that size.
Heard hear(std::string_view bytes, std::size_t piece) {
    sandbox::MessageReader reader;
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

Heard hear_at_once(std::string_view bytes) {
    return hear(bytes, std::max<std::size_t>(bytes.size(), 1));
}

// Whoever did not return a value failed, and is told so.
void read_reply(const json& message) {
    const sandbox::Reply reply = sandbox::reply_from(message);
    constexpr std::size_t longest = 16384;
    for (const std::string* text :
         {&reply.kind, &reply.message, &reply.traceback, &reply.stage, &reply.source_line}) {
        require(text->size() <= longest);
    }
    if (reply.ending == sandbox::Ending::returned) {
        require(message.at("op") == "returned" && reply.value == message.at("value"));
        return;
    }
    judge::Result result;
    judge::explain_failed_run(result, content::Exercise(), reply, judge::RunFault::none, 1);
    require(result.verdict == judge::Verdict::failed && result.reason && !result.message.empty());
    require(result.checks.size() == 1 && result.checks.front().status == judge::CheckStatus::failed);
}

void read_message(const json& message) {
    require(message.is_object());
    require(hear_at_once(sandbox::frame_message(message)) == Heard{{message}, false});
    constexpr std::size_t longest = 5;
    require(sandbox::text_field(message, "op").starts_with(sandbox::text_field(message, "op", longest)));
    require(sandbox::text_field(message, "op", longest).size() <= longest);
    read_reply(message);
}

void read_messages(std::string_view bytes, std::size_t piece) {
    const Heard whole = hear_at_once(bytes);
    require(whole == hear(bytes, piece)); // however it comes
    const Heard one = hear_at_once(framed(bytes));
    require(one.messages.size() + static_cast<std::size_t>(one.refused) == 1);
    for (const auto* messages : {&whole.messages, &one.messages}) {
        for (const json& message : *messages) {
            read_message(message);
        }
    }
}

} // namespace

} // namespace gilkit::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 0) {
        const std::string_view bytes(reinterpret_cast<const char*>(data), size);
        gilkit::fuzz::read_messages(bytes.substr(1), std::size_t{1} + *data);
    }
    return 0;
}
