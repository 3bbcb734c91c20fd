// Where the readers of this room put what they find wrong, so that one pass over the course reports
// every fault and not just the first.
#pragma once

#include "content/model.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace gilkit::content {

class Findings {
public:
    // Diagnostics name their files relative to `root`, the folder that holds lessons/.
    explicit Findings(std::filesystem::path root) : root_(std::move(root)) {}

    // `line` is 1-based; 0 when the fault is the file as a whole. `action` says what to do.
    void add(const std::filesystem::path& file, std::size_t line, std::string message, std::string action);

    // The text of `file`; nullopt after adding why it can't be used.
    std::optional<std::string> read(const std::filesystem::path& file);

    std::size_t count() const { return diagnostics_.size(); }
    const std::filesystem::path& root() const { return root_; }
    Diagnostics take() { return std::move(diagnostics_); }

private:
    std::filesystem::path root_;
    Diagnostics diagnostics_;
};

} // namespace gilkit::content
