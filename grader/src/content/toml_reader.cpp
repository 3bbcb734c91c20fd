#include "content/toml_reader.hpp"

#include "content/text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <utility>

namespace gilkit::content {

struct TableReader::State {
    std::shared_ptr<const toml::table> document; // owns `table`
    const toml::table* table = nullptr;
    std::filesystem::path file;
    Findings* findings = nullptr;
    std::vector<std::string> known;                           // keys that were asked for
    std::vector<std::pair<std::string, std::string>> missing; // key, what to write

    // The value under `key`, remembered as known; null when it is missing.
    const toml::node* take(std::string_view key, Presence presence, std::string_view example) {
        known.emplace_back(key);
        const toml::node* node = table->get(key);
        if (node == nullptr && presence == Presence::required) {
            missing.emplace_back(key, example);
        }
        return node;
    }

    void wrong(const toml::node& node, std::string message, std::string action) const {
        findings->add(file, node.source().begin.line, std::move(message), std::move(action));
    }

    std::unique_ptr<State> within(const toml::table& inner) const {
        auto state = std::make_unique<State>();
        state->document = document;
        state->table = &inner;
        state->file = file;
        state->findings = findings;
        return state;
    }
};

TableReader::TableReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableReader::TableReader(TableReader&& other) noexcept = default;
TableReader& TableReader::operator=(TableReader&& other) noexcept = default;
TableReader::~TableReader() = default;

std::optional<TableReader> TableReader::open(const std::filesystem::path& file, Findings& findings) {
    const auto text = findings.read(file);
    if (!text) {
        return std::nullopt;
    }
    auto state = std::make_unique<State>();
    state->file = file;
    state->findings = &findings;
    try {
        state->document = std::make_shared<const toml::table>(toml::parse(*text));
    } catch (const toml::parse_error& error) {
        findings.add(file, error.source().begin.line,
                     fmt::format("this is not valid TOML: {}", error.description()), "correct the syntax");
        return std::nullopt;
    }
    state->table = state->document.get();
    TableReader reader(std::move(state));
    const std::size_t before = findings.count();
    const auto format = reader.integer("format", {});
    if (findings.count() == before && reader.has("format") && format != 1) {
        reader.fault(reader.line("format"), fmt::format("format {} is not known to this gilkit", format),
                     "set format = 1, or update gilkit");
        return std::nullopt;
    }
    return reader;
}

std::string TableReader::text(std::string_view key, Presence presence) {
    const toml::node* node = state_->take(key, presence, fmt::format("{} = \"...\"", key));
    if (node == nullptr) {
        return {};
    }
    const auto* value = node->as_string();
    if (value == nullptr || is_blank(value->get())) {
        state_->wrong(*node, fmt::format("'{}' must be a string that is not empty", key),
                      fmt::format("write {} = \"...\"", key));
        return {};
    }
    return value->get();
}

std::vector<std::string> TableReader::texts(std::string_view key, Presence presence) {
    const toml::node* node = state_->take(key, presence, fmt::format("{} = [\"...\"]", key));
    if (node == nullptr) {
        return {};
    }
    const toml::array* array = node->as_array();
    std::vector<std::string> values;
    bool good = array != nullptr && (!array->empty() || presence == Presence::optional);
    for (std::size_t i = 0; good && i < array->size(); ++i) {
        const auto* value = array->get(i)->as_string();
        good = value != nullptr;
        if (good) {
            values.push_back(value->get());
        }
    }
    if (!good) {
        state_->wrong(*node, fmt::format("'{}' must be an array of strings", key),
                      fmt::format("write {} = [\"...\"]", key));
        return {};
    }
    return values;
}

std::int64_t TableReader::integer(std::string_view key, IntegerRange range,
                                  std::optional<std::int64_t> fallback) {
    const auto presence = fallback ? Presence::optional : Presence::required;
    const std::int64_t harmless = fallback.value_or(range.min);
    const toml::node* node =
        state_->take(key, presence, fmt::format("{} = {}", key, std::max(range.min, std::int64_t{1})));
    if (node == nullptr) {
        return harmless;
    }
    const auto* value = node->as_integer();
    if (value == nullptr) {
        state_->wrong(*node, fmt::format("'{}' must be a whole number", key),
                      fmt::format("write a number without quotes and without a decimal point"));
        return harmless;
    }
    if (value->get() < range.min || value->get() > range.max) {
        state_->wrong(*node, fmt::format("'{}' is {}, which is out of range", key, value->get()),
                      fmt::format("write a whole number from {} to {}", range.min, range.max));
        return harmless;
    }
    return value->get();
}

double TableReader::number(std::string_view key, NumberRange range, std::optional<double> fallback) {
    const auto presence = fallback ? Presence::optional : Presence::required;
    const double harmless = fallback.value_or(range.min);
    const toml::node* node = state_->take(key, presence, fmt::format("{} = 2.0", key));
    if (node == nullptr) {
        return harmless;
    }
    if (!node->is_number()) {
        state_->wrong(*node, fmt::format("'{}' must be a number", key), "write a number without quotes");
        return harmless;
    }
    const double value = node->value<double>().value_or(harmless);
    const bool enough = range.min_allowed ? value >= range.min : value > range.min;
    if (!enough || !(value <= range.max)) { // worded so that NaN is refused
        state_->wrong(*node, fmt::format("'{}' is {}, which is out of range", key, value),
                      fmt::format("write a number {} {}, at most {}",
                                  range.min_allowed ? "of at least" : "above", range.min, range.max));
        return harmless;
    }
    return value;
}

std::optional<TableReader> TableReader::table(std::string_view key, Presence presence) {
    const toml::node* node = state_->take(key, presence, fmt::format("a table [{}]", key));
    if (node == nullptr) {
        return std::nullopt;
    }
    const toml::table* inner = node->as_table();
    if (inner == nullptr) {
        state_->wrong(*node, fmt::format("'{}' must be a table", key), fmt::format("write it as [{}]", key));
        return std::nullopt;
    }
    return TableReader(state_->within(*inner));
}

std::vector<TableReader> TableReader::tables(std::string_view key) {
    const toml::node* node = state_->take(key, Presence::required, fmt::format("a table [[{}]]", key));
    std::vector<TableReader> readers;
    if (node == nullptr) {
        return readers;
    }
    const toml::array* array = node->as_array();
    if (array == nullptr || array->empty() || !array->is_array_of_tables()) {
        state_->wrong(*node, fmt::format("'{}' must be an array of tables", key),
                      fmt::format("write each element as [[{}]]", key));
        return readers;
    }
    for (const toml::node& element : *array) {
        readers.push_back(TableReader(state_->within(*element.as_table())));
    }
    return readers;
}

void TableReader::ignore(std::string_view key) {
    state_->known.emplace_back(key);
}

void TableReader::finish(std::string_view otherwise) {
    // A misspelt key is one fault, not an unknown and a missing one.
    std::vector<std::string> absent;
    for (const std::string& key : state_->known) {
        if (!has(key)) {
            absent.push_back(key);
        }
    }
    std::vector<std::string> misspelt;
    for (const auto& [key, node] : *state_->table) {
        const std::string name(key.str());
        if (std::find(state_->known.begin(), state_->known.end(), name) != state_->known.end()) {
            continue;
        }
        if (auto meant = closest(name, absent)) {
            misspelt.push_back(std::move(*meant));
        }
        fault(key.source().begin.line, fmt::format("unknown key {}", in_quotes(name)),
              did_you_mean(name, absent, otherwise));
    }
    for (const auto& [key, example] : state_->missing) {
        if (std::find(misspelt.begin(), misspelt.end(), key) == misspelt.end()) {
            fault(line(), fmt::format("missing key '{}'", key), fmt::format("add {}", example));
        }
    }
}

std::size_t TableReader::line() const {
    return std::max<std::size_t>(1, state_->table->source().begin.line);
}

std::size_t TableReader::line(std::string_view key) const {
    const auto found = state_->table->find(key);
    return found == state_->table->end() ? line() : found->first.source().begin.line;
}

bool TableReader::has(std::string_view key) const {
    return state_->table->contains(key);
}

const std::filesystem::path& TableReader::file() const {
    return state_->file;
}

void TableReader::fault(std::size_t line, std::string message, std::string action) const {
    state_->findings->add(state_->file, line, std::move(message), std::move(action));
}

} // namespace gilkit::content
