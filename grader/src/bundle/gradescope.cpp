#include "bundle/gradescope.hpp"

#include "archive/zip.hpp"
#include "bundle/packages.hpp"
#include "content/requirement.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <variant>

namespace gilkit::bundle {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_file = std::size_t{64} << 20U; // bytes

// Of the kit: what a grading reads.
constexpr std::array folders{"lessons", "exercises", "solutions", "grader/runner"};

class Bundle {
public:
    void add_text(std::string name, std::string contents) {
        members_.push_back({std::move(name), std::move(contents), false});
    }

    // Keeps the first fault.
    void add_file(std::string name, const fs::path& file, bool executable) {
        auto contents = os::read_regular_file(file, largest_file);
        if (contents) {
            members_.push_back({std::move(name), *std::move(contents), executable});
        } else if (fault_.empty()) {
            fault_ = contents.error().to_string();
        }
    }

    // What Python and editors leave beside it stays where it is.
    void add_folder(const std::string& name, const fs::path& folder) {
        std::error_code error;
        for (fs::recursive_directory_iterator each(folder, error), end; !error && each != end;
             each.increment(error)) {
            const std::string own = each->path().filename().string();
            if (own.starts_with('.') || own == "__pycache__") {
                each.disable_recursion_pending();
            } else if (each->is_regular_file(error)) {
                add_file(name + "/" + each->path().lexically_relative(folder).string(), each->path(), false);
            }
        }
        if (error && fault_.empty()) {
            fault_ = fmt::format("read {}: {}", folder.string(), error.message());
        }
    }

    tl::expected<std::string, std::string> zipped(const fs::path& archive_program) && {
        if (!fault_.empty()) {
            return tl::unexpected(std::move(fault_));
        }
        std::ranges::sort(members_, {}, &archive::Member::name);
        return archive::zip_of(archive_program, members_);
    }

private:
    std::vector<archive::Member> members_;
    std::string fault_;
};

// What no library of ours brings along.
std::vector<std::string> packages_for(const content::Exercise& exercise) {
    std::vector<std::string> packages{"bubblewrap", "python3"};
    if (std::holds_alternative<content::NativeRequirement>(exercise.requirement)) {
        packages.insert(packages.end(), {"cmake", "g++", "ninja-build", "pybind11-dev", "python3-dev"});
    }
    return packages;
}

} // namespace

tl::expected<std::string, std::string>
gradescope_bundle(const Parts& parts, const content::Exercise& exercise, const std::string& least_tier) {
    auto packages = packages_of_our_libraries();
    if (!packages) {
        return tl::unexpected(packages.error());
    }
    for (std::string& package : packages_for(exercise)) {
        packages->push_back(std::move(package));
    }
    const fs::path scripts = parts.kit / "ci" / "gradescope";
    Bundle bundle;
    bundle.add_file("setup.sh", scripts / "setup.sh", true);
    bundle.add_file("run_autograder", scripts / "run_autograder", true);
    bundle.add_text("about/exercise", exercise.id + "\n");
    bundle.add_text("about/file", exercise.stub.filename().string() + "\n");
    bundle.add_text("about/tier", least_tier + "\n");
    bundle.add_text("about/packages", fmt::format("{}\n", fmt::join(*packages, "\n")));
    bundle.add_text("about/distribution", this_distribution() + "\n");
    bundle.add_file("gilkit/bin/gilkit", parts.program, true);
    bundle.add_file("gilkit/libexec/gilkit/gilkit-init", parts.init, true);
    for (const std::string folder : folders) {
        bundle.add_folder("gilkit/share/gilkit/" + folder, parts.kit / folder);
    }
    return std::move(bundle).zipped(parts.archive);
}

} // namespace gilkit::bundle
