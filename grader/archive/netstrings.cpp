#include "netstrings.hpp"

#include <charconv>

namespace gilkit::archive {

void add_netstring(std::string& to, std::string_view text) {
    to.append(std::to_string(text.size())).append(":").append(text).append(",");
}

std::optional<std::vector<std::string_view>> netstrings_in(std::string_view text) {
    std::vector<std::string_view> found;
    while (!text.empty()) {
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        // A colon before, a comma behind.
        if (error != std::errc() || !text.starts_with(':') || text.size() < 2 || size > text.size() - 2 ||
            text[size + 1] != ',') {
            return std::nullopt;
        }
        found.push_back(text.substr(1, size));
        text.remove_prefix(size + 2);
    }
    return found;
}

} // namespace gilkit::archive
