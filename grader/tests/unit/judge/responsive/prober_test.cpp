// The prober against servers that this test plays itself, look by look, in a time that it makes up.
#include "judge/responsive/prober.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit;
using judge::LineClient;
using judge::Prober;
using judge::Talk;

namespace {

constexpr double patience_s = 5;

// A connection: our client's end, and one at which the test plays the server.
struct Line {
    Line() {
        auto made = os::make_socket_pair();
        REQUIRE(made);
        REQUIRE(os::set_nonblocking(made->first.get()));
        REQUIRE(os::set_nonblocking(made->second.get()));
        client = std::move(made->first);
        server.emplace(std::move(made->second));
    }
    os::UniqueFd client;
    std::optional<LineClient> server;

    std::vector<std::string> asked() {
        server->move();
        std::vector<std::string> lines;
        while (auto line = server->next_line()) {
            lines.push_back(*std::move(line));
        }
        return lines;
    }
};

std::string pong(const std::string& ping) {
    return "pong " + ping.substr(ping.find(' ') + 1);
}

struct Stage {
    Line work;
    Line probes;
    Line control;
    LineClient control_client{std::move(control.client)};
    judge::Seeds seeds{7};
    Prober prober{LineClient(std::move(work.client)),
                  LineClient(std::move(probes.client)),
                  control_client,
                  seeds,
                  {{"small", "tiny"}},
                  {{"big 1", "one"}, {"big 2", "two"}},
                  patience_s};
    double now_s = 0;

    bool look() {
        now_s += 0.005;
        return prober.look(now_s);
    }
    void answer_control() {
        for (const std::string& line : control.asked()) {
            control.server->send(line);
        }
    }
    void answer_probes() {
        for (const std::string& line : probes.asked()) {
            probes.server->send(pong(line));
        }
    }
    void greet() {
        REQUIRE(look());
        answer_probes();
        REQUIRE(look());
        REQUIRE(prober.was_answered_at_all());
    }
    void do_the_checks() {
        greet();
        REQUIRE(work.asked() == std::vector<std::string>{"small"});
        work.server->send("tiny");
        REQUIRE(look());
    }
};

} // namespace

TEST_CASE("Nothing is asked for before the program is there") {
    Stage stage;
    for (int i = 0; i < 100; ++i) {
        REQUIRE(stage.look());
    }
    CHECK(stage.work.asked().empty());
    CHECK(stage.probes.asked().size() == 1);
    CHECK(stage.control.asked().empty());
}

TEST_CASE("Who answers everything at once is prompt, and so is the control") {
    Stage stage;
    stage.do_the_checks();
    for (const auto& [request, reply] : {std::pair{"big 1", "one"}, std::pair{"big 2", "two"}}) {
        CHECK(stage.work.asked() == std::vector<std::string>{request});
        for (int i = 0; i < 100; ++i) {
            stage.answer_probes();
            stage.answer_control();
            REQUIRE(stage.look());
        }
        stage.work.server->send(reply);
        stage.answer_probes();
        stage.answer_control();
        stage.look();
    }
    stage.answer_probes();
    stage.answer_control();
    stage.look();
    CHECK(stage.prober.talk() == Talk::measured);
    CHECK(stage.prober.requests_answered() == 3);
    CHECK(stage.prober.program().probes() >= 95);
    CHECK(stage.prober.program().probes() == stage.prober.control().probes());
    CHECK(stage.prober.program().latency().p99_s == 0);
    CHECK(stage.prober.control().latency().p99_s == 0);
}

TEST_CASE("Who is deaf while it works is asked on at the same pace, and measured when it answers") {
    Stage stage;
    stage.do_the_checks();
    for (const auto& [reply, looks] : {std::pair{"one", 120}, std::pair{"two", 80}}) {
        for (int i = 0; i < looks; ++i) {
            stage.answer_control();
            REQUIRE(stage.look());
        }
        stage.work.server->send(reply);
        stage.answer_probes();
        stage.answer_control();
        stage.look();
    }
    stage.answer_probes();
    stage.answer_control();
    stage.look();
    REQUIRE(stage.prober.talk() == Talk::measured);
    CHECK(stage.prober.program().probes() >= 95);
    CHECK(stage.prober.program().latency().longest_gap_s > 0.45);
    CHECK(stage.prober.deaf_over() == "big 1");
    CHECK(stage.prober.program().latency().median_s > 0.15);
    CHECK(stage.prober.control().latency().p99_s == 0);
}

TEST_CASE("What a late look came too late for is left out") {
    Stage stage;
    stage.do_the_checks();
    stage.probes.asked();
    stage.now_s += 3;
    stage.look();
    CHECK(stage.probes.asked().size() == 1);
    stage.look();
    CHECK(stage.probes.asked().empty());
}

TEST_CASE("Answers are compared, and only what was asked is answered") {
    Stage stage;
    stage.greet();
    SUBCASE("a wrong one") {
        stage.work.server->send("huge");
        stage.look();
        CHECK(stage.prober.complaint().request == "small");
        CHECK(stage.prober.complaint().expected == "tiny");
        CHECK(stage.prober.complaint().actual == "huge");
    }
    SUBCASE("two for one") {
        stage.work.server->send("tiny");
        stage.work.server->send("tiny");
        stage.look();
        CHECK(stage.prober.complaint().request == "");
        CHECK(stage.prober.complaint().actual == "tiny");
    }
    SUBCASE("a pong to nobody") {
        stage.probes.server->send("pong 12");
        stage.look();
        CHECK(stage.prober.complaint().actual == "pong 12");
    }
    SUBCASE("something that is no pong") {
        stage.probes.server->send("ping");
        stage.look();
    }
    CHECK(stage.prober.talk() == Talk::wrong_answer);
}

TEST_CASE("Who never answers a probe is silent") {
    Stage stage;
    while (stage.look()) {
        REQUIRE(stage.now_s < patience_s + 1);
    }
    CHECK(stage.now_s > patience_s);
    CHECK(stage.prober.talk() == Talk::silent);
    CHECK_FALSE(stage.prober.was_answered_at_all());
}

TEST_CASE("Who answers probes and no request is slow") {
    Stage stage;
    stage.do_the_checks();
    do {
        stage.answer_probes();
        stage.answer_control();
        REQUIRE(stage.now_s < patience_s + 2);
    } while (stage.look());
    CHECK(stage.prober.talk() == Talk::slow);
}

TEST_CASE("Whom we give up on early is told by what waits") {
    for (const bool answers_probes : {true, false}) {
        Stage stage;
        stage.do_the_checks();
        for (int i = 0; i < 50; ++i) {
            if (answers_probes) {
                stage.answer_probes();
            }
            stage.answer_control();
            REQUIRE(stage.look());
        }
        stage.prober.give_up();
        CHECK(stage.prober.talk() == (answers_probes ? Talk::slow : Talk::silent));
    }
}

TEST_CASE("Who is deaf during a small request is silent, too") {
    Stage stage;
    stage.greet();
    do {
        REQUIRE(stage.now_s < patience_s + 2);
    } while (stage.look());
    CHECK(stage.prober.talk() == Talk::silent);
    CHECK(stage.prober.deaf_over() == "small");
    CHECK(stage.control.asked().empty()); // not measured
}

TEST_CASE("Who answers neither is silent") {
    Stage stage;
    stage.do_the_checks();
    do {
        stage.answer_control();
        REQUIRE(stage.now_s < patience_s + 2);
    } while (stage.look());
    CHECK(stage.prober.talk() == Talk::silent);
}

TEST_CASE("Who closes a connection may say why before it counts") {
    Stage stage;
    stage.greet();
    stage.work.server.reset();
    REQUIRE(stage.look());
    const double closed_s = stage.now_s;
    while (stage.look()) {
        REQUIRE(stage.now_s < closed_s + 2);
    }
    CHECK(stage.now_s > closed_s + 0.2);
    CHECK(stage.prober.talk() == Talk::closed);
}

TEST_CASE("Without the control nothing is known") {
    Stage stage;
    stage.greet();
    stage.control.server.reset();
    CHECK_FALSE(stage.look());
    CHECK(stage.prober.talk() == Talk::control_died);
}
