#include "judge/responsive/prober.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace gilkit::judge {

namespace {

constexpr std::string_view probe_word = "ping ";
constexpr std::string_view reply_word = "pong ";

// A program that is about to say why it ends may close its connections first.
constexpr double last_words_s = 0.5;

std::optional<std::uint64_t> token_of(std::string_view line) {
    if (!line.starts_with(reply_word)) {
        return std::nullopt;
    }
    line.remove_prefix(reply_word.size());
    std::uint64_t token = 0;
    const auto [end, fault] = std::from_chars(line.data(), line.data() + line.size(), token);
    if (fault != std::errc() || end != line.data() + line.size()) {
        return std::nullopt;
    }
    return token;
}

} // namespace

Prober::Prober(LineClient work, LineClient probes, LineClient& control, Seeds& tokens,
               const std::vector<Exchange>& checks, const std::vector<Exchange>& load, double patience_s)
    : work_(std::move(work)), probes_(std::move(probes)), control_(control), tokens_(tokens),
      exchanges_(checks), checks_(checks.size()), patience_s_(patience_s) {
    exchanges_.insert(exchanges_.end(), load.begin(), load.end());
}

bool Prober::look(double now_s) {
    now_s_ = now_s;
    read_control(now_s);
    read_probes(now_s);
    read_work();
    if (talk_ == Talk::going_on) {
        ask(now_s);
        mind_the_time(now_s);
    }
    unmeasured_.looked(now_s);
    program_log_.looked(now_s);
    control_log_.looked(now_s);
    return talk_ == Talk::going_on;
}

void Prober::read_control(double now_s) {
    control_.move();
    while (const auto line = control_.next_line()) {
        if (const auto token = token_of(*line)) {
            control_log_.answered(*token, now_s);
        }
    }
    if (control_.is_over()) {
        talk_ = Talk::control_died;
    }
}

void Prober::read_probes(double now_s) {
    probes_.move();
    while (talk_ == Talk::going_on) {
        const auto line = probes_.next_line();
        if (!line) {
            return;
        }
        const auto token = token_of(*line);
        const double longest_gap_s = program_log_.longest_gap_s();
        if (token && unmeasured_.answered(*token, now_s)) {
            greeted_ = true;
        } else if (!token || !program_log_.answered(*token, now_s)) {
            complain(fmt::format("{}{}", probe_word, last_probe_),
                     fmt::format("{}{}", reply_word, last_probe_), *line);
        } else {
            deaf_over_ = program_log_.longest_gap_s() > longest_gap_s ? silent_over_ : deaf_over_;
            silent_over_ = under_way();
        }
    }
}

void Prober::read_work() {
    work_.move();
    while (talk_ == Talk::going_on) {
        const auto line = work_.next_line();
        if (!line) {
            return;
        }
        if (!asked_s_) {
            complain({}, {}, *line);
        } else if (*line != current().expected) {
            complain(current().request, current().expected, *line);
        } else {
            asked_s_.reset();
            ++next_;
        }
    }
}

void Prober::ask(double now_s) {
    if (!greeted_) {
        if (!unmeasured_.is_waiting()) {
            send_probe(unmeasured_, now_s);
        }
        return;
    }
    if (!asked_s_ && next_ < exchanges_.size()) {
        asked_s_ = now_s;
        work_.send(current().request);
    }
    if (next_ < exchanges_.size() && now_s >= next_probe_s_) {
        const bool measured = next_ >= checks_;
        ProbeLog& log = measured ? program_log_ : unmeasured_;
        if (!log.is_waiting()) {
            silent_over_ = under_way();
        }
        const std::uint64_t token = send_probe(log, now_s);
        if (measured) {
            control_log_.sent(token, now_s);
            control_.send(fmt::format("{}{}", reply_word, token));
        }
        next_probe_s_ += probe_pace_s;
        if (next_probe_s_ <= now_s) {
            next_probe_s_ = now_s + probe_pace_s; // what this look came too late for is left out
        }
    }
    if (next_ == exchanges_.size() && !program_log_.is_waiting() && !control_log_.is_waiting()) {
        talk_ = Talk::measured;
    }
}

std::uint64_t Prober::send_probe(ProbeLog& log, double now_s) {
    const std::uint64_t token = tokens_.next();
    last_probe_ = fmt::format("{}", token);
    log.sent(token, now_s);
    probes_.send(fmt::format("{}{}", probe_word, token));
    return token;
}

void Prober::mind_the_time(double now_s) {
    if (work_.is_over() || probes_.is_over()) {
        over_since_s_ = over_since_s_.value_or(now_s);
        if (now_s - *over_since_s_ >= last_words_s) {
            talk_ = Talk::closed;
        }
        return;
    }
    if (probe_waits_s() > patience_s_ || request_waits_s() > patience_s_) {
        give_up();
    }
}

void Prober::give_up() {
    // Who is stuck in a request answers no probe either: that tells more than that the request is not
    // answered.
    talk_ = probe_waits_s() > request_waits_s() / 2 ? Talk::silent : Talk::slow;
}

double Prober::probe_waits_s() const {
    return std::max(unmeasured_.oldest_s(now_s_), program_log_.oldest_s(now_s_));
}

double Prober::request_waits_s() const {
    return asked_s_ ? now_s_ - *asked_s_ : 0.0;
}

void Prober::complain(std::string request, std::string expected, std::string actual) {
    talk_ = Talk::wrong_answer;
    complaint_ = {std::move(request), std::move(expected), std::move(actual)};
}

} // namespace gilkit::judge
