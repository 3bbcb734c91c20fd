#include "judge/native/build.hpp"

#include "judge/native/module_cache.hpp"
#include "judge/timed_run.hpp"
#include "os/fd.hpp"
#include "os/signals.hpp"
#include "os/user_folders.hpp"
#include "os/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace gilkit::judge {

namespace {

constexpr std::size_t longest_complaint = 16384; // as in gilkit_build.py

// Words of g++, clang++ and the linker that ran into a limit of the box.
bool ran_out(std::string_view says) {
    constexpr std::array<std::string_view, 6> words{
        "out of memory allocating",         "virtual memory exhausted", "Cannot allocate memory",
        "Killed signal terminated program", "No space left on device",  "std::bad_alloc"};
    return std::ranges::any_of(
        words, [&](std::string_view word) { return says.find(word) != std::string_view::npos; });
}

using BuildOrError = tl::expected<Build, JudgeError>;

// In a box that holds what is to be built.
BuildOrError run_build(const sandbox::BoxSpec& spec, const content::NativeRequirement& asks,
                       const Toolchain& toolchain) {
    const auto arguments =
        nlohmann::json::array({nlohmann::json::array({"python", toolchain.interpreter.path}),
                               nlohmann::json::array({"module", asks.module})});
    const auto made = run_calls(spec, {arguments}, asks.build_s);
    if (!made) {
        return tl::unexpected(from_failure(made.error()));
    }
    const sandbox::Reply& reply = made->replies.back();
    if (made->fault == RunFault::starved) {
        return Build{BuildEnd::starved, {}};
    }
    if (made->fault == RunFault::too_much_memory) {
        return Build{BuildEnd::out_of_memory, {}};
    }
    if (made->loaded && reply.ending == sandbox::Ending::time_limit) {
        return Build{BuildEnd::out_of_time, {}};
    }
    if (!made->loaded || reply.ending != sandbox::Ending::returned) {
        return tl::unexpected(
            JudgeError{false, "the build gave no result: " + ending_of(reply, made->fault)});
    }
    auto build = build_from(reply.value);
    if (!build) {
        return tl::unexpected(JudgeError{false, fmt::format("{} can't be used: {}", asks.rules.string(),
                                                            reply.value.dump().substr(0, 2000))});
    }
    return *std::move(build);
}

// How a worker's build crosses to us: our own process, so both sides are believed.
std::string packed(const BuildOrError& build) {
    if (!build) {
        return nlohmann::json{{"error", build.error().what}, {"interrupted", build.error().interrupted}}
            .dump();
    }
    return nlohmann::json{{"end", static_cast<int>(build->end)}, {"text", build->text}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace); // words may be cut within a character
}

BuildOrError unpacked(os::Worker& worker) {
    const auto text = worker.wait();
    if (os::interrupted() != 0) {
        return tl::unexpected(JudgeError{true, "interrupted"});
    }
    if (!text) {
        return tl::unexpected(JudgeError{false, text.error().to_string()});
    }
    const auto told = nlohmann::json::parse(*text, nullptr, false);
    if (!told.is_object()) {
        return tl::unexpected(JudgeError{false, "the process that built the reference was killed"});
    }
    if (told.contains("error")) {
        return tl::unexpected(JudgeError{told["interrupted"].get<bool>(), told["error"].get<std::string>()});
    }
    return Build{static_cast<BuildEnd>(told["end"].get<int>()), told["text"].get<std::string>()};
}

tl::expected<std::string, JudgeError> module_of(const BuildOrError& build, const std::string& file) {
    if (!build) {
        return tl::unexpected(build.error());
    }
    auto module = build->end == BuildEnd::built ? bytes_from_hex(build->text) : std::nullopt;
    if (!module) {
        return tl::unexpected(
            JudgeError{false, fmt::format("{} can't be built{}", file,
                                          build->text.empty() ? ": the machine ran out of time or memory"
                                                              : ":\n" + build->text)});
    }
    return *std::move(module);
}

// In tier D a submission can write to whatever we can.
ModuleCache references(const Grading& grading) {
    const auto folder =
        grading.options.enclosure.tier == sandbox::Tier::D ? std::nullopt : os::cache_folder();
    return ModuleCache(folder ? std::optional(*folder / "references") : std::nullopt);
}

// All that the bytes of a module depend on.
std::string everything_in(const Toolchain& toolchain, const std::string& module, const std::string& rules,
                          const std::string& source) {
    const Interpreter& interpreter = toolchain.interpreter;
    return fmt::format("{} {} {}\n{}\n{}\n{}\n{}", interpreter.path, interpreter.implementation,
                       interpreter.version, toolchain.fingerprint, module, rules, source);
}

} // namespace

std::optional<Build> build_from(const nlohmann::json& told) {
    if (!told.is_array() || told.size() != 2 || !told[0].is_string() || !told[1].is_string()) {
        return std::nullopt;
    }
    const auto& end = told[0].get_ref<const std::string&>();
    const auto& text = told[1].get_ref<const std::string&>();
    if (end == "built") {
        return Build{BuildEnd::built, text};
    }
    if (end == "refused") {
        return ran_out(text) ? Build{BuildEnd::out_of_memory, {}}
                             : Build{BuildEnd::refused, text.substr(0, longest_complaint)};
    }
    return std::nullopt;
}

std::optional<std::string> bytes_from_hex(std::string_view digits) {
    if (digits.size() % 2 != 0 || digits.size() > 2 * largest_module) {
        return std::nullopt;
    }
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (; !digits.empty(); digits.remove_prefix(2)) {
        constexpr int hexadecimal = 16;
        unsigned char byte = 0;
        const char* const end = digits.data() + 2;
        const auto [read_to, fault] = std::from_chars(digits.data(), end, byte, hexadecimal);
        if (fault != std::errc() || read_to != end) {
            return std::nullopt;
        }
        bytes.push_back(static_cast<char>(byte));
    }
    return bytes;
}

tl::expected<Builds, JudgeError> build_modules(const content::NativeRequirement& asks, const Grading& grading,
                                               const Toolchain& toolchain) {
    const auto rules = os::read_regular_file(asks.rules, max_submission_bytes);
    const auto reference = os::read_regular_file(asks.reference, max_submission_bytes);
    if (!rules || !reference) {
        return tl::unexpected(JudgeError{false, (rules ? reference : rules).error().to_string()});
    }
    const auto box = build_box(grading, toolchain, "build");
    if (!box) {
        return tl::unexpected(box.error());
    }
    const auto build = [&](const std::string& source) {
        sandbox::BoxSpec spec = *box;
        spec.beside = {{"CMakeLists.txt", *rules}, {"submission.cpp", source}};
        return run_build(spec, asks, toolchain);
    };

    const ModuleCache cache = references(grading);
    const std::string made_from = everything_in(toolchain, asks.module, *rules, *reference);
    std::optional<std::string> reference_module = cache.find(made_from);
    std::optional<os::Worker> beside;
    if (!reference_module) {
        auto started = os::Worker::start([&] { return packed(build(*reference)); });
        if (!started) {
            return tl::unexpected(JudgeError{false, started.error().to_string()});
        }
        beside.emplace(*std::move(started));
    }
    auto submission = build(grading.boxes.submission().source);
    if (!submission) {
        return tl::unexpected(submission.error());
    }
    if (submission->end != BuildEnd::built) {
        return Builds{*std::move(submission), {}, {}};
    }
    if (beside) {
        auto module = module_of(unpacked(*beside), asks.reference.string());
        if (!module) {
            return tl::unexpected(module.error());
        }
        cache.keep(made_from, *module);
        reference_module = *std::move(module);
    }
    auto module = module_of(submission, "the submission");
    if (!module) {
        return tl::unexpected(module.error());
    }
    return Builds{*std::move(submission), *std::move(module), *std::move(reference_module)};
}

} // namespace gilkit::judge
