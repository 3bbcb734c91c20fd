#include "sandbox/conversation.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gilkit::sandbox {

namespace {

constexpr std::size_t header_bytes = 4;
constexpr int max_depth = 200;

std::size_t decode_length(std::string_view header) {
    std::size_t length = 0;
    for (const char byte : header.substr(0, header_bytes)) {
        length = (length << 8U) | static_cast<unsigned char>(byte);
    }
    return length;
}

} // namespace

std::string frame_message(const nlohmann::json& message) {
    // A path may hold bytes that are no UTF-8; showing it imperfectly beats failing.
    const std::string body = message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    std::string framed;
    for (int shift = 24; shift >= 0; shift -= 8) {
        framed.push_back(static_cast<char>((body.size() >> static_cast<unsigned>(shift)) & 0xffU));
    }
    return framed + body;
}

tl::unexpected<std::string> MessageReader::refuse(std::string why) {
    refused_ = std::move(why);
    return tl::unexpected(refused_);
}

tl::expected<std::optional<nlohmann::json>, std::string> MessageReader::next() {
    if (!refused_.empty()) {
        return tl::unexpected(refused_);
    }
    if (buffer_.size() < header_bytes) {
        return std::nullopt;
    }
    // An honest runner speaks when it is spoken to, so never more than one message is under way.
    if (buffer_.size() > header_bytes + max_message_bytes) {
        return refuse("more bytes than a message may have");
    }
    const std::size_t length = decode_length(buffer_);
    if (length > max_message_bytes) {
        return refuse("a message of " + std::to_string(length) + " bytes");
    }
    if (buffer_.size() < header_bytes + length) {
        return std::nullopt;
    }
    // The parser recurses into nothing, but whoever walks the result does.
    bool too_deep = false;
    const auto guard = [&](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
        too_deep = too_deep || depth > max_depth;
        return !too_deep;
    };
    const auto body = std::string_view(buffer_).substr(header_bytes, length);
    nlohmann::json message = nlohmann::json::parse(body, guard, /*allow_exceptions=*/false);
    buffer_.erase(0, header_bytes + length);
    if (too_deep || message.is_discarded() || !message.is_object()) {
        return refuse(too_deep ? "a message nested too deep" : "bytes that are no message");
    }
    return message;
}

std::string text_field(const nlohmann::json& message, const char* key, std::size_t max) {
    const auto field = message.find(key);
    if (field == message.end() || !field->is_string()) {
        return {};
    }
    return field->get_ref<const std::string&>().substr(0, max);
}

int int_field(const nlohmann::json& message, const char* key) {
    const auto field = message.find(key);
    if (field == message.end() || !field->is_number_integer()) {
        return 0;
    }
    if (field->is_number_unsigned()) {
        return static_cast<int>(std::min<std::uint64_t>(field->get<std::uint64_t>(), INT32_MAX));
    }
    return static_cast<int>(std::clamp<std::int64_t>(field->get<std::int64_t>(), INT32_MIN, INT32_MAX));
}

} // namespace gilkit::sandbox
