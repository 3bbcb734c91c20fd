// Builds modules out of C++, each in a box of its own: what comes out is bytes, which only boxes load.
#pragma once

#include "judge/kind.hpp"
#include "judge/native/toolchain.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gilkit::judge {

// As in gilkit_build.py, bytes.
constexpr std::size_t largest_module = 16U << 20U;

enum class BuildEnd : std::uint8_t {
    built,
    refused, // by the compiler
    out_of_memory,
    out_of_time,
    starved, // the machine was too busy to tell
};

struct Build {
    BuildEnd end = BuildEnd::refused;
    // Of a built one the module's bytes as hexadecimal digits; of a refused one the compiler's words, in
    // which the source is called "submission.cpp".
    std::string text;
};

// What a reply of `build` in gilkit_build.py means; nullopt when it is no word of the compiler's:
// CMakeLists.txt failed, or the reply is none.
std::optional<Build> build_from(const nlohmann::json& told);

// The bytes of a module that was built; nullopt when these are no such digits.
std::optional<std::string> bytes_from_hex(std::string_view digits);

struct Builds {
    Build submission;
    std::string submitted_module; // its bytes, when it was built; then there is also
    std::string reference_module;
};

// Builds the submission and the reference beside each other. That the reference can't be built is an error.
// Once built it is kept for later gradings (module_cache.hpp), except in tier D.
tl::expected<Builds, JudgeError> build_modules(const content::NativeRequirement& asks, const Grading& grading,
                                               const Toolchain& toolchain);

} // namespace gilkit::judge
