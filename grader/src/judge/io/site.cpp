#include "judge/io/site.hpp"

#include "judge/value.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

namespace gilkit::judge {

namespace {

using nlohmann::json;

constexpr std::array behaviours{std::pair{"answers", Behaviour::answers},
                                std::pair{"resets", Behaviour::resets}, std::pair{"never", Behaviour::never},
                                std::pair{"twice", Behaviour::twice}};
constexpr double longest_latency_s = 60;

// The pairs of an encoded dict; null when it is none.
const json* pairs_of(const json& value) {
    const bool is_dict = value.is_object() && value.contains("$") && value["$"] == "dict";
    return is_dict ? &value["v"] : nullptr;
}

std::optional<double> number_of(const json& value) {
    if (value.is_number_integer()) {
        return value.get<double>();
    }
    if (value.is_object() && value.contains("$") && value["$"] == "float") {
        return std::strtod(value["v"].get_ref<const std::string&>().c_str(), nullptr); // hexadecimal
    }
    return std::nullopt;
}

tl::expected<Page, std::string> page_from(const std::string& path, const json& value) {
    const auto fault = [&](std::string_view what) {
        return tl::unexpected(fmt::format("the page {} {}", path, what));
    };
    const json* const pairs = pairs_of(value);
    if (pairs == nullptr) {
        return fault("is no dict");
    }
    Page page;
    for (const json& pair : *pairs) {
        const json& key = pair[0];
        const json& what = pair[1];
        const std::optional<double> number = number_of(what);
        if (key == "body" && what.is_string()) {
            page.body = what.get<std::string>();
        } else if (key == "latency_s" && number && *number >= 0 && *number <= longest_latency_s) {
            page.latency_s = *number;
        } else if (key == "status" && number && *number >= 200 && *number <= 599) {
            page.status = static_cast<int>(*number);
        } else if (key == "behaviour") {
            bool known = false;
            for (const auto& [name, behaviour] : behaviours) {
                if (what == name) {
                    page.behaviour = behaviour;
                    known = true;
                }
            }
            if (!known) {
                return fault("has an unknown behaviour " + show_value(what, 40));
            }
        } else {
            return fault(fmt::format("can't have {}: {}", show_value(key, 40), show_value(what, 40)));
        }
    }
    return page;
}

} // namespace

tl::expected<ServedCall, std::string> served_call_from(const json& value) {
    ServedCall call;
    bool has_call = false;
    bool has_server = false;
    const json* const parts = pairs_of(value);
    for (const json& part : parts != nullptr ? *parts : json::array()) {
        const json* const pairs = pairs_of(part[1]);
        if (part[0] == "call" && pairs != nullptr) {
            has_call = true;
            call.arguments = *pairs;
        } else if (part[0] == "server" && pairs != nullptr) {
            has_server = true;
            for (const json& pair : *pairs) {
                if (!pair[0].is_string() || pair[0].get_ref<const std::string&>().rfind('/', 0) != 0) {
                    return tl::unexpected("a page's path begins with '/', and not like " +
                                          show_value(pair[0], 40));
                }
                const std::string path = pair[0].get<std::string>();
                auto page = page_from(path, pair[1]);
                if (!page) {
                    return tl::unexpected(page.error());
                }
                call.site.emplace(path, *std::move(page));
            }
        }
    }
    if (!has_call || !has_server) {
        return tl::unexpected("expected a dict {'call': {…}, 'server': {…}}, got " + show_value(value, 80));
    }
    return call;
}

json with_server(json arguments, std::string_view address) {
    constexpr std::string_view placeholder = "{server}";
    if (arguments.is_string()) {
        auto& text = arguments.get_ref<std::string&>();
        for (std::size_t at = text.find(placeholder); at != std::string::npos;
             at = text.find(placeholder, at + address.size())) {
            text.replace(at, placeholder.size(), address);
        }
    } else if (arguments.is_structured()) {
        for (json& part : arguments) {
            part = with_server(std::move(part), address);
        }
    }
    return arguments;
}

} // namespace gilkit::judge
