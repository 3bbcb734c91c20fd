#include "sandbox/enclosed.hpp"

#include "../../init/protocol.hpp"
#include "os/clock.hpp"
#include "os/memory_file.hpp"
#include "os/procfs.hpp"
#include "os/signals.hpp"
#include "sandbox/filter.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <array>
#include <cstring>

namespace gilkit::sandbox {

namespace {

constexpr double patience_s = 60; // for the namespaces, on a machine that is anything but idle

constexpr std::array<const char*, static_cast<std::size_t>(init::Step::count)> step_names{
    "read its plan",     "make file systems in memory", "start a process",  "set the limits",
    "drop its identity", "install the filter",          "enter its folder", "run the interpreter"};

std::string words_of(const init::Record& record) {
    const auto step = static_cast<std::size_t>(record.step);
    return fmt::format("can't {} in the box: {}", step < step_names.size() ? step_names.at(step) : "start",
                       std::strerror(record.code));
}

// Reads a whole record if one is there; records are written whole.
std::optional<init::Record> next_record(const os::UniqueFd& control) {
    init::Record record;
    const ssize_t count = ::read(control.get(), &record, sizeof record);
    return count == sizeof record ? std::optional(record) : std::nullopt;
}

Failure no_box(const std::function<std::string()>& stderr_text) {
    std::string told = stderr_text();
    told.erase(std::min(told.find('\n'), told.size()));
    return {false, fmt::format("the box could not be made{}{}", told.empty() ? "" : ": ", told)};
}

} // namespace

tl::expected<Enclosed, Failure> Enclosed::start(const Enclosure& enclosure, const Enclosing& what,
                                                const std::function<std::string()>& stderr_text) {
    BoxPlan plan;
    plan.bubblewrap = enclosure.bubblewrap;

    // 1. What can be seen.
    plan.view = view_of(what.wanted, enclosure.hidden);

    // 2. Whom it runs as.
    if (::geteuid() == 0) {
        const auto map = os::read_small_file("/proc/self/uid_map");
        if (!map) {
            return tl::unexpected(failed(map.error()));
        }
        plan.identity = identity_for(::getpid(), *map);
    }

    // 3. Descriptors: the program's, then ours.
    os::SpawnOptions options;
    options.fds = what.fds;
    int next_fd = STDERR_FILENO + 1;
    for (const auto& [ours, theirs] : what.fds) {
        next_fd = std::max(next_fd, theirs + 1);
    }
    const auto pass = [&](const os::UniqueFd& fd) {
        options.fds.emplace_back(fd.get(), next_fd);
        return next_fd++;
    };
    auto control = os::make_socket_pair();
    if (!control) {
        return tl::unexpected(failed(control.error()));
    }
    plan.control_fd = pass(control->second);
    const auto filter = filter_program();
    if (!filter) {
        return tl::unexpected(failed(filter.error()));
    }
    std::vector<os::UniqueFd> kept;
    const auto pass_file = [&](std::string_view contents) -> os::Result<int> {
        return os::make_memory_file(contents).map([&](os::UniqueFd fd) {
            kept.push_back(std::move(fd));
            return pass(kept.back());
        });
    };
    const auto init = os::read_regular_file(enclosure.init, 16U << 20U);
    if (!init) {
        return tl::unexpected(failed(init.error()));
    }
    auto passed = pass_file(*filter).map([&](int fd) { plan.filter_fd = fd; });
    const auto add_file = [&](std::string_view contents, const std::string& name, bool executable) {
        if (passed) {
            passed = pass_file(contents).map([&](int fd) { plan.files.push_back({fd, name, executable}); });
        }
    };
    add_file(*init, box_init, true);
    for (const Enclosing::File& file : what.files) {
        add_file(file.contents, file.name, file.executable);
    }
    const uid_t uid = plan.identity ? plan.identity->uid : user_id;
    add_file(fmt::format("learner:x:{}:{}:learner:{}:/bin/sh\n", uid, uid, box_work), "/etc/passwd", false);
    add_file(fmt::format("learner:x:{}:\n", uid), "/etc/group", false);
    add_file("127.0.0.1 localhost gilkit\n::1 localhost\n", "/etc/hosts", false);
    add_file("passwd: files\ngroup: files\nhosts: files\n", "/etc/nsswitch.conf", false);
    if (!passed) {
        return tl::unexpected(failed(passed.error()));
    }

    // 4. The process.
    plan.limits = what.limits;
    plan.program = what.program;
    options.argv = bubblewrap_words(plan);
    options.environment = what.environment;
    options.directory = "/";
    options.cpus = what.cpus;
    options.nice = what.nice;
    options.new_session = true;
    options.die_with_us = true;
    auto tree = os::ProcessTree::spawn(options);
    if (!tree) {
        return tl::unexpected(failed(tree.error()));
    }
    control->second.reset(); // or we would not be told when init is gone
    Enclosed enclosed(std::move(*tree), std::move(control->first));

    // 5. Until init says that the program runs.
    const std::int64_t give_up_ns = os::monotonic_ns() + os::from_seconds(patience_s);
    for (;;) {
        std::array<pollfd, 1> fds{pollfd{enclosed.control_.get(), POLLIN, 0}};
        if (const auto ready = os::wait_for(fds, give_up_ns); !ready) {
            return tl::unexpected(failed(ready.error()));
        }
        if (os::interrupted() != 0) {
            return tl::unexpected(Failure{true, "interrupted"});
        }
        if (fds[0].revents != 0) {
            const auto record = next_record(enclosed.control_);
            if (!record) {
                return tl::unexpected(no_box(stderr_text));
            }
            if (record->event == init::Event::failed) {
                return tl::unexpected(Failure{false, words_of(*record)});
            }
            break;
        }
        if (os::monotonic_ns() >= give_up_ns) {
            return tl::unexpected(
                Failure{false, fmt::format("the box was not ready within {:.0f} s", patience_s)});
        }
    }
    const std::vector<pid_t> children = os::children_of(enclosed.tree_.root().pid());
    if (children.empty()) {
        return tl::unexpected(no_box(stderr_text));
    }
    enclosed.init_pid_ = children.front();
    if (const auto told = os::write_all(enclosed.control_.get(), "!"); !told) {
        return tl::unexpected(no_box(stderr_text));
    }
    return enclosed;
}

tl::expected<os::ExitStatus, Failure> Enclosed::ending(const std::function<std::string()>& stderr_text) {
    os::ExitStatus status = tree_.root().wait();
    while (const auto record = next_record(control_)) {
        if (record->event == init::Event::failed) {
            return tl::unexpected(Failure{false, words_of(*record)});
        }
        if (record->event == init::Event::ended) {
            status.code = record->code;
            status.signal = record->signal;
            return status;
        }
    }
    // Init never goes before the program does, unless somebody outside ends it.
    if (status.signal != 0) {
        return status;
    }
    return tl::unexpected(no_box(stderr_text));
}

} // namespace gilkit::sandbox
