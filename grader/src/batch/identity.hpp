// What decides the result of a grading, as one key: a submission is graded again when any of it has changed,
// and only then.
#pragma once

#include "content/model.hpp"
#include "judge/result.hpp"

#include <tl/expected.hpp>

#include <string>

namespace gilkit::batch {

// Digest of all of the exercise that a grading reads: exercise.toml and check/, without its mistakes. The
// error names the file that can't be read.
tl::expected<std::string, std::string> identity_of(const content::Exercise& exercise);

// Which Python it is, wherever it lies: implementation, version, build (sys.version has the compiler and the
// date) and whether it has a GIL. The error says why it does not tell.
tl::expected<std::string, std::string> identity_of(const judge::Interpreter& interpreter);

// The key: of the submission's digest, the exercise's, the interpreter's identity and this gilkit's version.
std::string key_of(const std::string& source, const std::string& exercise, const std::string& interpreter);

} // namespace gilkit::batch
