// What init says (grader/init/protocol.hpp).
#pragma once

#include "../../../init/protocol.hpp"
#include "os/fd.hpp"

#include <optional>
#include <string>

namespace gilkit::sandbox {

// A whole record, if one is there: they are written whole. `with_it`: gets the descriptor that came along.
std::optional<init::Record> next_record(const os::UniqueFd& control, os::UniqueFd* with_it = nullptr);

// What could not be done, for people.
std::string words_of(const init::Record& record);

} // namespace gilkit::sandbox
