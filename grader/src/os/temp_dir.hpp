// A private folder that is gone when its owner is.
#pragma once

#include "os/error.hpp"

#include <filesystem>

namespace gilkit::os {

class TempDir {
public:
    // Below $TMPDIR if that is a path from the root, else /tmp; mode 0700.
    static Result<TempDir> create(const std::string& prefix);
    // Where other users can get to as well, once its mode is changed: below $TMPDIR if they may enter it,
    // else /tmp.
    static Result<TempDir> create_for_others(const std::string& prefix);

    TempDir(TempDir&& other) noexcept;
    TempDir& operator=(TempDir&& other) noexcept;
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir();

    const std::filesystem::path& path() const { return path_; }

private:
    static Result<TempDir> create_below(const std::filesystem::path& base, const std::string& prefix);
    explicit TempDir(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

// Removes a tree that an untrusted program may have left: folders without permissions, deep nesting, no
// following of symbolic links. Returns the first thing that could not be removed, after trying everything.
Result<void> remove_tree(const std::filesystem::path& path);

} // namespace gilkit::os
