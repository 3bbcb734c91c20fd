// This process gives away what it does not need, before it looks at what a stranger has made.
#pragma once

namespace gilkit::archive {

// From now on it can read and write what it has open, and get memory; all else that it asks the kernel for is
// EPERM: opening files, sockets, processes, programs, memory to run code in. False: the kernel refuses that.
bool confine();

} // namespace gilkit::archive
