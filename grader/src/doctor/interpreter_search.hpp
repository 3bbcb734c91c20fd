// Which Pythons this machine has.
#pragma once

#include "judge/interpreter.hpp"

#include <tl/expected.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::doctor {

struct FoundInterpreter {
    std::string found_as;                          // the path (or name) that was asked
    bool student = false;                          // the one that submissions run under
    std::optional<judge::Interpreter> interpreter; // what it said; too old ones too
    bool usable = false;                           // submissions could run under it
    std::string fault;                             // why it is not usable
};

// Where to look; from the environment unless a test says otherwise.
struct SearchPlaces {
    std::string path;       // PATH
    std::string home;       // HOME
    std::string pyenv_root; // PYENV_ROOT, else ~/.pyenv
    std::string uv_pythons; // UV_PYTHON_INSTALL_DIR, else ~/.local/share/uv/python
    std::string asdf_data;  // ASDF_DATA_DIR, else ~/.asdf
    std::string mise_data;  // MISE_DATA_DIR, else ~/.local/share/mise
    std::string opt = "/opt";
};
SearchPlaces places_from_environment();

// Programs that may be Pythons, none of them asked yet: python3, python3.9 … python3.15, pypy3, jython and
// graalpy on PATH, then what version managers have installed. Shims of version managers are left out: what
// they lead to is found where it is installed.
std::vector<std::string> interpreter_candidates(const SearchPlaces& places);

// Asks `student` and all candidates, each real executable once, the student first. `progress` (may be empty)
// is told before each. The error is an interruption.
tl::expected<std::vector<FoundInterpreter>, judge::InterpreterError>
find_interpreters(const std::string& student, const SearchPlaces& places,
                  const std::function<void(std::string_view)>& progress);

} // namespace gilkit::doctor
