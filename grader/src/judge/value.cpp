#include "judge/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

namespace gilkit::judge {

using nlohmann::json;

namespace {

struct Tagged {
    std::string_view tag;
    const json& content;
};

// {"$": tag, "v": content}, or nothing when `value` is plain.
std::optional<Tagged> tagged(const json& value) {
    if (!value.is_object() || value.size() != 2 || !value.contains("$") || !value.contains("v") ||
        !value["$"].is_string()) {
        return std::nullopt;
    }
    return Tagged{value["$"].get_ref<const std::string&>(), value["v"]};
}

std::string compact(const json& value) {
    return value.dump(-1, ' ', true, json::error_handler_t::replace);
}

// A text that two values share exactly when they are equal: JSON, but with the entries of every dict in one
// order. No JSON text has brackets like these, so nothing else looks like a tagged value.
std::string canonical(const json& value) {
    std::vector<std::string> parts;
    if (const auto known = tagged(value)) {
        if (known->tag != "dict" || !known->content.is_array()) {
            return fmt::format("<{} {}>", compact(known->tag), canonical(known->content));
        }
        for (const json& pair : known->content) {
            parts.push_back(canonical(pair));
        }
        std::sort(parts.begin(), parts.end());
        return fmt::format("<{}>", fmt::join(parts, ","));
    }
    if (value.is_array()) {
        for (const json& item : value) {
            parts.push_back(canonical(item));
        }
        return fmt::format("[{}]", fmt::join(parts, ","));
    }
    // nlohmann calls 1 and 1.0 equal; their text tells them apart.
    return compact(value);
}

std::string show_text(const std::string& text) {
    std::string shown = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') {
            shown += '\\';
        }
        if (c == '\n') {
            shown += "\\n";
        } else {
            shown += c;
        }
    }
    return shown + "'";
}

std::string show_float(const std::string& hex) {
    const double number = std::strtod(hex.c_str(), nullptr);
    std::string shown = fmt::format("{}", number);
    // fmt writes whole numbers without the point that tells a Python float from an int.
    if (std::isfinite(number) && shown.find_first_of(".e") == std::string::npos) {
        shown += ".0";
    }
    return shown;
}

class Writer {
public:
    explicit Writer(std::size_t max) : max_(max) {}

    void write(const json& value) {
        if (full()) {
            return;
        }
        if (const auto known = tagged(value)) {
            write_tagged(*known, value);
        } else if (value.is_array()) {
            write_items("[", value, "]");
        } else if (value.is_string()) {
            out_ += show_text(value.get_ref<const std::string&>());
        } else if (value.is_null()) {
            out_ += "None";
        } else if (value.is_boolean()) {
            out_ += value.get<bool>() ? "True" : "False";
        } else {
            out_ += compact(value);
        }
    }

    std::string result() && {
        if (full()) {
            // Cut between characters, not inside one.
            std::size_t end = max_;
            while (end > 0 && (static_cast<unsigned char>(out_[end]) & 0xC0U) == 0x80U) {
                --end;
            }
            out_ = out_.substr(0, end) + "…";
        }
        return std::move(out_);
    }

private:
    bool full() const { return out_.size() > max_; }

    void write_items(std::string_view open, const json& items, std::string_view close) {
        out_ += open;
        const char* separator = "";
        for (const json& item : items) {
            if (full()) {
                return;
            }
            out_ += separator;
            write(item);
            separator = ", ";
        }
        out_ += close;
    }

    void write_tagged(const Tagged& known, const json& whole) {
        const auto& [tag, content] = known;
        if (tag == "tuple" && content.is_array()) {
            write_items("(", content, content.size() == 1 ? ",)" : ")");
        } else if (tag == "dict" && content.is_array()) {
            out_ += "{";
            const char* separator = "";
            for (const json& pair : content) {
                if (full() || !pair.is_array() || pair.size() != 2) {
                    break;
                }
                out_ += separator;
                write(pair[0]);
                out_ += ": ";
                write(pair[1]);
                separator = ", ";
            }
            out_ += "}";
        } else if (tag == "float" && content.is_string()) {
            out_ += show_float(content.get_ref<const std::string&>());
        } else if (tag == "int" && content.is_string()) {
            out_ += content.get_ref<const std::string&>();
        } else if (tag == "bytes" && content.is_string()) {
            out_ += "bytes in base64 " + show_text(content.get_ref<const std::string&>());
        } else {
            out_ += compact(whole);
        }
    }

    std::size_t max_;
    std::string out_;
};

} // namespace

bool same_value(const json& a, const json& b) {
    return canonical(a) == canonical(b);
}

std::string show_value(const json& value, std::size_t max) {
    Writer writer(max);
    writer.write(value);
    return std::move(writer).result();
}

std::string first_difference(const json& expected, const json& actual) {
    if (expected.is_array() && actual.is_array()) {
        if (expected.size() != actual.size()) {
            return fmt::format("its length ({} instead of {})", actual.size(), expected.size());
        }
        for (std::size_t i = 0; i < expected.size(); ++i) {
            if (!same_value(expected[i], actual[i])) {
                return fmt::format("result[{}]", i);
            }
        }
    }
    return "the result";
}

} // namespace gilkit::judge
