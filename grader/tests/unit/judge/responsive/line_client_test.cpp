#include "judge/responsive/line_client.hpp"

#include <doctest/doctest.h>

#include <sys/socket.h>

#include <array>
#include <string>

using namespace gilkit;
using judge::LineClient;

namespace {

struct Pair {
    Pair() {
        auto made = os::make_socket_pair();
        REQUIRE(made);
        REQUIRE(os::set_nonblocking(made->first.get()));
        client.emplace(std::move(made->first));
        server = std::move(made->second);
    }
    std::optional<LineClient> client;
    os::UniqueFd server;
};

} // namespace

TEST_CASE("A line is there when its end is") {
    Pair pair;
    CHECK_FALSE(pair.client->next_line());
    REQUIRE(os::write_all(pair.server.get(), "one\ntw"));
    pair.client->move();
    CHECK(pair.client->next_line() == "one");
    CHECK_FALSE(pair.client->next_line());
    REQUIRE(os::write_all(pair.server.get(), "o\n\n"));
    pair.client->move();
    CHECK(pair.client->next_line() == "two");
    CHECK(pair.client->next_line() == "");
    CHECK_FALSE(pair.client->is_over());
}

TEST_CASE("What was sent before the end is still read") {
    Pair pair;
    REQUIRE(os::write_all(pair.server.get(), "last\nwor"));
    pair.server.reset();
    pair.client->move();
    pair.client->move();
    CHECK(pair.client->is_over());
    CHECK(pair.client->next_line() == "last");
    CHECK_FALSE(pair.client->next_line());
    pair.client->send("anybody?"); // no signal, no exception
    CHECK(pair.client->is_over());
}

TEST_CASE("Lines arrive, with their end") {
    Pair pair;
    pair.client->send("ping 1");
    std::array<char, 64> chunk{};
    const ssize_t count = ::recv(pair.server.get(), chunk.data(), chunk.size(), 0);
    CHECK(std::string(chunk.data(), static_cast<std::size_t>(count)) == "ping 1\n");
}

TEST_CASE("A line without an end is not read for ever") {
    Pair pair;
    REQUIRE(os::set_nonblocking(pair.server.get()));
    const std::string much(10'000, 'x');
    for (int i = 0; i < 100 && !pair.client->is_over(); ++i) {
        (void)::send(pair.server.get(), much.data(), much.size(), 0);
        pair.client->move();
    }
    CHECK(pair.client->is_over());
    CHECK_FALSE(pair.client->next_line());
}
