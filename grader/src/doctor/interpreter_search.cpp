#include "doctor/interpreter_search.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>

namespace gilkit::doctor {

namespace fs = std::filesystem;

namespace {

std::string from_environment(const char* variable, std::string otherwise = {}) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0' ? std::string(value) : std::move(otherwise);
}

bool is_program(const fs::path& file) {
    std::error_code ignored;
    return fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
}

// The file that a path leads to in the end; the path itself where that can't be told.
std::string real_file(const std::string& path) {
    std::error_code fault;
    const fs::path real = fs::canonical(path, fault);
    return fault ? path : real.string();
}

std::vector<std::string> names_on_path() {
    constexpr int oldest = 9;
    constexpr int newest = 15;
    std::vector<std::string> names = {"python3"};
    for (int minor = oldest; minor <= newest; ++minor) {
        names.push_back(fmt::format("python3.{}", minor));
        names.push_back(fmt::format("python3.{}t", minor)); // free-threaded
    }
    names.insert(names.end(), {"pypy3", "jython", "graalpy"});
    return names;
}

// The first program of that name in PATH, as the shell would find it, shims left out.
std::string on_path(const std::string& name, const SearchPlaces& places) {
    std::string_view rest = places.path;
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
        const bool shims = fs::path(folder).filename() == "shims";
        if (!folder.empty() && !shims && is_program(fs::path(folder) / name)) {
            return (fs::path(folder) / name).string();
        }
    }
    return {};
}

// folder/*/bin/python3, by name.
void add_installed(std::vector<std::string>& found, const fs::path& folder) {
    std::vector<std::string> here;
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault); !fault && entry != fs::directory_iterator();
         entry.increment(fault)) {
        const fs::path program = entry->path() / "bin" / "python3";
        if (is_program(program)) {
            here.push_back(program.string());
        }
    }
    std::ranges::sort(here);
    found.insert(found.end(), here.begin(), here.end());
}

} // namespace

SearchPlaces places_from_environment() {
    SearchPlaces places;
    places.path = from_environment("PATH", "/usr/local/bin:/usr/bin:/bin");
    places.home = from_environment("HOME", "/nonexistent");
    places.pyenv_root = from_environment("PYENV_ROOT", places.home + "/.pyenv");
    const std::string data = from_environment("XDG_DATA_HOME", places.home + "/.local/share");
    places.uv_pythons = from_environment("UV_PYTHON_INSTALL_DIR", data + "/uv/python");
    places.asdf_data = from_environment("ASDF_DATA_DIR", places.home + "/.asdf");
    places.mise_data = from_environment("MISE_DATA_DIR", data + "/mise");
    return places;
}

std::vector<std::string> interpreter_candidates(const SearchPlaces& places) {
    std::vector<std::string> found;
    for (const std::string& name : names_on_path()) {
        if (std::string program = on_path(name, places); !program.empty()) {
            found.push_back(std::move(program));
        }
    }
    add_installed(found, fs::path(places.pyenv_root) / "versions");
    add_installed(found, places.uv_pythons);
    add_installed(found, fs::path(places.asdf_data) / "installs" / "python");
    add_installed(found, fs::path(places.mise_data) / "installs" / "python");
    add_installed(found, places.opt);
    return found;
}

tl::expected<std::vector<FoundInterpreter>, judge::InterpreterError>
find_interpreters(const std::string& student, const SearchPlaces& places,
                  const std::function<void(std::string_view)>& progress) {
    constexpr double student_patience_s = 60; // a version manager's shim on a busy machine takes seconds
    constexpr double patience_s = 20;         // others must not keep anybody waiting as long
    std::vector<FoundInterpreter> all;
    std::set<std::string> known; // real executables
    std::vector<std::string> names = interpreter_candidates(places);
    names.insert(names.begin(), student);
    for (const std::string& name : names) {
        FoundInterpreter found;
        found.found_as = name;
        found.student = all.empty();
        // A name without a slash is looked up in PATH when it is asked.
        if (name.find('/') != std::string::npos && !known.insert(real_file(name)).second) {
            continue;
        }
        if (progress) {
            progress("asking " + name);
        }
        auto asked = judge::ask_interpreter(name, found.student ? student_patience_s : patience_s);
        if (!asked) {
            if (asked.error().interrupted) {
                return tl::unexpected(asked.error());
            }
            found.fault = asked.error().message;
        } else {
            const std::string real = real_file(asked->interpreter.path);
            // A wrapper script leads to another file than its own; that one counts.
            if (!known.insert(real).second && !found.student && real != real_file(name)) {
                continue;
            }
            found.interpreter = std::move(asked->interpreter);
            found.usable = asked->supported;
            if (!found.usable) {
                found.fault = "too old: gilkit needs Python 3.9 or newer";
            }
        }
        all.push_back(std::move(found));
    }
    return all;
}

} // namespace gilkit::doctor
