// The grader's end of the talk with the runner: JSON objects behind their length (4 bytes, big-endian).
//
// What arrives is foreign: it may be cut off, oversized, not JSON, or JSON of any shape. Nothing here trusts
// a length before it is checked or a key before it is looked up.
#pragma once

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gilkit::sandbox {

// A message of more than this many bytes is refused before it is read.
constexpr std::size_t max_message_bytes = 64U << 20U;

std::string frame_message(const nlohmann::json& message);

// Takes bytes as they come and gives back whole messages.
class MessageReader {
public:
    void append(std::string_view bytes) { buffer_.append(bytes); }

    // The next whole message; nullopt while it is incomplete; an error, for good, when the bytes are not a
    // message: too long, not JSON, not an object, nested more than 200 deep.
    tl::expected<std::optional<nlohmann::json>, std::string> next();

private:
    tl::unexpected<std::string> refuse(std::string why);

    std::string buffer_;
    std::string refused_; // why, once it is
};

// A field of a foreign object, or the fallback where it is missing or of another type. Text is cut at `max`
// bytes.
std::string text_field(const nlohmann::json& message, const char* key, std::size_t max = 16384);
int int_field(const nlohmann::json& message, const char* key);

} // namespace gilkit::sandbox
