#include "content/diagnostics.hpp"

#include "content/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace gilkit::content {

std::string Diagnostic::to_string() const {
    const std::string place = line == 0 ? file.string() : fmt::format("{}:{}", file.string(), line);
    return fmt::format("{}: {}; {}", place, message, action);
}

void Findings::add(const std::filesystem::path& file, std::size_t line, std::string message,
                   std::string action) {
    std::filesystem::path shown = file.lexically_relative(root_);
    if (shown.empty() || *shown.begin() == "..") {
        shown = file;
    }
    diagnostics_.push_back({std::move(shown), line, std::move(message), std::move(action)});
}

std::optional<std::string> Findings::read(const std::filesystem::path& file) {
    auto text = read_text_file(file);
    if (!text) {
        TextFault& fault = text.error();
        add(file, fault.line, std::move(fault.message), std::move(fault.action));
        return std::nullopt;
    }
    return std::move(*text);
}

} // namespace gilkit::content
