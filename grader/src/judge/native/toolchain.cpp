#include "judge/native/toolchain.hpp"

#include "judge/interpreter.hpp"
#include "judge/timed_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace gilkit::judge {

namespace {

using Version = std::pair<int, int>;

// "3.13.0rc1" → (3, 13).
std::optional<Version> version_of(std::string_view text) {
    Version version;
    const char* const end = text.data() + text.size();
    const auto major = std::from_chars(text.data(), end, version.first);
    if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.' ||
        std::from_chars(major.ptr + 1, end, version.second).ec != std::errc()) {
        return std::nullopt;
    }
    return version;
}

struct Support {
    Version pybind11; // from here on
    Version python;   // the newest
};
// The oldest pybind11 that gilkit builds with is 2.9 (cmake/Dependencies.cmake).
constexpr std::array supported{Support{{2, 9}, {3, 11}}, Support{{2, 10}, {3, 12}}, Support{{2, 13}, {3, 13}},
                               Support{{3, 0}, {3, 14}}};

// Why modules can't be built for it; empty when they can.
std::string unsuitable(const Interpreter& student, const Found& found) {
    const std::string name = fmt::format("{} {}", student.implementation, student.version);
    if (student.implementation != "CPython") {
        return fmt::format("This exercise's module is built for CPython, and {} is another implementation",
                           name);
    }
    const auto version = version_of(student.version);
    const auto newest = newest_python_for(found.pybind11);
    if (version && newest && *version > *newest) {
        return fmt::format(
            "{} is too new for the pybind11 that is installed here ({}), which knows Python up to "
            "{}.{}",
            name, found.pybind11, newest->first, newest->second);
    }
    return found.students_headers ? ""
                                  : fmt::format("The headers of {} ({}) are not installed, so nothing can be "
                                                "compiled for it",
                                                name, student.path);
}

// What `look` of gilkit_build.py returned.
std::optional<Found> found_from(const nlohmann::json& told) {
    constexpr std::size_t parts = 4;
    if (!told.is_array() || told.size() != parts || !told[0].is_array() || !told[1].is_string() ||
        !told[2].is_array() || told[2].size() != 2 || !told[3].is_string()) {
        return std::nullopt;
    }
    Found found;
    for (const auto& package : told[0]) {
        found.missing.push_back(package.is_string() ? package.get<std::string>() : "");
    }
    found.pybind11 = told[1].get<std::string>();
    found.students_headers = told[2][0] == true;
    found.tools_headers = told[2][1] == true;
    found.fingerprint = told[3].get<std::string>();
    return found;
}

} // namespace

std::optional<Version> newest_python_for(std::string_view pybind11) {
    const auto version = version_of(pybind11);
    if (!version) {
        return std::nullopt;
    }
    Version newest = supported.front().python;
    for (const Support& support : supported) {
        newest = *version >= support.pybind11 ? support.python : newest;
    }
    return newest;
}

tl::expected<Toolchain, std::string> choose(const Interpreter& student, const Interpreter& tool,
                                            const Found& found) {
    std::vector<std::string> missing = found.missing;
    if (found.pybind11.empty()) {
        missing.emplace_back("pybind11-dev");
    }
    std::string why = unsuitable(student, found);
    if (!why.empty() && !found.tools_headers) {
        missing.emplace_back("python3-dev");
    }
    if (!missing.empty()) {
        return tl::unexpected(
            fmt::format("submissions of this exercise are C++, and this machine can't compile "
                        "them; install the packages {}",
                        fmt::join(missing, ", ")));
    }
    if (!why.empty()) {
        why += fmt::format("; so {} {} ({}) ran it.", tool.implementation, tool.version, tool.path);
        return Toolchain{tool, tool, found.pybind11, why, found.fingerprint};
    }
    return Toolchain{student, tool, found.pybind11, "", found.fingerprint};
}

tl::expected<sandbox::BoxSpec, JudgeError> build_box(const Grading& grading, const Toolchain& toolchain,
                                                     const std::string& function) {
    auto spec = grading.boxes.trusted(grading.options.runner.parent_path() / "gilkit_build.py", function);
    if (spec) {
        const std::vector<std::filesystem::path>& more = toolchain.interpreter.needs;
        spec->interpreter = toolchain.tool.path;
        spec->interpreter_needs = toolchain.tool.needs;
        spec->interpreter_needs.insert(spec->interpreter_needs.end(), more.begin(), more.end());
    }
    return spec;
}

tl::expected<Toolchain, JudgeError> find_toolchain(const Grading& grading) {
    constexpr double patience_s = 60;
    const Interpreter& student = grading.options.interpreter;
    const auto tool = probe_interpreter(grading.options.tool_python);
    if (!tool) {
        return tl::unexpected(JudgeError{tool.error().interrupted, tool.error().message});
    }
    const auto spec = build_box(grading, {student, *tool, {}, {}, {}}, "look");
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    const auto pythons = nlohmann::json::array({student.path, tool->path});
    const auto made =
        run_calls(*spec, {nlohmann::json::array({nlohmann::json::array({"pythons", pythons})})}, patience_s);
    if (!made) {
        return tl::unexpected(from_failure(made.error()));
    }
    const sandbox::Reply& reply = made->replies.back();
    const auto found = found_from(reply.value);
    if (!found) {
        return tl::unexpected(
            JudgeError{false, "could not look for a compiler: " + ending_of(reply, made->fault)});
    }
    return choose(student, *tool, *found).map_error([](std::string&& what) {
        return JudgeError{false, std::move(what)};
    });
}

} // namespace gilkit::judge
