// How a box is started: in an enclosure, or in a folder where there is none (tier D).
#include "sandbox/box.hpp"
#include "sandbox/enclosure/bubblewrap.hpp"
#include "sandbox/listener.hpp"
#include "sandbox/readiness.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace gilkit::sandbox {

namespace {

constexpr int channel_fd = 3;  // as in runner.py
constexpr int listener_fd = 4; // likewise

// Nothing of ours is inherited: no token, no proxy, no PYTHONSTARTUP, nothing that tells CI from a terminal.
std::vector<std::string> environment_for(const BoxSpec& spec, const std::filesystem::path& work,
                                         const std::filesystem::path& scratch) {
    std::vector<std::string> environment{
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "LANG=C.UTF-8",
        "HOME=" + work.string(),
        "TMPDIR=" + scratch.string(),
        "PYTHONDONTWRITEBYTECODE=1",
        "PYTHON_CPU_COUNT=" + std::to_string(spec.workers), // Python 3.13 and later
        "GILKIT_WORKERS=" + std::to_string(spec.workers),   // what runner.py tells earlier ones
    };
    if (spec.switch_interval_s) {
        environment.push_back("GILKIT_SWITCH_INTERVAL=" + std::to_string(*spec.switch_interval_s));
    }
    return environment;
}

std::vector<std::pair<int, rlim_t>> limits_for(const Limits& limits) {
    return {{RLIMIT_CORE, 0},
            {RLIMIT_FSIZE, largest_file_mb << 20U},
            {RLIMIT_NOFILE, most_open_files},
            // Threads have that much each: more than usual, and a few of them fill the address space.
            {RLIMIT_STACK, stack_mb << 20U},
            {RLIMIT_AS, static_cast<rlim_t>(limits.memory_mb) << 20U}};
}

// The sampler counts tasks for the whole box; this is for those that multiply faster than it looks.
std::size_t task_wall(const Limits& limits) {
    return 2 * limits.tasks;
}

// The sampler judges by the limits themselves, in every tier alike. The kernel's walls stand behind it, for
// what grows faster than it looks: apart from what the processes have mapped, a group counts files in memory
// and the kernel's own tables.
GroupLimits group_limits_for(const Limits& limits) {
    constexpr std::uint64_t of_each_task = 256U << 10U; // stack and page tables
    const std::uint64_t kernels_own = (64U << 20U) + task_wall(limits) * of_each_task;
    return {(std::uint64_t{limits.memory_mb} << 20U) + room_bytes() + kernels_own, task_wall(limits)};
}

os::Result<void> write_new_file(const std::filesystem::path& path, std::string_view data) {
    constexpr mode_t read_only = 0444;
    const os::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, read_only));
    if (!fd) {
        return os::last_error("create " + path.string());
    }
    return os::write_all(fd.get(), data);
}

nlohmann::json load_request_for(const BoxSpec& spec, const std::filesystem::path& file) {
    return {{"op", "load"},
            {"file", file.string()},
            {"shown_as", spec.shown_as},
            {"module", spec.module},
            {"function", spec.function},
            {"schedules", spec.schedules},
            {"driver", spec.is_driver}};
}

// Beside runner.py: what it imports when it is told of schedules.
constexpr std::array<std::string_view, 2> schedule_files{"gilkit_schedules.py", "gilkit_instructions.py"};

// Of the runner's own files, by their names.
using RunnerFiles = std::vector<std::pair<std::string, std::string>>;

os::Result<RunnerFiles> runner_files_for(const BoxSpec& spec) {
    constexpr std::size_t largest = 1U << 20U;
    RunnerFiles files;
    std::vector<std::filesystem::path> paths{spec.runner};
    if (spec.schedules) {
        for (const std::string_view name : schedule_files) {
            paths.push_back(spec.runner.parent_path() / name);
        }
    }
    for (const std::filesystem::path& path : paths) {
        auto text = os::read_regular_file(path, largest);
        if (!text) {
            return tl::unexpected(text.error());
        }
        files.emplace_back(path.filename().string(), *std::move(text));
    }
    return files;
}

// Makes a folder the program's, who may be somebody else than we are: it may go through it, see code/ and
// runner/, and write into the others.
os::Result<void> give_away(const std::filesystem::path& folder, const RunnerFiles& runner) {
    const auto identity = our_identity();
    if (!identity) {
        return tl::unexpected(identity.error());
    }
    constexpr mode_t entered = S_IRWXU | S_IXGRP | S_IXOTH;
    constexpr mode_t read = entered | S_IRGRP | S_IROTH;
    if (::mkdir((folder / "runner").c_str(), S_IRWXU) < 0 || ::chmod(folder.c_str(), entered) < 0 ||
        ::chmod((folder / "code").c_str(), read) < 0 || ::chmod((folder / "runner").c_str(), read) < 0) {
        return os::last_error("open the folder " + folder.string());
    }
    if (*identity) {
        for (const char* const name : {"work", "tmp"}) {
            if (::chown((folder / name).c_str(), (*identity)->uid, (*identity)->gid) < 0) {
                return os::last_error("give away " + (folder / name).string());
            }
        }
    }
    for (const auto& [name, text] : runner) {
        if (auto written = write_new_file(folder / "runner" / name, text); !written) {
            return written;
        }
    }
    return {};
}

} // namespace

struct Box::Ends {
    os::UniqueFd channel;
    os::UniqueFd out;
    os::UniqueFd err;
    int listener = -1; // not ours to close

    // (ours, the program's)
    std::vector<std::pair<int, int>> fds() const {
        std::vector<std::pair<int, int>> all{
            {out.get(), STDOUT_FILENO}, {err.get(), STDERR_FILENO}, {channel.get(), channel_fd}};
        if (listener >= 0) {
            all.emplace_back(listener, listener_fd);
        }
        return all;
    }
};

tl::expected<Box, Failure> Box::start(const BoxSpec& spec) {
    Box box;
    box.limits_ = spec.limits;
    // The program's ends are closed when we return: or we would not see that it has closed them.
    auto ends = box.connect();
    if (!ends) {
        return tl::unexpected(ends.error());
    }
    ends->listener = spec.listener;
    const auto started =
        spec.enclosure.tier == Tier::D ? box.start_in_folder(spec, *ends) : box.start_enclosed(spec, *ends);
    if (!started) {
        return tl::unexpected(started.error());
    }
    return box;
}

tl::expected<Box::Ends, Failure> Box::connect() {
    auto channel = os::make_socket_pair();
    auto out = os::make_pipe();
    auto err = os::make_pipe();
    if (!channel || !out || !err) {
        return tl::unexpected(failed(!channel ? channel.error() : !out ? out.error() : err.error()));
    }
    channel_ = std::move(channel->first);
    stdout_ = std::move(out->read_end);
    stderr_ = std::move(err->read_end);
    for (const os::UniqueFd* fd : {&channel_, &stdout_, &stderr_}) {
        if (auto set = os::set_nonblocking(fd->get()); !set) {
            return tl::unexpected(failed(set.error()));
        }
    }
    return Ends{std::move(channel->second), std::move(out->write_end), std::move(err->write_end)};
}

os::Result<void> Box::make_folder(const BoxSpec& spec) {
    auto made = make_run_folder(spec.enclosure.tier);
    if (!made) {
        return tl::unexpected(made.error());
    }
    folder_.emplace(*std::move(made));
    const std::filesystem::path& folder = folder_->path();
    for (const char* const name : {"code", "work", "tmp"}) {
        if (::mkdir((folder / name).c_str(), S_IRWXU) < 0) {
            return tl::unexpected(os::Error{errno, "create " + (folder / name).string()});
        }
    }
    for (const BoxFile& file : spec.beside) {
        if (auto written = write_new_file(folder / "code" / file.name, file.contents); !written) {
            return written;
        }
    }
    // The copy, under a name that Python can import.
    return write_new_file(folder / "code" / (spec.module + ".py"), spec.source);
}

tl::expected<void, Failure> Box::start_in_folder(const BoxSpec& spec, const Ends& ends) {
    if (const auto made = make_folder(spec); !made) {
        return tl::unexpected(failed(made.error()));
    }
    if (spec.served) {
        auto listener = listen_on_loopback();
        if (!listener) {
            return tl::unexpected(failed(listener.error()));
        }
        listener_ = *std::move(listener);
    }
    const std::filesystem::path work = folder_->path() / "work";
    load_request_ = load_request_for(spec, folder_->path() / "code" / (spec.module + ".py"));

    os::SpawnOptions options;
    options.argv = {spec.interpreter.string(), "-B", "-s", spec.runner.string()};
    options.environment = environment_for(spec, work, folder_->path() / "tmp");
    options.directory = work;
    options.fds = ends.fds();
    options.limits = limits_for(spec.limits);
    options.cpus = spec.cpus;
    options.nice = spec.nice;
    options.new_session = true;
    options.die_with_us = true;
    auto tree = os::ProcessTree::spawn(options);
    if (!tree) {
        return tl::unexpected(failed(tree.error()));
    }
    tree_.emplace(*std::move(tree));
    return {};
}

tl::expected<void, Failure> Box::start_enclosed(const BoxSpec& spec, const Ends& ends) {
    if (::access(spec.interpreter.c_str(), X_OK) < 0) {
        return tl::unexpected(failed({errno, "run " + spec.interpreter.string()}));
    }
    const auto runner = runner_files_for(spec);
    if (!runner) {
        return tl::unexpected(failed(runner.error()));
    }
    Enclosing what;
    std::string runner_inside = box_runner;
    if (spec.enclosure.tier == Tier::C) {
        if (const auto made = make_folder(spec).and_then([&] { return give_away(folder_->path(), *runner); });
            !made) {
            return tl::unexpected(failed(made.error()));
        }
        what.folder = folder_->path();
        what.environment = environment_for(spec, what.folder / "work", what.folder / "tmp");
        runner_inside = what.folder / "runner" / spec.runner.filename();
        load_request_ = load_request_for(spec, what.folder / "code" / (spec.module + ".py"));
    } else {
        const std::string file = std::string(box_code) + "/" + spec.module + ".py";
        what.files = {{file, spec.source}};
        for (const BoxFile& beside : spec.beside) {
            what.files.push_back({std::string(box_code) + "/" + beside.name, beside.contents});
        }
        for (const auto& [name, text] : *runner) {
            what.files.push_back({std::filesystem::path(box_runner).parent_path() / name, text});
        }
        what.environment = environment_for(spec, box_work, box_scratch);
        load_request_ = load_request_for(spec, file);
    }
    what.program = {spec.interpreter.string(), "-B", "-s", runner_inside};
    what.wanted = spec.interpreter_needs;
    what.fds = ends.fds();
    what.limits = limits_for(spec.limits);
    // Without a namespace or an identity of its own, everything of the user's would count.
    if (spec.enclosure.tier != Tier::C || ::geteuid() == 0) {
        what.limits.emplace_back(RLIMIT_NPROC, task_wall(spec.limits));
    }
    what.together = group_limits_for(spec.limits);
    what.cpus = spec.cpus;
    what.nice = spec.nice;
    what.listener = spec.served;
    auto enclosed = Enclosed::start(spec.enclosure, what, [this] { return read_complaint(); });
    if (!enclosed) {
        return tl::unexpected(enclosed.error());
    }
    enclosed_.emplace(*std::move(enclosed));
    listener_ = enclosed_->take_listener();
    return {};
}

} // namespace gilkit::sandbox
