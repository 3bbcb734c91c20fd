#include "cli/kit.hpp"

#include "cli/exit_code.hpp"
#include "cli/own_files.hpp"
#include "judge/interpreter.hpp"
#include "os/fd.hpp"
#include "os/signals.hpp"
#include "report/text.hpp"
#include "sandbox/readiness.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace gilkit::cli {

namespace fs = std::filesystem;

namespace {

// A stderr that takes nothing (closed, on a full disk) is no reason to fail.
void say_on_stderr(const std::string& text) {
    (void)std::fputs(text.c_str(), stderr);
}

} // namespace

std::optional<Kit> find_kit() {
    const auto is_kit = [](const fs::path& folder) {
        std::error_code ignored;
        return fs::exists(folder / "lessons" / "course.toml", ignored);
    };
    if (const char* root = std::getenv("GILKIT_ROOT"); root != nullptr && *root != '\0') {
        if (is_kit(root)) {
            return Kit{root};
        }
        complain(fmt::format(
            "GILKIT_ROOT is {}, and there is no lessons/course.toml in it; unset it, or set it to "
            "the folder that holds gilkit's lessons",
            root));
        return std::nullopt;
    }
    const OwnFiles own = own_files();
    if (own.installed()) {
        if (is_kit(own.kit)) {
            return Kit{own.kit, true};
        }
        complain(
            fmt::format("there is no lessons/course.toml in {}: gilkit is not installed as a whole; install "
                        "it again, or set GILKIT_ROOT to the folder that holds its lessons",
                        own.kit.string()));
        return std::nullopt;
    }
    for (fs::path folder = own.program.parent_path(); folder.has_relative_path();
         folder = folder.parent_path()) {
        if (is_kit(folder)) {
            return Kit{folder};
        }
    }
    complain("can't find gilkit's lessons above " + own.program.string() +
             "; start it by ./gilkit, or set GILKIT_ROOT to the folder that holds them");
    return std::nullopt;
}

std::optional<KitAndCourse> load_kit(const content::LoadOptions& options) {
    auto kit = find_kit();
    if (!kit) {
        return std::nullopt;
    }
    auto course = content::load_course(kit->root, options);
    if (course) {
        return KitAndCourse{*std::move(kit), *std::move(course)};
    }
    for (const content::Diagnostic& diagnostic : course.error()) {
        say_on_stderr(diagnostic.to_string() + "\n");
    }
    const std::size_t count = course.error().size();
    complain(fmt::format("the course has {} error{}", count, count == 1 ? "" : "s"));
    return std::nullopt;
}

tl::expected<judge::AskedInterpreter, int> any_interpreter(const std::string& name) {
    auto found = judge::probe_any_interpreter(name);
    if (found) {
        return *std::move(found);
    }
    if (found.error().interrupted) {
        return tl::unexpected(exit_interrupted);
    }
    complain(found.error().message);
    return tl::unexpected(exit_usage);
}

tl::expected<judge::Interpreter, int> student_interpreter(const std::string& name) {
    auto found = any_interpreter(name);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!found->supported) {
        complain(judge::too_old(found->interpreter));
        return tl::unexpected(exit_usage);
    }
    return std::move(found->interpreter);
}

std::string tool_python() {
    const char* const other = std::getenv("GILKIT_TOOL_PYTHON");
    return other != nullptr ? other : GILKIT_TOOL_PYTHON;
}

sandbox::Enclosure enclosure_for(const std::optional<Kit>& kit) {
    std::error_code error;
    std::vector<fs::path> hidden;
    if (kit) {
        // As it is named, and as it is called behind symbolic links.
        for (const fs::path& path :
             {fs::absolute(kit->root, error).lexically_normal(), fs::weakly_canonical(kit->root, error)}) {
            hidden.push_back(path.has_filename() ? path : path.parent_path()); // without a slash at the end
        }
    }
    const char* const wish = std::getenv("GILKIT_TIER");
    const auto best = sandbox::tier_from_string(wish != nullptr ? wish : "");
    return sandbox::probe_enclosure(own_files().init, std::move(hidden), best.value_or(sandbox::Tier::A));
}

std::optional<sandbox::Enclosure> boxes_of_tier(const Kit& kit, const std::string& required) {
    sandbox::Enclosure enclosure = enclosure_for(kit);
    const auto least = sandbox::tier_from_string(required);
    if (least && enclosure.tier > *least && os::interrupted() == 0) {
        complain(fmt::format("boxes are of tier {} here, and --require-tier asks for {}: {}",
                             to_string(enclosure.tier), required, enclosure.why_not_better));
        return std::nullopt;
    }
    return enclosure;
}

judge::GradeOptions grade_options(const Kit& kit, const judge::Interpreter& interpreter,
                                  const sandbox::Enclosure& enclosure) {
    judge::GradeOptions options;
    options.interpreter = interpreter;
    options.runner = kit.runner();
    options.tool_python = tool_python();
    options.enclosure = enclosure;
    return options;
}

void complain(const std::string& message) {
    // File names may hold anything, line ends and terminal codes included.
    say_on_stderr(fmt::format("gilkit: {}\n", report::safe(message, true, report::Wording::exact)));
}

namespace {

bool tell_of(const std::optional<sandbox::MachineFault>& fault) {
    if (fault) {
        complain("can't grade here: " + fault->to_string());
    }
    return !fault;
}

// A pipe, a device, or one of our own descriptors by name: there is no place beside it to write to first.
bool is_special(const std::string& output) {
    std::error_code ignored;
    return output.starts_with("/dev/") || output.starts_with("/proc/") ||
           (fs::exists(output, ignored) && !fs::is_regular_file(output, ignored));
}

} // namespace

bool machine_is_ready(const std::vector<const content::Exercise*>& exercises) {
    return std::ranges::all_of(exercises, [](const content::Exercise* exercise) {
        const content::Limits& limits = exercise->limits;
        return tell_of(
            sandbox::find_machine_fault({limits.memory_mb, limits.output_kb, limits.tasks}, limits.time_s));
    });
}

bool places_are_ready(const sandbox::Enclosure& enclosure) {
    return tell_of(sandbox::find_fault_of_places(enclosure.tier));
}

bool can_deliver(const std::string& output) {
    if (output.empty()) {
        return true;
    }
    std::error_code ignored;
    int fault = 0;
    if (fs::is_directory(output, ignored)) {
        fault = EISDIR;
    } else if (is_special(output)) {
        // Not opened: a FIFO would wait for its reader.
        fault = ::access(output.c_str(), W_OK) == 0 ? 0 : errno;
    } else if (auto tried = os::try_write_beside(output); !tried) {
        fault = tried.error().code;
    }
    if (fault != 0) {
        complain(fmt::format("can't write to {}: {}; name a file in a folder that is there and yours", output,
                             std::generic_category().message(fault)));
    }
    return fault == 0;
}

bool deliver(const std::string& text, const std::string& output, int stream) {
    os::Result<void> written;
    if (output.empty()) {
        written = os::write_all(stream, text);
    } else if (is_special(output)) {
        const auto fd = os::open_for_writing(output);
        written = fd ? os::write_all(fd->get(), text) : tl::unexpected(fd.error());
    } else {
        written = os::write_file_atomically(output, text);
    }
    if (!written) {
        complain(fmt::format("can't write the result: {}", written.error().to_string()));
    }
    return written.has_value();
}

} // namespace gilkit::cli
