// What a box shows of this machine's files: the system's programs and libraries, the interpreter, and little
// else; all of it read-only. Pure but for looking at which of the folders are there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::sandbox {

enum class Sight : std::uint8_t {
    shown, // under its own name
    hidden // an empty folder, in something that is shown
};

struct View {
    // To be done in this order: what is shown may lie in what is hidden, and the other way round.
    std::vector<std::pair<Sight, std::filesystem::path>> sights;
    // (name, target): symbolic links of the root folder, such as /bin → usr/bin.
    std::vector<std::pair<std::filesystem::path, std::string>> links;
};

// `wanted`: what the interpreter needs: its folders, and the files that it has mapped. `hidden`: what must
// not be seen, even if it lies in something wanted; but what is wanted inside of that is. All paths are
// absolute. `root`: where the system is found, replaced in tests.
View view_of(std::vector<std::filesystem::path> wanted, std::vector<std::filesystem::path> hidden,
             const std::filesystem::path& root = "/");

// The same for who can only allow what lies below a path, and forbid nothing there again: for a folder that
// hides something, what lies beside that. Looks into these folders, and takes what is in them now; links are
// left out, as what they lead to is allowed by its own name or not at all.
std::vector<std::filesystem::path> allowed_paths(const View& view);

// Whether `path` is `folder` or lies in it; by their names alone, both absolute and without "..".
bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder);

} // namespace gilkit::sandbox
