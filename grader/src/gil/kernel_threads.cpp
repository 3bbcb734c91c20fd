#include "gil/kernel_threads.hpp"

#include "os/fd.hpp"
#include "os/text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace gilkit::gil {

// The last word of the line "NSpid:".
std::optional<pid_t> inner_id(pid_t pid, pid_t tid) {
    const auto text = os::read_small_file(fmt::format("/proc/{}/task/{}/status", pid, tid));
    if (!text) {
        return std::nullopt;
    }
    constexpr std::string_view key = "\nNSpid:";
    const auto at = text->find(key);
    if (at == std::string::npos) {
        return tid; // a kernel older than 4.1
    }
    std::string_view line = std::string_view(*text).substr(at + key.size());
    line = line.substr(0, line.find('\n'));
    const auto words = os::split(line, " \t");
    return words.empty() ? std::nullopt : os::to_number<pid_t>(words.back());
}

std::string kernel_name(pid_t pid, pid_t tid) {
    const auto text = os::read_small_file(fmt::format("/proc/{}/task/{}/comm", pid, tid));
    return text ? text->substr(0, text->find('\n')) : std::string();
}

} // namespace gilkit::gil
