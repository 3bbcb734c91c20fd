// A server of ours that does nothing but answer: what it needs for that, the machine and we add to
// everybody's answers.
#pragma once

#include "judge/responsive/line_client.hpp"
#include "os/worker.hpp"

namespace gilkit::judge {

class Control {
public:
    // Forks (os/worker.hpp); what is open by then stays open in the server, too.
    static os::Result<Control> start();

    // It sends back each line as it is.
    LineClient& client() { return client_; }

private:
    Control(os::Worker server, os::UniqueFd socket)
        : server_(std::move(server)), client_(std::move(socket)) {}

    os::Worker server_;
    LineClient client_; // goes first: the server ends by itself
};

} // namespace gilkit::judge
