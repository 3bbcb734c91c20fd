#include "os/procfs.hpp"

#include "os/clock.hpp"
#include "os/text.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>

namespace gilkit::os {

namespace {

// Takes the next whitespace-separated word off the front of `text`.
std::string_view next_word(std::string_view& text) {
    const auto begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) {
        text = {};
        return {};
    }
    const auto end = std::min(text.find_first_of(" \t\n", begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    text.remove_prefix(end);
    return word;
}

} // namespace

std::vector<pid_t> parse_pids(std::string_view text) {
    std::vector<pid_t> numbers;
    for (std::string_view word = next_word(text); !word.empty(); word = next_word(text)) {
        if (const auto number = to_number<pid_t>(word)) {
            numbers.push_back(*number);
        }
    }
    return numbers;
}

std::optional<SchedStat> parse_schedstat(std::string_view text) {
    const auto run = to_number<std::uint64_t>(next_word(text));
    const auto delay = to_number<std::uint64_t>(next_word(text));
    const auto slices = to_number<std::uint64_t>(next_word(text));
    if (!run || !delay || !slices) {
        return std::nullopt;
    }
    return SchedStat{*run, *delay, *slices};
}

std::optional<ProcStat> parse_stat(std::string_view text) {
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    const auto name_end = text.rfind(')');
    if (name_end == std::string_view::npos) {
        return std::nullopt;
    }
    text.remove_prefix(name_end + 1);
    ProcStat stat;
    const std::string_view state = next_word(text);
    if (state.size() != 1) {
        return std::nullopt;
    }
    stat.state = state.front();
    const auto parent = to_number<pid_t>(next_word(text));
    // Fields 5 to 15 lie between the parent and cutime (16); cstime (17) follows.
    for (int field = 5; field <= 15; ++field) {
        next_word(text);
    }
    const auto user_ticks = to_number<std::uint64_t>(next_word(text));
    const auto system_ticks = to_number<std::uint64_t>(next_word(text));
    if (!parent || !user_ticks || !system_ticks) {
        return std::nullopt;
    }
    stat.parent = *parent;
    static const auto ns_per_tick = static_cast<std::uint64_t>(ns_per_s / ::sysconf(_SC_CLK_TCK));
    stat.children_ns = (*user_ticks + *system_ticks) * ns_per_tick;
    return stat;
}

std::optional<Switches> parse_switches(std::string_view status) {
    constexpr std::string_view voluntary_key = "\nvoluntary_ctxt_switches:";
    constexpr std::string_view involuntary_key = "\nnonvoluntary_ctxt_switches:";
    const auto value_of = [&](std::string_view key) -> std::optional<std::uint64_t> {
        const auto at = status.find(key);
        if (at == std::string_view::npos) {
            return std::nullopt;
        }
        std::string_view rest = status.substr(at + key.size());
        return to_number<std::uint64_t>(next_word(rest));
    };
    const auto voluntary = value_of(voluntary_key);
    const auto involuntary = value_of(involuntary_key);
    if (!voluntary || !involuntary) {
        return std::nullopt;
    }
    return Switches{*voluntary, *involuntary};
}

std::string_view ProcFile::read() {
    if (!path_.empty()) {
        fd_ = UniqueFd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
        path_ = {};
    }
    if (!fd_) {
        return {};
    }
    if (buffer_.empty()) {
        buffer_.resize(4096);
    }
    for (;;) {
        const ssize_t count = ::pread(fd_.get(), buffer_.data(), buffer_.size(), 0);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        // A full buffer may have cut the text in the middle of a number.
        if (count == static_cast<ssize_t>(buffer_.size())) {
            buffer_.resize(buffer_.size() * 2);
            continue;
        }
        return {buffer_.data(), count < 0 ? 0 : static_cast<std::size_t>(count)};
    }
}

namespace {

// The entries of a folder of /proc that are numbers; none when it is gone.
std::vector<pid_t> numbers_in(const std::string& path) {
    std::vector<pid_t> numbers;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
    if (directory == nullptr) {
        return numbers;
    }
    while (const dirent* entry = ::readdir(directory.get())) {
        if (const auto number = to_number<pid_t>(entry->d_name)) {
            numbers.push_back(*number);
        }
    }
    return numbers;
}

} // namespace

std::vector<pid_t> threads_of(pid_t pid) {
    return numbers_in("/proc/" + std::to_string(pid) + "/task");
}

ThreadCount::ThreadCount(pid_t pid)
    : folder_(::open(("/proc/" + std::to_string(pid) + "/task").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

std::optional<std::size_t> ThreadCount::read() const {
    constexpr nlink_t own_links = 2;
    struct stat folder {};
    if (!folder_ || ::fstat(folder_.get(), &folder) != 0 || folder.st_nlink <= own_links) {
        return std::nullopt;
    }
    return folder.st_nlink - own_links;
}

bool children_listed() {
    static const bool listed = ::access("/proc/thread-self/children", R_OK) == 0;
    return listed;
}

std::vector<pid_t> scan_children_of(pid_t pid) {
    std::vector<pid_t> all = numbers_in("/proc");
    std::erase_if(all, [pid](pid_t each) {
        const auto text = read_small_file("/proc/" + std::to_string(each) + "/stat");
        const auto stat = text ? parse_stat(*text) : std::nullopt;
        return !stat || stat->parent != pid;
    });
    return all;
}

std::vector<pid_t> children_of(pid_t pid, pid_t tid) {
    const auto text =
        read_small_file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(tid) + "/children");
    return text ? parse_pids(*text) : std::vector<pid_t>{};
}

std::vector<pid_t> children_of(pid_t pid) {
    if (!children_listed()) {
        return scan_children_of(pid);
    }
    std::vector<pid_t> children;
    for (const pid_t tid : threads_of(pid)) {
        const std::vector<pid_t> more = children_of(pid, tid);
        children.insert(children.end(), more.begin(), more.end());
    }
    return children;
}

std::vector<pid_t> with_descendants(std::vector<pid_t> pids) {
    for (std::size_t next = 0; next < pids.size(); ++next) {
        const std::vector<pid_t> more = children_of(pids[next]);
        pids.insert(pids.end(), more.begin(), more.end());
    }
    return pids;
}

std::size_t tasks_of_user(uid_t user) {
    std::size_t tasks = 0;
    for (const pid_t pid : numbers_in("/proc")) {
        struct stat status {};
        if (::stat(("/proc/" + std::to_string(pid)).c_str(), &status) == 0 && status.st_uid == user) {
            tasks += ThreadCount(pid).read().value_or(0);
        }
    }
    return tasks;
}

std::optional<char> process_state(pid_t pid) {
    const auto text = read_small_file("/proc/" + std::to_string(pid) + "/stat");
    const auto stat = text ? parse_stat(*text) : std::nullopt;
    return stat ? std::optional(stat->state) : std::nullopt;
}

CpuClock::CpuClock(pid_t pid) {
    clockid_t clock{};
    if (::clock_getcpuclockid(pid, &clock) == 0) {
        clock_ = clock;
    }
}

std::optional<std::uint64_t> CpuClock::read() const {
    timespec used{};
    if (!clock_ || ::clock_gettime(*clock_, &used) != 0) {
        return std::nullopt;
    }
    return (static_cast<std::uint64_t>(used.tv_sec) * ns_per_s) + static_cast<std::uint64_t>(used.tv_nsec);
}

std::optional<std::uint64_t> process_cpu_ns(pid_t pid) {
    return CpuClock(pid).read();
}

std::optional<std::uint64_t> resident_bytes(pid_t pid) {
    // Of /proc/PID/statm the second number: pages.
    const auto text = read_small_file("/proc/" + std::to_string(pid) + "/statm");
    const auto words = split(text ? *text : std::string_view(), " \n");
    const auto pages = words.size() > 1 ? to_number<std::uint64_t>(words[1]) : std::nullopt;
    static const auto page_size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return pages ? std::optional(*pages * page_size) : std::nullopt;
}

std::optional<std::uint64_t> proportional_bytes(pid_t pid) {
    const auto text = read_small_file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    if (!text) {
        return std::nullopt;
    }
    for (const std::string_view line : split(*text, "\n")) {
        const auto words = split(line, " ");
        if (words.size() > 1 && words[0] == "Pss:") {
            const auto kibibytes = to_number<std::uint64_t>(words[1]);
            return kibibytes ? std::optional(*kibibytes << 10U) : std::nullopt;
        }
    }
    return std::nullopt;
}

bool run_queue_delay_available() {
    const auto text = read_small_file("/proc/self/schedstat");
    const auto stat = text ? parse_schedstat(*text) : std::nullopt;
    // Without the accounting the file is missing or holds zeros; we are running, so we were put on a CPU.
    return stat && stat->slices > 0;
}

} // namespace gilkit::os
