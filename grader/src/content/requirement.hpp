// What the kinds of exercises ask for, as exercise.toml says it. To add a kind: its struct in model.hpp, a
// line in the table of requirement.cpp, and a judge (judge/kind.hpp).
#pragma once

#include "content/model.hpp"
#include "content/toml_reader.hpp"

namespace gilkit::content {

// Reads `kind` and that kind's own table; faults go to the reader. False: there is no such kind, and nothing
// can be said of what depends on it.
bool read_requirement(TableReader& toml, Exercise& exercise);

} // namespace gilkit::content
