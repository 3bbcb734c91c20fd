#include "content/references.hpp"

#include "content/condition.hpp"
#include "content/observed.hpp"
#include "content/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::content {
namespace {

using nlohmann::json;

// A fence longer than any run of backticks within, so that the block can't be ended from inside.
std::string fence_for(std::string_view text) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    std::string fence(std::max<std::size_t>(3, longest + 1), '`');
    return fence;
}

std::string fenced(std::string_view language, std::string_view text, std::string_view indent) {
    const std::string fence = fence_for(text);
    std::string block = fmt::format("{}{}{}\n", indent, fence, language);
    for (const std::string_view line : split_lines(text)) {
        block += line.empty() ? "\n" : fmt::format("{}{}\n", indent, line);
    }
    return block + fmt::format("{}{}\n", indent, fence);
}

// The part of fmt's format language that figures need. Widths and precisions of more than two digits
// are refused: they would only make huge text.
bool is_plain_format(std::string_view spec) {
    std::size_t digits = 0;
    for (const char c : spec) {
        const bool digit = c >= '0' && c <= '9';
        digits = digit ? digits + 1 : 0;
        if (digits > 2 || (!digit && std::string_view("+-<>^.defgEFG").find(c) == std::string_view::npos)) {
            return false;
        }
    }
    return !spec.empty();
}

// nullopt when the format does not fit the value.
std::optional<std::string> formatted(const json& value, std::string_view spec) {
    const std::string format = fmt::format("{{:{}}}", spec);
    const bool real = spec.find_first_of(".efgEFG") != std::string_view::npos;
    try {
        if (value.is_number_float() || (value.is_number() && real)) {
            return fmt::format(fmt::runtime(format), value.get<double>());
        }
        if (value.is_number()) {
            return fmt::format(fmt::runtime(format), value.get<long long>());
        }
    } catch (const fmt::format_error&) {
        return std::nullopt;
    }
    return std::nullopt;
}

std::string shown(const json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_boolean()) {
        return value.get<bool>() ? "true" : "false";
    }
    if (value.is_number_float()) {
        return fmt::format("{:.2f}", value.get<double>());
    }
    return fmt::format("{}", value.get<long long>());
}

// Whether `name` is what `which` says, which may leave the last parts of the version, or all of it, out.
bool is_such(std::string_view name, std::string_view which) {
    return name.starts_with(which) &&
           (name.size() == which.size() || name[which.size()] == '.' || name[which.size()] == ' ');
}

class Resolver {
public:
    Resolver(const ReferenceSources& sources, const std::filesystem::path& file, Findings& findings)
        : sources_(sources), file_(file), findings_(findings) {}

    std::string line(std::string_view text, std::size_t number) {
        line_ = number;
        if (auto block = whole_line(text)) {
            return std::move(*block);
        }
        return inline_references(text) + '\n';
    }

private:
    void fault(std::string message, std::string action) {
        findings_.add(file_, line_, std::move(message), std::move(action));
    }

    // The recording that "WHAT on WHICH" speaks of, and WHAT; nullptr when there is none such.
    std::pair<std::string_view, const json*> split(std::string_view reference) const {
        constexpr std::string_view on = " on ";
        const std::size_t at = reference.find(on);
        if (at == std::string_view::npos) {
            return {reference, &sources_.recordings.front()};
        }
        const std::string_view which = trim(reference.substr(at + on.size()));
        const auto found = std::ranges::find_if(sources_.recordings, [&](const json& recording) {
            return is_such(interpreter_name(recording), which);
        });
        return {trim(reference.substr(0, at)), found == sources_.recordings.end() ? nullptr : &*found};
    }

    void nothing_on(std::string_view reference) {
        std::vector<std::string> names;
        for (const json& recording : sources_.recordings) {
            names.push_back(interpreter_name(recording));
        }
        fault(fmt::format("there is no recording for {}", in_quotes(reference)),
              fmt::format("there are those on {}; record one with 'gilkit verify --record --python PATH'",
                          fmt::join(names, ", ")));
    }

    std::optional<std::string> whole_line(std::string_view text) {
        std::string_view word = trim(text);
        if (!word.starts_with("{{") || word.find("}}") != word.size() - 2) {
            return std::nullopt;
        }
        const std::string_view indent = text.substr(0, text.find('{'));
        if (word == "{{code broken}}") {
            return fenced("python", sources_.broken_source, indent);
        }
        if (word == "{{code fixed}}") {
            return fenced("python", sources_.fixed_source, indent);
        }
        const auto [what, recording] = split(trim(word.substr(2, word.size() - 4)));
        if (what == "output broken" || what == "output fixed") {
            const std::string path = what == "output broken" ? "broken.stdout" : "fixed.stdout";
            const json* output = recording == nullptr ? nullptr : find_recorded(*recording, path);
            return output == nullptr ? std::nullopt
                                     : std::optional(fenced("text", output->get<std::string>(), indent));
        }
        return std::nullopt;
    }

    std::string inline_references(std::string_view text) {
        std::string result;
        while (true) {
            const std::size_t begin = text.find("{{");
            if (begin == std::string_view::npos) {
                return result.append(text);
            }
            const std::size_t end = text.find("}}", begin);
            if (end == std::string_view::npos) {
                fault("'{{' without '}}'", "close the reference on the same line");
                return result.append(text);
            }
            const std::string_view whole = text.substr(begin, end + 2 - begin);
            result.append(text.substr(0, begin));
            result.append(figure(whole.substr(2, whole.size() - 4)).value_or(std::string(whole)));
            text.remove_prefix(end + 2);
        }
    }

    std::optional<std::string> figure(std::string_view reference) {
        const std::size_t colon = reference.find(':');
        const auto [path, recording] = split(trim(reference.substr(0, colon)));
        if (recording == nullptr) {
            nothing_on(reference.substr(0, colon));
            return std::nullopt;
        }
        const std::string_view verb = path.substr(0, path.find(' '));
        if (verb == "code" || verb == "output") {
            fault(fmt::format("{} must be one of code broken, code fixed, output broken, output fixed, and "
                              "stand alone on its line",
                              in_quotes(reference)),
                  "write it so, on a line of its own");
            return std::nullopt;
        }
        const json* value = is_path(path) ? find_recorded(*recording, path) : nullptr;
        if (value == nullptr) {
            fault(fmt::format("nothing was recorded under {}", in_quotes(path)),
                  did_you_mean(path, recorded_paths(*recording),
                               "refer to a figure of observed.json, or record the lesson again with "
                               "'gilkit verify --record'"));
            return std::nullopt;
        }
        if (colon == std::string_view::npos) {
            return shown(*value);
        }
        const std::string_view spec = reference.substr(colon + 1);
        auto text = is_plain_format(spec) ? formatted(*value, spec) : std::nullopt;
        if (!text) {
            fault(fmt::format("the format {} does not fit {}", in_quotes(spec), in_quotes(path)),
                  "use a format like .2f for a number, and none for text");
        }
        return text;
    }

    const ReferenceSources& sources_;
    const std::filesystem::path& file_;
    Findings& findings_;
    std::size_t line_ = 0;
};

} // namespace

std::string resolve_references(std::string_view markdown, const ReferenceSources& sources,
                               const std::filesystem::path& file, std::size_t first_line,
                               Findings& findings) {
    Resolver resolver(sources, file, findings);
    std::string result;
    std::size_t number = first_line;
    for (const std::string_view line : split_lines(markdown)) {
        result += resolver.line(line, number++);
    }
    return result;
}

} // namespace gilkit::content
