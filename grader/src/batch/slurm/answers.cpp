#include "batch/slurm/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace gilkit::batch::slurm {

namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::size_t number_in(std::string_view text, std::size_t otherwise) {
    std::size_t number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// The value in "… NAME=value …"; empty where there is none, or "(null)".
std::string_view field(std::string_view line, std::string_view name) {
    const std::string wanted = fmt::format("{}=", name);
    for (std::size_t at = line.find(wanted); at != std::string_view::npos; at = line.find(wanted, at + 1)) {
        if (at == 0 || line[at - 1] == ' ') {
            const std::string_view rest = line.substr(at + wanted.size());
            const std::string_view value = rest.substr(0, rest.find(' '));
            return value == "(null)" ? std::string_view() : value;
        }
    }
    return {};
}

// The numbers in "3,5-7%2".
std::vector<std::size_t> numbers_in(std::string_view text) {
    std::vector<std::size_t> numbers;
    for (const std::string_view part : split(text.substr(0, text.find('%')), ',')) {
        if (part.find_first_of("0123456789") != 0) {
            continue;
        }
        const std::size_t dash = part.find('-');
        const std::size_t first = number_in(part, 1);
        const std::size_t last = dash == std::string_view::npos ? first : number_in(part.substr(dash + 1), 0);
        constexpr std::size_t most = 1'000'000;
        for (std::size_t number = first; number <= std::min(last, first + most); ++number) {
            numbers.push_back(number);
        }
    }
    return numbers;
}

bool is_up(std::string_view state) {
    constexpr std::array<std::string_view, 7> unusable{"down",  "drain",    "fail", "unknown",
                                                       "maint", "powered_", "error"};
    return state.find('*') == std::string_view::npos && // it does not respond
           std::ranges::none_of(unusable, [&](std::string_view word) { return state.starts_with(word); });
}

} // namespace

std::vector<QueuedTask> queue_from(std::string_view text) {
    std::vector<QueuedTask> queue;
    for (const std::string_view line : split(text, '\n')) {
        const auto parts = split(line, '|');
        if (parts.size() < 4) {
            continue;
        }
        QueuedTask task;
        task.job_name = parts[0];
        task.job_id = parts[1];
        task.task = number_in(parts[2], 0);
        task.runs = parts[3] == "RUNNING" || parts[3] == "CONFIGURING";
        task.is_ending = parts[3] == "COMPLETING";
        const std::string_view reason = parts.size() > 4 ? parts[4] : std::string_view();
        task.reason = reason == "None" || task.runs ? std::string_view() : reason;
        task.never_begins = reason.find("launch failed requeued held") != std::string_view::npos;
        queue.push_back(std::move(task));
    }
    return queue;
}

std::vector<LastState> last_states_from(std::string_view text) {
    std::vector<LastState> states;
    for (const std::string_view line : split(text, '\n')) {
        LastState state;
        state.state = field(line, "JobState");
        const std::string_view reason = field(line, "Reason");
        state.reason = reason == "None" ? std::string_view() : reason;
        state.node = field(line, "NodeList");
        const std::string_view code = field(line, "ExitCode"); // "code:signal"
        state.exit_code = static_cast<int>(number_in(code, 0));
        if (const std::size_t colon = code.find(':'); colon != std::string_view::npos) {
            state.signal = static_cast<int>(number_in(code.substr(colon + 1), 0));
        }
        // Those that went out of the queue before they had a node are on one line.
        for (const std::size_t task : numbers_in(field(line, "ArrayTaskId"))) {
            state.task = task;
            states.push_back(state);
        }
    }
    return states;
}

std::size_t room_from(std::string_view text, bool only_default, std::size_t cores) {
    std::map<std::string_view, std::size_t> room; // by node: it may be in several partitions
    for (const std::string_view line : split(text, '\n')) {
        const auto parts = split(line, '|');
        if (parts.size() == 4 && is_up(parts[2]) && (!only_default || parts[3].ends_with('*'))) {
            room[parts[0]] = number_in(parts[1], 1) / std::max<std::size_t>(cores, 1);
        }
    }
    std::size_t tasks = 0;
    for (const auto& [node, each] : room) {
        tasks += each;
    }
    return tasks;
}

std::size_t largest_array_from(std::string_view text) {
    constexpr std::size_t by_default = 1001;
    std::size_t largest = by_default;
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with("MaxArraySize")) {
            largest =
                number_in(line.substr(std::min(line.find_first_of("0123456789"), line.size())), by_default);
        }
    }
    return std::max<std::size_t>(largest, 2) - 1; // an index must be smaller than that
}

std::string complaint_from(std::string_view text) {
    std::string line;
    for (std::string_view part : split(text, '\n')) {
        for (const std::string_view prefix :
             {"sbatch: ", "squeue: ", "sinfo: ", "scancel: ", "scontrol: ", "error: "}) {
            if (part.starts_with(prefix)) {
                part.remove_prefix(prefix.size());
            }
        }
        if (!part.empty()) {
            line += line.empty() ? "" : "; ";
            line += part;
        }
    }
    return line;
}

bool may_pass(std::string_view message) {
    constexpr std::array<std::string_view, 9> passing{"Unable to contact slurm controller",
                                                      "Socket timed out",
                                                      "onnection refused",
                                                      "connect failure",
                                                      "Zero Bytes were transmitted",
                                                      "temporarily un",
                                                      "Resource temporarily",
                                                      "controller in standby mode",
                                                      "Unable to establish"};
    return std::ranges::any_of(
        passing, [&](std::string_view words) { return message.find(words) != std::string_view::npos; });
}

std::string option_in(const std::vector<std::string>& words, char letter, std::string_view name) {
    const std::string small = fmt::format("-{}", letter);
    const std::string large = fmt::format("--{}", name);
    std::string value;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if ((word == small || word == large) && i + 1 < words.size()) {
            value = words[++i];
        } else if (word.starts_with(large + "=")) {
            value = word.substr(large.size() + 1);
        } else if (word.starts_with(small) && !word.starts_with("--") && word.size() > small.size()) {
            value = word.substr(small.size());
        }
    }
    return value;
}

} // namespace gilkit::batch::slurm
