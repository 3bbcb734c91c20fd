#include "judge/interpreter.hpp"

#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/inheritance.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <optional>
#include <string_view>
#include <utility>

namespace gilkit::judge {

namespace {

// Written for every Python there is, 2.7 included, so that an old one can be named in the error.
constexpr std::string_view question = R"(
import json, os, platform, sys
needs = [sys.executable, sys.prefix, sys.exec_prefix,
    getattr(sys, 'base_prefix', ''), getattr(sys, 'base_exec_prefix', '')]
try:
    import sysconfig
    paths = sysconfig.get_paths()
    needs += [paths.get(name) for name in ('stdlib', 'platstdlib', 'purelib', 'platlib')]
    needs += [line.split(None, 5)[5].strip() for line in open('/proc/self/maps') if line.count('/') and ' /' in line]
except Exception:
    pass
needs = [path for path in needs if path and os.path.isabs(path)]
needs = sorted(set(os.path.normpath(path) for path in needs) | set(os.path.realpath(path) for path in needs))
gil = getattr(sys, '_is_gil_enabled', None)
print(json.dumps({'needs': [path for path in needs if os.path.exists(path)],
    'executable': sys.executable, 'implementation': platform.python_implementation(),
    'version': platform.python_version(), 'number': list(sys.version_info[:2]),
    'gil': gil() if gil else {'CPython': True, 'PyPy': True, 'Jython': False}.get(platform.python_implementation())}))
)";

// Without what would change the program that is asked; runs are started without it, too.
std::vector<std::string> plain_environment() {
    std::vector<std::string> variables = os::environment();
    std::erase_if(variables, [](const std::string& variable) {
        return variable.starts_with("PYTHONHOME=") || variable.starts_with("PYTHONPATH=") ||
               variable.starts_with("PYTHONSTARTUP=");
    });
    return variables;
}

// The interpreter and its (major, minor); nothing when `answer` is not what `question` prints: any program
// may have been named.
std::optional<std::pair<Interpreter, std::pair<int, int>>> from_answer(const nlohmann::json& answer) {
    const auto field = [&](const char* key) {
        return answer.is_object() ? answer.value(key, nlohmann::json()) : nlohmann::json();
    };
    const auto number = field("number");
    const auto gil = field("gil");
    const auto path = field("executable");
    const auto implementation = field("implementation");
    const auto version = field("version");
    if (!number.is_array() || number.size() != 2 || !number[0].is_number_integer() ||
        !number[1].is_number_integer() || !path.is_string() || !implementation.is_string() ||
        !version.is_string()) {
        return std::nullopt;
    }
    Interpreter found{path.get<std::string>(), implementation.get<std::string>(), version.get<std::string>(),
                      std::nullopt};
    const auto needs = field("needs");
    for (const auto& need : needs.is_array() ? needs : nlohmann::json::array()) {
        if (need.is_string()) {
            found.needs.emplace_back(need.get<std::string>());
        }
    }
    if (gil.is_boolean()) {
        found.gil_enabled = gil.get<bool>();
    }
    return std::pair{found, std::pair{number[0].get<int>(), number[1].get<int>()}};
}

std::string words_of(const os::Error& error, const std::string& name) {
    if (error.code != ENOENT) {
        return fmt::format("can't start the Python interpreter '{}': {}", name, error.to_string());
    }
    // The kernel says the same of a file whose own interpreter is missing.
    const bool is_there = name.find('/') != std::string::npos && ::access(name.c_str(), F_OK) == 0;
    return is_there
               ? fmt::format("'{}' can't be started: what runs it (its #! line, its loader) is missing", name)
               : fmt::format("there is no Python interpreter '{}'", name);
}

} // namespace

tl::expected<AskedInterpreter, InterpreterError> ask_interpreter(const std::string& name, double patience_s) {
    os::SpawnOptions options;
    options.argv = {name, "-c", std::string(question)};
    options.environment = plain_environment();
    options.die_with_us = true;
    const auto error = [](std::string message) {
        return tl::unexpected(InterpreterError{false, std::move(message)});
    };
    const auto asked = os::run_and_capture(options, os::monotonic_ns() + os::from_seconds(patience_s));
    if (!asked) {
        return error(words_of(asked.error(), name));
    }
    if (asked->interrupted) {
        return tl::unexpected(InterpreterError{true, "interrupted"});
    }
    if (asked->timed_out) {
        return error(fmt::format("'{}' did not answer within {:g} s", name, patience_s));
    }
    const auto answer = nlohmann::json::parse(asked->out, nullptr, /*allow_exceptions=*/false);
    auto found = from_answer(answer);
    if (!found) {
        const std::string complaint = asked->err.substr(0, asked->err.find('\n'));
        return error(fmt::format("'{}' does not answer like a Python interpreter{}", name,
                                 complaint.empty() ? "" : " (" + complaint + ")"));
    }
    AskedInterpreter result{std::move(found->first), found->second >= std::pair{3, 9}};
    if (::access(result.interpreter.path.c_str(), X_OK) < 0) {
        result.interpreter.path = name;
    }
    return result;
}

namespace {

constexpr const char* advice = "; name another one with --python PATH";

} // namespace

tl::expected<AskedInterpreter, InterpreterError> probe_any_interpreter(const std::string& name) {
    // A version manager's shim on a busy machine takes seconds, and beside a fork bomb more than a minute.
    constexpr double patience_s = 300;
    auto asked = ask_interpreter(name, patience_s);
    if (!asked) {
        return tl::unexpected(InterpreterError{asked.error().interrupted, asked.error().message + advice});
    }
    return asked;
}

std::string too_old(const Interpreter& interpreter) {
    return fmt::format("{} is {} {}, and gilkit needs Python 3.9 or newer{}", interpreter.path,
                       interpreter.implementation, interpreter.version, advice);
}

tl::expected<Interpreter, InterpreterError> probe_interpreter(const std::string& name) {
    auto asked = probe_any_interpreter(name);
    if (!asked) {
        return tl::unexpected(std::move(asked.error()));
    }
    if (!asked->supported) {
        return tl::unexpected(InterpreterError{false, too_old(asked->interpreter)});
    }
    return std::move(asked->interpreter);
}

} // namespace gilkit::judge
