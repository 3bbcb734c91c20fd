// Finds CPython's runtime in an executable or a shared library on disk.
#pragma once

#include "os/error.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace gilkit::gil {

// Addresses as the file counts them; in a process all of them are moved by the same distance.
struct RuntimeSymbols {
    std::uint64_t runtime = 0;            // _PyRuntime
    std::optional<std::uint64_t> version; // Py_Version, an unsigned long: from 3.11 on
    // Of the first loaded segment: where it stands in the file and in the file's addresses, both rounded down
    // to a page.
    std::uint64_t first_offset = 0;
    std::uint64_t first_address = 0;
};

// nullopt: a file without such a symbol or section. An error: it can't be opened, or is no 64-bit ELF file.
os::Result<std::optional<RuntimeSymbols>> runtime_symbols(const std::string& path);

} // namespace gilkit::gil
