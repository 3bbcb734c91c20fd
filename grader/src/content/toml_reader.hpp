// Strict reading of TOML: every key is asked for by name and type, and what nobody asked for is a
// fault. A reader adds a Diagnostic for each fault and gives back something harmless, so that its
// caller reads on and the author sees all faults at once.
#pragma once

#include "content/diagnostics.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::content {

enum class Presence : std::uint8_t { required, optional };

struct IntegerRange {
    std::int64_t min = 0;
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct NumberRange {
    double min = 0;
    bool min_allowed = true; // whether `min` itself is in the range
    double max = std::numeric_limits<double>::max();
};

class TableReader {
public:
    // The file's root table; nullopt after adding why there is none. A `format` other than 1 is
    // reported here, and nothing else of that file then: its keys may mean something else.
    static std::optional<TableReader> open(const std::filesystem::path& file, Findings& findings);

    TableReader(TableReader&& other) noexcept;
    TableReader& operator=(TableReader&& other) noexcept;
    TableReader(const TableReader&) = delete;
    TableReader& operator=(const TableReader&) = delete;
    ~TableReader();

    // Text that is not blank; "" when it is missing or wrong.
    std::string text(std::string_view key, Presence presence = Presence::required);
    // An array of strings; those may be blank. A required one has at least one element.
    std::vector<std::string> texts(std::string_view key, Presence presence = Presence::required);
    // With a fallback, the key is optional. Also `fallback`, or the range's minimum, when it is wrong.
    std::int64_t integer(std::string_view key, IntegerRange range, std::optional<std::int64_t> fallback = {});
    double number(std::string_view key, NumberRange range, std::optional<double> fallback = {});
    std::optional<TableReader> table(std::string_view key, Presence presence = Presence::required);
    // The elements of [[key]], at least one.
    std::vector<TableReader> tables(std::string_view key);
    // Allows a key without reading it, for the rest of a file whose meaning is already lost.
    void ignore(std::string_view key);

    // Adds the missing and the unknown keys. To be called when every key was asked for. `otherwise`: what to
    // do about an unknown key that none of the known ones resembles.
    void finish(std::string_view otherwise = "remove it");

    // 1-based: where the table begins; where the key stands, or the table's own when it is missing.
    std::size_t line() const;
    std::size_t line(std::string_view key) const;
    bool has(std::string_view key) const;

    const std::filesystem::path& file() const;
    void fault(std::size_t line, std::string message, std::string action) const;

private:
    struct State;
    explicit TableReader(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace gilkit::content
