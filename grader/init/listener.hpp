// A socket for whoever is to serve the box, from outside.
#pragma once

#include "protocol.hpp"

namespace gilkit::init {

// Listens on the box's own loopback, on a port that is free, whether or not anybody waits there: a socket
// belongs to the network namespace that it was made in, wherever it is held. -1: errno says why.
int open_listener();

// A record, and a descriptor that comes with it (unix(7), SCM_RIGHTS).
bool tell_with(int control_fd, Record record, int fd);

} // namespace gilkit::init
