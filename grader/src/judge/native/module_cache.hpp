// Modules that were built of the course's own C++, kept between calls of gilkit: a learner grades one
// exercise again and again, and compiling its reference takes longer than compiling what has changed.
//
// The files are a convenience: one that is missing, corrupt or can't be written costs a compilation and no
// more. They are trusted as far as the kit is, so no submission may be able to write them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gilkit::judge {

class ModuleCache {
public:
    // nullopt, or a folder that others than we may write to: nothing is kept.
    explicit ModuleCache(std::optional<std::filesystem::path> folder);

    // The bytes of the module that was made from all that `made_from` says.
    std::optional<std::string> find(std::string_view made_from) const;
    // For later calls. The newest modules stay, a few.
    void keep(std::string_view made_from, std::string_view module) const;

private:
    std::filesystem::path file_for(std::string_view made_from) const;

    std::optional<std::filesystem::path> folder_;
};

} // namespace gilkit::judge
