// What Gradescope takes as an autograder: a zip with setup.sh, which it calls once when it makes the image,
// and run_autograder, which it calls for each submission, both as root.
//
// The zip holds this very gilkit, laid out as it is installed (cli/own_files.hpp), with the course; setup.sh
// gets by apt the packages that it needs. So nothing is compiled there, and nothing but the distribution's
// packages is downloaded.
#pragma once

#include "content/model.hpp"

#include <tl/expected.hpp>

#include <filesystem>
#include <string>

namespace gilkit::bundle {

struct Parts {
    std::filesystem::path program; // gilkit
    std::filesystem::path init;    // gilkit-init
    std::filesystem::path archive; // gilkit-archive, which makes the zip and is not in it
    std::filesystem::path kit;     // holds lessons/, exercises/, solutions/, grader/runner/ and ci/
};

// The zip's bytes. `least_tier`: what `grade --require-tier` is given there; empty: any box will do. The
// error is one sentence.
tl::expected<std::string, std::string>
gradescope_bundle(const Parts& parts, const content::Exercise& exercise, const std::string& least_tier);

} // namespace gilkit::bundle
