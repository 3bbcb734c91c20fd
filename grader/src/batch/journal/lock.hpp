// One gilkit batch at a time in one folder of results.
//
// The lock is a POSIX record lock (fcntl): it belongs to the process alone. So it is gone in the moment in
// which the process is, by whatever end, while the forked copies that still clean up after a grading don't
// hold it, and it works on the network file systems of clusters.
#pragma once

#include "os/error.hpp"
#include "os/fd.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace gilkit::batch {

class Lock {
public:
    // nullopt: another process has it. The file stays: removing it would let two have it.
    static os::Result<std::optional<Lock>> take(const std::filesystem::path& file);
    // The process that has it; 0: none that this machine can see.
    static pid_t owner(const std::filesystem::path& file);

private:
    explicit Lock(os::UniqueFd fd) : fd_(std::move(fd)) {}
    os::UniqueFd fd_;
};

} // namespace gilkit::batch
