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
#include <initializer_list>
#include <utility>

namespace gilkit::sandbox {

namespace {

constexpr std::size_t kept_output = 64U << 10U;
constexpr double tick_s = 0.005; // between two calls of a Ticker

bool says(const Reply& reply, std::initializer_list<Ending> any) {
    return std::ranges::find(any, reply.ending) != any.end();
}

Reply ended_as(Ending ending) {
    Reply reply;
    reply.ending = ending;
    return reply;
}

} // namespace

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
    } else if (op == "stacks" && message.contains("threads")) {
        reply.ending = Ending::stacks;
        reply.value = message["threads"];
    } else {
        reply.ending = Ending::garbled;
    }
    return reply;
}

tl::expected<Reply, Failure> Box::load(std::int64_t deadline_ns, const Ticker& ticker) {
    send(load_request_);
    return pump(deadline_ns, ticker).map([](Reply&& reply) {
        return says(reply, {Ending::returned, Ending::raised, Ending::unsupported, Ending::stacks})
                   ? ended_as(Ending::garbled)
                   : std::move(reply);
    });
}

tl::expected<Reply, Failure> Box::call(const nlohmann::json& arguments, std::int64_t deadline_ns,
                                       const Ticker& ticker, const nlohmann::json& schedule) {
    nlohmann::json request{{"op", "call"}, {"arguments", arguments}};
    if (!schedule.is_null()) {
        request["schedule"] = schedule;
    }
    send(request);
    return pump(deadline_ns, ticker).map([](Reply&& reply) {
        return says(reply, {Ending::loaded, Ending::stacks}) ? ended_as(Ending::garbled) : std::move(reply);
    });
}

tl::expected<Reply, Failure> Box::stacks(std::int64_t deadline_ns, const Ticker& ticker) {
    send({{"op", "stacks"}});
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
        const bool talks_on = reply && says(*reply, {Ending::loaded, Ending::returned, Ending::raised,
                                                     Ending::rejected, Ending::unsupported, Ending::stacks});
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
        if (&pipe == &stdout_ && printed_ <= limits_.output_kb << 10U) {
            stdout_text_.append(chunk.data(), static_cast<std::size_t>(count));
        }
    }
}

std::string Box::take_printed() {
    // A reply may have overtaken the end of what was printed before it: that is in the pipe.
    for (std::size_t before = printed_ + 1; stdout_ && before != printed_;) {
        before = printed_;
        read_output(stdout_);
    }
    return std::exchange(stdout_text_, {});
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
    return enclosed_->ending().map([&](const os::ExitStatus& status) {
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
