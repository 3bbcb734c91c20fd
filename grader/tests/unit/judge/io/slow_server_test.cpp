#include "judge/io/slow_server.hpp"

#include "os/clock.hpp"
#include "sandbox/listener.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>

using namespace gilkit;
using namespace gilkit::judge;

namespace {

// The clock is ours: nothing here waits for a latency.
struct Served {
    explicit Served(bool patient = true)
        : server(SlowServer::start(sandbox::listen_on_loopback().value(), patient).value()) {
        const std::string& address = server.address();
        port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    }

    os::UniqueFd connect() const {
        os::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
        return fd;
    }

    os::UniqueFd ask(const std::string& path) const {
        os::UniqueFd fd = connect();
        const std::string request = "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
        REQUIRE(os::write_all(fd.get(), request).has_value());
        return fd;
    }

    // Ticks at the same time of its clock until that holds; a real clock bounds it.
    bool tick_until(double now_s, const std::function<bool()>& holds) {
        const std::int64_t give_up_ns = os::monotonic_ns() + os::from_seconds(10);
        while (!holds()) {
            if (os::monotonic_ns() >= give_up_ns) {
                return false;
            }
            server.tick(now_s);
            ::usleep(1000);
        }
        return true;
    }

    SlowServer server;
    std::uint16_t port = 0;
};

// What has arrived; "reset" when the connection was, and "closed" when it ended without a word.
std::string arrived(const os::UniqueFd& fd) {
    std::array<char, 4096> chunk{};
    const ssize_t count = ::recv(fd.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (count < 0) {
        return errno == ECONNRESET ? "reset" : "";
    }
    return count == 0 ? "closed" : std::string(chunk.data(), static_cast<std::size_t>(count));
}

} // namespace

TEST_CASE("A page takes its time on the clock that the server is given") {
    Served served;
    served.server.serve({{"/slow", {"text", 0.5}}});
    const os::UniqueFd client = served.ask("/slow");
    REQUIRE(served.tick_until(1.0, [&] { return served.server.visits().size() == 1; }));
    CHECK(served.server.visits()[0].arrived_s == 1.0);
    for (int i = 0; i < 20; ++i) {
        served.server.tick(1.4);
    }
    CHECK(arrived(client).empty());
    CHECK(served.server.visits()[0].answered_s < 0);
    std::string answer;
    CHECK(served.tick_until(1.6, [&] { return !(answer += arrived(client)).empty(); }));
    CHECK(answer.find("HTTP/1.1 200 OK\r\n") == 0);
    CHECK(answer.find("\r\n\r\ntext") != std::string::npos);
    CHECK(served.server.visits()[0].answered_s == 1.6);
}

TEST_CASE("A server that is not patient answers at once") {
    Served served(false);
    served.server.serve({{"/slow", {"text", 50}}});
    const os::UniqueFd client = served.ask("/slow");
    CHECK(served.tick_until(0, [&] { return !arrived(client).empty(); }));
}

TEST_CASE("Pages that nobody has planned, errors, resets and second answers") {
    Served served;
    served.server.serve({{"/busy", {"later", 0, 503}},
                         {"/reset", {"", 0, 200, Behaviour::resets}},
                         {"/twice", {"again", 0, 200, Behaviour::twice}}});
    std::string answer;
    const auto read_from = [&](const os::UniqueFd& client, const std::string& what) {
        answer.clear();
        return served.tick_until(0,
                                 [&] { return (answer += arrived(client)).find(what) != std::string::npos; });
    };
    CHECK(read_from(served.ask("/no"), "HTTP/1.1 404 "));
    CHECK(read_from(served.ask("/busy"), "HTTP/1.1 503 Service Unavailable"));
    CHECK(read_from(served.ask("/reset"), "reset"));
    const os::UniqueFd twice = served.ask("/twice");
    CHECK(served.tick_until(0, [&] {
        answer += arrived(twice);
        return answer.find("again") != answer.rfind("again");
    }));
    CHECK(served.server.visits().size() == 4);
}

TEST_CASE("A page that is never answered stays open") {
    Served served;
    served.server.serve({{"/never", {"", 0, 200, Behaviour::never}}});
    const os::UniqueFd client = served.ask("/never");
    REQUIRE(served.tick_until(1, [&] { return served.server.visits().size() == 1; }));
    served.server.tick(100);
    CHECK(served.server.visits()[0].answered_s < 0);
    CHECK(arrived(client).empty());
}

TEST_CASE("What comes late belongs to the call that it came in") {
    Served served;
    served.server.serve({{"/a", {"first", 5}}});
    const os::UniqueFd late = served.ask("/a");
    REQUIRE(served.tick_until(1, [&] { return served.server.visits().size() == 1; }));
    served.server.serve({{"/b", {"second", 0}}});
    CHECK(served.server.visits().empty());
    const os::UniqueFd client = served.ask("/b");
    CHECK(served.tick_until(1, [&] { return !arrived(client).empty(); }));
    CHECK(arrived(late).empty());
    CHECK(served.tick_until(6, [&] { return !arrived(late).empty(); }));
    CHECK(served.server.visits().size() == 1);
}

TEST_CASE("Several requests on one connection") {
    Served served;
    served.server.serve({{"/a", {"1st", 0}}, {"/b", {"2nd", 0}}});
    const os::UniqueFd client = served.ask("/a");
    std::string answer;
    REQUIRE(
        served.tick_until(0, [&] { return (answer += arrived(client)).find("1st") != std::string::npos; }));
    REQUIRE(os::write_all(client.get(), "GET /b HTTP/1.1\r\nHost: h\r\n\r\n").has_value());
    CHECK(served.tick_until(0, [&] { return (answer += arrived(client)).find("2nd") != std::string::npos; }));
}

TEST_CASE("Connections without end are not taken") {
    Served served;
    served.server.serve({{"/a", {"", 0}}});
    std::vector<os::UniqueFd> clients;
    bool taken = true;
    for (int i = 0; i < 200 && taken; ++i) {
        clients.push_back(served.connect());
        taken = served.server.tick(0);
    }
    CHECK_FALSE(taken);
    CHECK(clients.size() < 100);
}

TEST_CASE("The server can go while requests are open") {
    Served served;
    served.server.serve({{"/a", {"", 5}}});
    const os::UniqueFd client = served.ask("/a");
    REQUIRE(served.tick_until(0, [&] { return served.server.visits().size() == 1; }));
    served.server = SlowServer::start(sandbox::listen_on_loopback().value(), true).value();
    CHECK_FALSE(arrived(client).empty()); // closed or reset
}
