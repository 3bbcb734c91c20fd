#include "judge/interpreter.hpp"

#include "os/clock.hpp"
#include "os/subprocess.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <span>
#include <string_view>

namespace gilkit::judge {

namespace {

// Written for every Python there is, 2.7 included, so that an old one can be named in the error.
constexpr std::string_view question = R"(
import json, platform, sys
gil = getattr(sys, '_is_gil_enabled', None)
print(json.dumps({'executable': sys.executable, 'implementation': platform.python_implementation(),
    'version': platform.python_version(), 'number': list(sys.version_info[:2]),
    'gil': gil() if gil else {'CPython': True, 'PyPy': True, 'Jython': False}.get(platform.python_implementation())}))
)";

constexpr double patience_s = 60; // a version manager's shim on a busy machine takes seconds

std::vector<std::string> own_environment() {
    std::vector<std::string> copy;
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
        // These would change the program that is asked, and runs are started without them.
        const std::string_view variable = *entry;
        if (!variable.starts_with("PYTHONHOME=") && !variable.starts_with("PYTHONPATH=") &&
            !variable.starts_with("PYTHONSTARTUP=")) {
            copy.emplace_back(variable);
        }
    }
    return copy;
}

} // namespace

tl::expected<Interpreter, InterpreterError> probe_interpreter(const std::string& name) {
    os::SpawnOptions options;
    options.argv = {name, "-c", std::string(question)};
    options.environment = own_environment();
    options.die_with_us = true;
    const std::string advice = "name another one with --python PATH";
    const auto error = [&](std::string message) {
        return tl::unexpected(InterpreterError{false, std::move(message) + "; " + advice});
    };
    const auto asked = os::run_and_capture(options, os::monotonic_ns() + os::from_seconds(patience_s));
    if (!asked) {
        return error(asked.error().code == ENOENT ? fmt::format("there is no Python interpreter '{}'", name)
                                                  : fmt::format("can't start the Python interpreter '{}': {}",
                                                                name, asked.error().to_string()));
    }
    if (asked->interrupted) {
        return tl::unexpected(InterpreterError{true, "interrupted"});
    }
    const auto answer = nlohmann::json::parse(asked->out, nullptr, /*allow_exceptions=*/false);
    if (!answer.is_object() || !answer.contains("number")) {
        const std::string complaint = asked->err.substr(0, asked->err.find('\n'));
        return error(fmt::format("'{}' does not answer like a Python interpreter{}", name,
                                 complaint.empty() ? "" : " (" + complaint + ")"));
    }
    Interpreter found;
    found.path = answer.value("executable", "");
    found.implementation = answer.value("implementation", "");
    found.version = answer.value("version", "");
    if (answer["gil"].is_boolean()) {
        found.gil_enabled = answer["gil"].get<bool>();
    }
    const auto number = answer["number"].get<std::vector<int>>();
    if (number < std::vector<int>{3, 9}) {
        return error(fmt::format("{} is {} {}, and gilkit needs Python 3.9 or newer",
                                 found.path.empty() ? name : found.path, found.implementation,
                                 found.version));
    }
    return found;
}

} // namespace gilkit::judge
