// What gilkit's exit codes mean, the same for every command (DESIGN §2).
#pragma once

namespace gilkit::cli {

constexpr int exit_ok = 0;
constexpr int exit_failed = 1;       // a submission failed
constexpr int exit_usage = 2;        // wrong usage or wrong content
constexpr int exit_grader_broke = 3; // the grader itself failed
constexpr int exit_inconclusive = 4;
constexpr int exit_interrupted = 130;

} // namespace gilkit::cli
