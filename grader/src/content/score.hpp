// [score] of exercise.toml: what a passed submission is worth, and how much of that each check is.
#pragma once

#include "content/model.hpp"
#include "content/toml_reader.hpp"

namespace gilkit::content {

// Reads the table, which may be missing. `requirement` says which checks there are; faults go to the reader.
Score read_score(TableReader& toml, const Requirement& requirement);

} // namespace gilkit::content
