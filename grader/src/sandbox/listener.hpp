// Sockets that listen: where a program is served from, and where it serves.
#pragma once

#include "os/error.hpp"
#include "os/fd.hpp"

#include <cstdint>
#include <filesystem>

namespace gilkit::sandbox {

// On this machine's loopback, on a port that is free; nonblocking.
os::Result<os::UniqueFd> listen_on_loopback();

// The port that a socket of the Internet is bound to.
os::Result<std::uint16_t> port_of(const os::UniqueFd& socket);

// A Unix socket at `path`, which must not exist yet: no network is needed to serve there, so that this is the
// same in every tier. Blocking, as Python expects it. `backlog`: connections that may wait.
os::Result<os::UniqueFd> listen_at(const std::filesystem::path& path, int backlog);

// A client of the one that listens there; nonblocking. An error when its backlog is full (EAGAIN) or nobody
// listens any more (ECONNREFUSED).
os::Result<os::UniqueFd> connect_to(const std::filesystem::path& path);

} // namespace gilkit::sandbox
