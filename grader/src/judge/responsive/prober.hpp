// Talks with a program that serves, as its clients do: one gives it work, request after request, and another
// one meanwhile asks whether it still answers.
//
// The first line of the client that probes is answered before anything else is asked: the program is there.
// Then come the small requests, whose answers show whether it works and for which it starts what it needs (a
// pool, say). Then come the heavy ones. All the while probes are sent at a steady pace, answered or not: a
// client that waits for each answer would ask less when the server is slow, and see little of it. Those
// beside the heavy requests count.
// Everything follows the clock of idle cores (watched_box.hpp), which stands still while the program waits
// for a core that somebody else has. The control gets the same probes at the same moments.
#pragma once

#include "judge/responsive/latency.hpp"
#include "judge/responsive/line_client.hpp"
#include "judge/seeds.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::judge {

constexpr double probe_pace_s = 0.01;

// A line, and the one that is to come back.
struct Exchange {
    std::string request;
    std::string expected;
};

// What became of the talk.
enum class Talk : std::uint8_t {
    going_on,
    measured,     // everything was answered
    wrong_answer, // `Complaint` says to what
    closed,       // a connection was closed before everything was answered
    silent,       // a probe got no answer in time
    slow,         // a request got no answer in time, but probes did
    control_died, // our fault
};

// What was asked, and what came.
struct Complaint {
    std::string request; // empty: nothing was asked
    std::string expected;
    std::string actual;
};

class Prober {
public:
    // `control`: of the server that answers for comparison. `patience_s`: how long an answer may take, by the
    // program's clock. `tokens`: numbers that nobody can guess.
    Prober(LineClient work, LineClient probes, LineClient& control, Seeds& tokens,
           const std::vector<Exchange>& checks, const std::vector<Exchange>& load, double patience_s);

    // To be called every few milliseconds, with the clock's time; false when there is nothing more to ask.
    bool look(double now_s);
    // Nobody waits any longer: says which of silent and slow it was.
    void give_up();

    Talk talk() const { return talk_; }
    const Complaint& complaint() const { return complaint_; }
    bool was_answered_at_all() const { return greeted_; }
    std::size_t requests_answered() const { return next_; }
    // What it worked on when its longest silence began, also where that has not ended; empty: nothing.
    const std::string& deaf_over() const { return talk_ == Talk::silent ? silent_over_ : deaf_over_; }
    const ProbeLog& program() const { return program_log_; }
    const ProbeLog& control() const { return control_log_; }

private:
    const Exchange& current() const { return exchanges_[next_]; }
    std::string under_way() const { return asked_s_ ? current().request : std::string(); }
    double probe_waits_s() const;
    double request_waits_s() const;
    void read_probes(double now_s);
    void read_control(double now_s);
    void read_work();
    void ask(double now_s);
    std::uint64_t send_probe(ProbeLog& log, double now_s);
    void mind_the_time(double now_s);
    void complain(std::string request, std::string expected, std::string actual);

    LineClient work_;
    LineClient probes_;
    LineClient& control_;
    Seeds& tokens_;
    std::vector<Exchange> exchanges_; // the checks first
    std::size_t checks_;
    double patience_s_;

    Talk talk_ = Talk::going_on;
    Complaint complaint_;
    bool greeted_ = false;
    std::size_t next_ = 0; // of the exchanges
    std::optional<double> asked_s_;
    std::optional<double> over_since_s_;
    std::string last_probe_;
    std::string silent_over_; // the request under way when the silence began that there is now
    std::string deaf_over_;
    double next_probe_s_ = 0;
    double now_s_ = 0;
    ProbeLog unmeasured_; // the greeting, and those beside the small requests
    ProbeLog program_log_;
    ProbeLog control_log_;
};

} // namespace gilkit::judge
