// What gilkit and gilkit-archive say to each other: netstrings (D. J. Bernstein, 1997: "5:hello,") one after
// the other. The program that read a hostile archive may be the archive's by then, so what it says must be as
// easy to read as can be.
//
// `gilkit-archive read`   gets the archive, says: the fault of it as a whole, or nothing; how many files it
//                         holds; then of each wanted one its path, what it is (the first four below), its
//                         bytes
// `gilkit-archive zip`    gets of each file its name, "program" or "data", its bytes; says: the zip, or
//                         nothing; why there is none
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::archive {

inline constexpr std::string_view says_file = "file"; // the only one with bytes
inline constexpr std::string_view says_too_large = "too-large";
inline constexpr std::string_view says_link = "link";
inline constexpr std::string_view says_special = "special"; // a device, a pipe
inline constexpr std::string_view says_program = "program";
inline constexpr std::string_view says_data = "data";

void add_netstring(std::string& to, std::string_view text);

// All of them, as parts of `text`; nothing when it is anything else.
std::optional<std::vector<std::string_view>> netstrings_in(std::string_view text);

} // namespace gilkit::archive
