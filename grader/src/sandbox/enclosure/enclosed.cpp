#include "sandbox/enclosure/enclosed.hpp"

#include "os/clock.hpp"
#include "os/memory_file.hpp"
#include "os/procfs.hpp"
#include "os/signals.hpp"
#include "sandbox/enclosure/bubblewrap.hpp"
#include "sandbox/enclosure/filter.hpp"
#include "sandbox/enclosure/init_record.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <array>

namespace gilkit::sandbox {

namespace {

// Then we do it ourselves. Everybody is dying by then, but what files in memory a program leaves the kernel
// still has to free: seconds for a million of them, and half a minute on a busy machine.
constexpr int sweep_patience_ms = 120'000;
constexpr double patience_s = 60; // for the namespaces, on a machine that is anything but idle

Failure no_box(const Enclosed::Complaint& complaint) {
    std::string told = complaint();
    told.erase(std::min(told.find('\n'), told.size()));
    return {false, fmt::format("the box could not be made{}{}", told.empty() ? "" : ": ", told)};
}

// Gives the descriptors that init needs numbers behind those of the program.
class Passing {
public:
    explicit Passing(const std::vector<std::pair<int, int>>& programs) : fds_(programs) {
        for (const auto& [ours, theirs] : programs) {
            next_ = std::max(next_, theirs + 1);
        }
    }

    int pass(const os::UniqueFd& fd) {
        fds_.emplace_back(fd.get(), next_);
        return next_++;
    }
    // A file with these contents; -1 once something went wrong.
    int pass_contents(const os::Result<std::string>& contents) {
        auto file = contents.and_then([](const std::string& text) { return os::make_memory_file(text); });
        if (!file) {
            fault_ = fault_ ? fault_ : file.error();
            return -1;
        }
        kept_.push_back(*std::move(file));
        return pass(kept_.back());
    }

    const std::vector<std::pair<int, int>>& fds() const { return fds_; }
    const std::optional<os::Error>& fault() const { return fault_; }

private:
    std::vector<std::pair<int, int>> fds_;
    std::vector<os::UniqueFd> kept_;
    std::optional<os::Error> fault_;
    int next_ = STDERR_FILENO + 1;
};

std::vector<std::string> with_namespaces(const Enclosure& enclosure, const Enclosing& what, InitPlan init,
                                         Passing& passing) {
    BoxPlan plan;
    plan.bubblewrap = enclosure.bubblewrap;
    plan.view = view_of(what.wanted, enclosure.hidden);
    const uid_t uid = init.identity ? init.identity->uid : user_id;
    plan.init = std::move(init);
    const auto add = [&](const os::Result<std::string>& contents, const std::string& name,
                         bool executable = false) {
        plan.files.push_back({passing.pass_contents(contents), name, executable});
    };
    constexpr std::size_t largest_init = 16U << 20U;
    add(os::read_regular_file(enclosure.init, largest_init), box_init, true);
    for (const Enclosing::File& file : what.files) {
        add(file.contents, file.name, file.executable);
    }
    add(fmt::format("learner:x:{}:{}:learner:{}:/bin/sh\n", uid, uid, box_work), "/etc/passwd");
    add(fmt::format("learner:x:{}:\n", uid), "/etc/group");
    add("127.0.0.1 localhost gilkit\n::1 localhost\n", "/etc/hosts");
    add("passwd: files\ngroup: files\nhosts: files\n", "/etc/nsswitch.conf");
    return bubblewrap_words(plan);
}

// Devices, and what tells about users and names; /dev/shm holds the semaphores of multiprocessing.
constexpr std::array readable_settings{"/etc/passwd", "/etc/group", "/etc/hosts", "/etc/nsswitch.conf",
                                       "/proc"};
constexpr std::array writable_devices{"/dev/null",   "/dev/zero",    "/dev/full",
                                      "/dev/random", "/dev/urandom", "/dev/shm"};

tl::expected<std::vector<std::string>, Failure> by_landlock(const Enclosure& enclosure, const Enclosing& what,
                                                            InitPlan init) {
    const View view = view_of(what.wanted, enclosure.hidden);
    init.by_landlock = true;
    for (const std::filesystem::path& path : allowed_paths(view)) {
        init.read.push_back(path);
    }
    constexpr std::size_t most_paths = 1000; // of those that init takes (init/plan.hpp), with a few to spare
    if (init.read.size() > most_paths) {
        return tl::unexpected(Failure{
            false,
            fmt::format("the course lies in a folder that programs must see, among too many others to be "
                        "hidden without namespaces ({}, at most {} can be told apart); move the "
                        "course, or use a better tier",
                        init.read.size(), most_paths)});
    }
    std::error_code ignored;
    for (const auto& [name, target] : view.links) {
        init.read.push_back(name);
    }
    for (const char* const path : readable_settings) {
        if (std::filesystem::exists(path, ignored)) {
            init.read.emplace_back(path);
        }
    }
    for (const char* const path : writable_devices) {
        if (std::filesystem::exists(path, ignored)) {
            init.write.emplace_back(path);
        }
    }
    if (what.folder.empty()) { // a probe
        init.directory = "/";
    } else {
        init.directory = what.folder / "work";
        init.read.push_back(what.folder);
        init.write.push_back(what.folder / "work");
        init.write.push_back(what.folder / "tmp");
    }
    return init_words(enclosure.init, init);
}

} // namespace

os::Result<std::optional<Identity>> our_identity() {
    if (::geteuid() != 0) {
        return std::nullopt;
    }
    return os::read_small_file("/proc/self/uid_map").map([](const std::string& map) {
        return std::optional(identity_for(::getpid(), map));
    });
}

tl::expected<Enclosed, Failure> Enclosed::start(const Enclosure& enclosure, const Enclosing& what,
                                                const Complaint& complaint) {
    const bool namespaces = enclosure.tier != Tier::C;

    // 1. Whom it runs as, and what it may ask of the kernel.
    InitPlan init;
    const auto identity = our_identity();
    if (!identity) {
        return tl::unexpected(failed(identity.error()));
    }
    init.identity = *identity;
    init.limits = what.limits;
    init.program = what.program;
    init.listen = what.listener;

    // 2. Descriptors: the program's, then those that init closes.
    Passing passing(what.fds);
    auto control = os::make_socket_pair();
    if (!control) {
        return tl::unexpected(failed(control.error()));
    }
    init.control_fd = passing.pass(control->second);
    init.filter_fd = passing.pass_contents(filter_program(namespaces ? Network::loopback : Network::none));

    // 3. The command line.
    tl::expected<std::vector<std::string>, Failure> words =
        namespaces ? with_namespaces(enclosure, what, std::move(init), passing)
                   : by_landlock(enclosure, what, std::move(init));
    if (!words) {
        return tl::unexpected(words.error());
    }
    // A pipe whose other end nobody else has: it tells when we are gone.
    auto lifeline = os::make_pipe();
    if (!lifeline) {
        return tl::unexpected(failed(lifeline.error()));
    }
    std::optional<ControlGroup> group;
    if (enclosure.groups) {
        auto made = ControlGroup::create(*enclosure.groups, what.together);
        if (!made) {
            return tl::unexpected(failed(made.error()));
        }
        group.emplace(*std::move(made));
    }
    if (namespaces) {
        std::vector<std::string> keeper{enclosure.init, "--keep",
                                        std::to_string(passing.pass(lifeline->read_end))};
        if (group) {
            for (const std::filesystem::path& folder : group->folders()) {
                keeper.insert(keeper.end(), {"--remove", folder});
            }
        }
        words->insert(words->begin(), keeper.begin(), keeper.end());
    }
    if (passing.fault()) {
        return tl::unexpected(failed(*passing.fault()));
    }

    // 4. The process.
    os::SpawnOptions options;
    options.argv = *std::move(words);
    options.environment = what.environment;
    options.directory = "/";
    options.fds = passing.fds();
    options.cpus = what.cpus;
    options.nice = what.nice;
    options.new_session = true;
    auto tree = os::ProcessTree::spawn(options);
    if (!tree) {
        return tl::unexpected(failed(tree.error()));
    }
    control->second.reset(); // or we would not be told when init is gone
    Enclosed enclosed(std::move(group), std::move(*tree), std::move(control->first),
                      std::move(lifeline->write_end));

    // 5. Until init says that the program is about to run.
    if (const auto started = enclosed.wait_until_started(complaint); !started) {
        return tl::unexpected(started.error());
    }
    if (const auto found = enclosed.find_processes(namespaces ? 2 : 0, complaint); !found) {
        return tl::unexpected(found.error());
    }
    if (const auto told = os::write_all(enclosed.control_.get(), "!"); !told) {
        return tl::unexpected(no_box(complaint));
    }
    return enclosed;
}

// By letting go of init and of the keeper, whose work it is, and who do it whatever happens to us. Our own
// way stops everybody before it kills them: were we killed in between, a stopped keeper would stay for ever.
Enclosed::~Enclosed() {
    control_.reset();
    lifeline_.reset();
    if (tree_.root().pid() > 0) {
        pollfd ended{tree_.root().poll_fd(), POLLIN, 0};
        (void)::poll(&ended, 1, sweep_patience_ms);
    }
}

tl::expected<void, Failure> Enclosed::wait_until_started(const Complaint& complaint) {
    const std::int64_t give_up_ns = os::monotonic_ns() + os::from_seconds(patience_s);
    for (;;) {
        if (os::interrupted() != 0) { // before the wait, too: it may have been long ago
            return tl::unexpected(Failure{true, "interrupted"});
        }
        std::array<pollfd, 1> fds{pollfd{control_.get(), POLLIN, 0}};
        if (const auto ready = os::wait_for(fds, give_up_ns); !ready) {
            return tl::unexpected(failed(ready.error()));
        }
        if (fds[0].revents != 0) {
            const auto record = next_record(control_, &listener_);
            if (!record) {
                return tl::unexpected(no_box(complaint));
            }
            if (record->event == init::Event::failed) {
                return tl::unexpected(Failure{false, words_of(*record)});
            }
            return {};
        }
        if (os::monotonic_ns() >= give_up_ns) {
            return tl::unexpected(
                Failure{false, fmt::format("the box was not ready within {:.0f} s", patience_s)});
        }
    }
}

// Below the keeper is bubblewrap, below that is init: two levels. Below init is the program alone.
tl::expected<void, Failure> Enclosed::find_processes(int levels, const Complaint& complaint) {
    init_pid_ = tree_.root().pid();
    for (; levels > 0; --levels) {
        const std::vector<pid_t> children = os::children_of(init_pid_);
        if (children.empty()) {
            return tl::unexpected(no_box(complaint));
        }
        init_pid_ = children.front();
    }
    if (group_) {
        for (const pid_t program : os::children_of(init_pid_)) {
            if (const auto added = group_->add(program); !added) {
                return tl::unexpected(failed(added.error()));
            }
        }
    }
    return {};
}

tl::expected<os::ExitStatus, Failure> Enclosed::ending() {
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
    // Init never goes before the program does, unless somebody ends it: without namespaces who has its
    // identity may, with them only somebody outside.
    if (status.signal != 0) {
        return status;
    }
    return tl::unexpected(Failure{false, "the box was ended from outside, before the program"});
}

} // namespace gilkit::sandbox
