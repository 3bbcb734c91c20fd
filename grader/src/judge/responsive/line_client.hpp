// A client that sends lines and reads lines, without ever waiting.
#pragma once

#include "os/fd.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gilkit::judge {

class LineClient {
public:
    // `socket`: a connected stream, nonblocking.
    explicit LineClient(os::UniqueFd socket) : socket_(std::move(socket)) {}

    // `line`: without its end.
    void send(std::string_view line);
    // Moves what can be moved now. Reads no more at a time than a client that trusts nobody should.
    void move();
    // The next line that has come, without its end.
    std::optional<std::string> next_line();
    // Nothing more will come: the other side has closed the connection, or sent a line that has no end.
    bool is_over() const { return over_; }

private:
    os::UniqueFd socket_;
    std::string outgoing_;
    std::string incoming_;
    bool over_ = false;
};

} // namespace gilkit::judge
