// Which program a process runs, and where CPython's runtime lies in its memory.
#pragma once

#include "gil/knowledge.hpp"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::gil {

// A file, or a part of it, in a process's memory: a line of /proc/PID/maps (proc(5)).
struct Mapping {
    std::uint64_t begin = 0;
    std::uint64_t offset = 0; // in the file
    std::string path;         // as the process sees it, " (deleted)" and all
    bool operator==(const Mapping&) const = default;
};

// Those of files, in ascending order; other lines are left out.
std::vector<Mapping> parse_maps(std::string_view text);

struct RuntimeAddress {
    std::string path; // of the file that holds it
    std::uint64_t runtime = 0;
    std::optional<std::uint64_t> version; // of Py_Version
};

struct Image {
    std::string executable; // as the process sees it
    std::optional<RuntimeAddress> runtime;
};

// Whether a file of that name can hold CPython's runtime when it is not the executable itself: those with
// "python" in the last part. GraalPy's libpython-native.so, which it loads for C extensions, has a
// _PyRuntime, too, of which nothing is ever used.
bool may_hold_cpython(std::string_view path);

// Looks at the executable and at every mapped file that may hold it.
// The error is `gone` or `denied`; without a CPython in it the image holds no runtime.
tl::expected<Image, Unseen> find_image(pid_t pid);

// 3.9 of "/usr/lib/libpython3.9.so.1.0" or "/opt/bin/python3.9"; only the last part of a path counts.
std::optional<int> minor_version_in(std::string_view path);

} // namespace gilkit::gil
