#include "sandbox/box.hpp"

#include "os/clock.hpp"
#include "os/procfs.hpp"
#include "os/signals.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace gilkit::sandbox {

namespace {

constexpr int channel_fd = 3; // as in runner.py
constexpr std::size_t kept_output = 64U << 10U;
constexpr double tick_s = 0.005; // between two calls of a Ticker

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
    constexpr rlim_t largest_file = 256U << 20U;
    constexpr rlim_t open_files = 1024;
    return {{RLIMIT_CORE, 0},
            {RLIMIT_FSIZE, largest_file},
            {RLIMIT_NOFILE, open_files},
            {RLIMIT_AS, static_cast<rlim_t>(limits.memory_mb) << 20U}};
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
            {"function", spec.function}};
}

Reply reply_from(const nlohmann::json& message) {
    const std::string op = text_field(message, "op");
    Reply reply;
    reply.kind = text_field(message, "kind");
    reply.message = text_field(message, "message");
    reply.traceback = text_field(message, "traceback");
    reply.stage = text_field(message, "stage");
    reply.source_line = text_field(message, "text");
    reply.line = int_field(message, "line");
    if (op == "loaded") {
        reply.ending = Ending::loaded;
    } else if (op == "returned" && message.contains("value")) {
        reply.ending = Ending::returned;
        reply.value = message["value"];
    } else if (op == "raised") {
        reply.ending = Ending::raised;
    } else if (op == "rejected") {
        reply.ending = Ending::rejected;
    } else if (op == "unsupported") {
        reply.ending = Ending::unsupported;
        reply.kind = text_field(message, "type");
        reply.message = text_field(message, "where");
    } else {
        reply.ending = Ending::garbled;
    }
    return reply;
}

Reply ended_as(Ending ending) {
    Reply reply;
    reply.ending = ending;
    return reply;
}

} // namespace

struct Box::Ends {
    os::UniqueFd channel;
    os::UniqueFd out;
    os::UniqueFd err;

    // (ours, the program's)
    std::vector<std::pair<int, int>> fds() const {
        return {{out.get(), STDOUT_FILENO}, {err.get(), STDERR_FILENO}, {channel.get(), channel_fd}};
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

tl::expected<void, Failure> Box::start_in_folder(const BoxSpec& spec, const Ends& ends) {
    // 1. A folder that nobody else uses: code/ holds the file, work/ is where the program starts.
    auto folder = os::TempDir::create("gilkit-");
    if (!folder) {
        return tl::unexpected(failed(folder.error()));
    }
    folder_.emplace(*std::move(folder));
    const std::filesystem::path code = folder_->path() / "code";
    const std::filesystem::path work = folder_->path() / "work";
    for (const auto& each : {code, work}) {
        if (::mkdir(each.c_str(), S_IRWXU) < 0) {
            return tl::unexpected(failed({errno, "create " + each.string()}));
        }
    }

    // 2. The copy, under a name that Python can import.
    const std::filesystem::path file = code / (spec.module + ".py");
    if (auto written = write_new_file(file, spec.source); !written) {
        return tl::unexpected(failed(written.error()));
    }
    load_request_ = load_request_for(spec, file);

    // 3. The process.
    os::SpawnOptions options;
    options.argv = {spec.interpreter.string(), "-B", "-s", spec.runner.string()};
    options.environment = environment_for(spec, work, work);
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
    constexpr std::size_t largest_runner = 1U << 20U;
    const auto runner = os::read_regular_file(spec.runner, largest_runner);
    if (!runner) {
        return tl::unexpected(failed(runner.error()));
    }
    const std::string file = std::string(box_code) + "/" + spec.module + ".py";
    load_request_ = load_request_for(spec, file);
    Enclosing what;
    what.program = {spec.interpreter.string(), "-B", "-s", box_runner};
    what.environment = environment_for(spec, box_work, box_scratch);
    what.wanted = spec.interpreter_needs;
    what.files = {{box_runner, *runner}, {file, spec.source}};
    what.fds = ends.fds();
    what.limits = limits_for(spec.limits);
    // The sampler counts tasks for the whole box; this is for those that multiply faster than it looks.
    what.limits.emplace_back(RLIMIT_NPROC, 2 * spec.limits.tasks);
    what.cpus = spec.cpus;
    what.nice = spec.nice;
    auto enclosed = Enclosed::start(spec.enclosure, what, [this] { return read_complaint(); });
    if (!enclosed) {
        return tl::unexpected(enclosed.error());
    }
    enclosed_.emplace(*std::move(enclosed));
    return {};
}

tl::expected<Reply, Failure> Box::load(std::int64_t deadline_ns, const Ticker& ticker) {
    send(load_request_);
    return pump(deadline_ns, ticker);
}

tl::expected<Reply, Failure> Box::call(const nlohmann::json& arguments, std::int64_t deadline_ns,
                                       const Ticker& ticker) {
    send({{"op", "call"}, {"arguments", arguments}});
    return pump(deadline_ns, ticker);
}

tl::expected<Reply, Failure> Box::idle(std::int64_t deadline_ns, const Ticker& ticker) {
    return pump(deadline_ns, ticker);
}

tl::expected<Reply, Failure> Box::finish(std::int64_t deadline_ns, const Ticker& ticker) {
    send({{"op", "bye"}});
    for (;;) {
        auto reply = pump(deadline_ns, ticker);
        // Whatever it still has to say no longer matters.
        const bool talks_on =
            reply && (reply->ending == Ending::loaded || reply->ending == Ending::returned ||
                      reply->ending == Ending::raised || reply->ending == Ending::rejected ||
                      reply->ending == Ending::unsupported);
        if (!talks_on || os::monotonic_ns() >= deadline_ns) {
            return talks_on ? ended_as(Ending::time_limit) : std::move(reply);
        }
    }
}

void Box::flush_outgoing() {
    const ssize_t sent = ::send(channel_.get(), outgoing_.data(), outgoing_.size(), MSG_NOSIGNAL);
    if (sent > 0) {
        outgoing_.erase(0, static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
        outgoing_.clear(); // nobody listens any more; the end of the process will tell
    }
}

void Box::read_output(os::UniqueFd& pipe) {
    std::array<char, 65536> chunk{};
    const ssize_t count = ::read(pipe.get(), chunk.data(), chunk.size());
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
        pipe.reset();
    } else if (count > 0) {
        printed_ += static_cast<std::size_t>(count);
        output_.append(chunk.data(), std::min(static_cast<std::size_t>(count), kept_output - output_.size()));
    }
}

std::string Box::read_complaint() {
    read_output(stderr_);
    return output_;
}

tl::expected<Reply, Failure> Box::reply_of_the_end(std::int64_t now_ns) {
    Reply reply = ended_as(Ending::ended);
    reply.arrived_ns = now_ns;
    if (!enclosed_) {
        reply.exit = tree_->root().wait();
        return reply;
    }
    return enclosed_->ending([this] { return output_; }).map([&](const os::ExitStatus& status) {
        reply.exit = status;
        return std::move(reply);
    });
}

std::optional<Reply> Box::read_channel() {
    std::array<char, 65536> chunk{};
    const ssize_t count = ::recv(channel_.get(), chunk.data(), chunk.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
        channel_.reset();
        return std::nullopt;
    }
    if (count > 0) {
        incoming_.append({chunk.data(), static_cast<std::size_t>(count)});
    }
    auto message = incoming_.next();
    if (!message) {
        Reply reply = ended_as(Ending::garbled);
        reply.message = message.error();
        return reply;
    }
    return message->has_value() ? std::optional(reply_from(**message)) : std::nullopt;
}

tl::expected<Reply, Failure> Box::pump(std::int64_t deadline_ns, const Ticker& ticker) {
    std::int64_t next_tick_ns = os::monotonic_ns();
    for (;;) {
        std::array<pollfd, 4> fds{pollfd{channel_.get(), POLLIN, 0}, pollfd{stdout_.get(), POLLIN, 0},
                                  pollfd{stderr_.get(), POLLIN, 0},
                                  pollfd{tree().root().poll_fd(), POLLIN, 0}};
        if (!outgoing_.empty()) {
            fds[0].events |= POLLOUT;
        }
        if (const auto ready = os::wait_for(fds, next_tick_ns); !ready) {
            return tl::unexpected(failed(ready.error()));
        }
        if (os::interrupted() != 0) {
            return tl::unexpected(Failure{true, "interrupted"});
        }
        const std::int64_t now_ns = os::monotonic_ns();
        if ((fds[0].revents & POLLOUT) != 0) {
            flush_outgoing();
        }
        // Output first: what was printed before a message belongs to it.
        for (auto [i, pipe] : {std::pair{1U, &stdout_}, std::pair{2U, &stderr_}}) {
            if (fds.at(i).revents != 0) {
                read_output(*pipe);
            }
        }
        if ((fds[0].revents & ~POLLOUT) != 0) {
            if (auto reply = read_channel()) {
                reply->arrived_ns = now_ns;
                return *std::move(reply);
            }
        }
        if (printed_ > limits_.output_kb << 10U) {
            return ended_as(Ending::output_limit);
        }
        // Last words first: a process that is gone may have left a message and output behind.
        const bool silent = fds[0].revents == 0 && fds[1].revents == 0 && fds[2].revents == 0;
        if (fds[3].revents != 0 && silent) {
            return reply_of_the_end(now_ns);
        }
        if (now_ns >= next_tick_ns) {
            tree().reap_orphans();
            if (!ticker(now_ns)) {
                return ended_as(Ending::stopped);
            }
            next_tick_ns = now_ns + os::from_seconds(tick_s);
        }
        if (now_ns >= deadline_ns) {
            return ended_as(Ending::time_limit);
        }
    }
}

} // namespace gilkit::sandbox
