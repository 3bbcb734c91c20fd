#include "sandbox/enclosure/view.hpp"

#include <algorithm>
#include <array>
#include <system_error>

namespace gilkit::sandbox {

namespace fs = std::filesystem;

namespace {

// In the root folder, some are links into /usr on most systems.
constexpr std::array system_folders{"usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32"};
// Of /etc only what programs can't be started without, or would give wrong times.
constexpr std::array system_settings{"etc/alternatives", "etc/ld.so.cache", "etc/ld.so.conf",
                                     "etc/ld.so.conf.d", "etc/localtime"};

class ViewMaker {
public:
    ViewMaker(std::vector<fs::path> hidden, fs::path root)
        : hidden_(std::move(hidden)), root_(std::move(root)) {
        std::sort(hidden_.begin(), hidden_.end());
    }

    void link(const fs::path& name, std::string target) { view_.links.emplace_back(name, std::move(target)); }

    void show(const fs::path& path) {
        view_.sights.emplace_back(Sight::shown, path);
        for (const fs::path& folder : hidden_) {
            if (lies_in(folder, path)) {
                view_.sights.emplace_back(Sight::hidden, folder);
            }
        }
    }

    // Whether something there can be seen already: the last step that touched it decides.
    bool is_shown(const fs::path& path) const {
        const bool linked = std::any_of(view_.links.begin(), view_.links.end(),
                                        [&](const auto& link) { return lies_in(path, link.first); });
        const auto last = std::find_if(view_.sights.rbegin(), view_.sights.rend(),
                                       [&](const auto& sight) { return lies_in(path, sight.second); });
        return linked || (last != view_.sights.rend() && last->first == Sight::shown);
    }

    bool exists(const fs::path& path) const {
        std::error_code ignored;
        return fs::exists(root_ / path.relative_path(), ignored);
    }

    View take() { return std::move(view_); }

private:
    std::vector<fs::path> hidden_;
    fs::path root_;
    View view_;
};

// Adds `path`, or, where something in it is hidden, everything in it that is not.
void allow(const fs::path& path, const std::vector<fs::path>& hidden, std::vector<fs::path>& allowed) {
    if (std::any_of(hidden.begin(), hidden.end(),
                    [&](const fs::path& each) { return lies_in(path, each); })) {
        return;
    }
    if (std::none_of(hidden.begin(), hidden.end(),
                     [&](const fs::path& each) { return lies_in(each, path); })) {
        allowed.push_back(path);
        return;
    }
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, ignored)) {
        if (!entry.is_symlink(ignored)) {
            allow(entry.path(), hidden, allowed);
        }
    }
}

} // namespace

bool lies_in(const fs::path& path, const fs::path& folder) {
    const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end();
}

View view_of(std::vector<fs::path> wanted, std::vector<fs::path> hidden, const fs::path& root) {
    ViewMaker view(std::move(hidden), root);
    std::error_code error;
    for (const char* const name : system_folders) {
        const fs::path path = root / name;
        const fs::path inside = "/" / fs::path(name);
        if (fs::is_symlink(path, error)) {
            view.link(inside, fs::read_symlink(path, error).string());
        } else if (fs::is_directory(path, error)) {
            view.show(inside);
        }
    }
    for (const char* const name : system_settings) {
        if (const fs::path inside = "/" / fs::path(name); view.exists(inside)) {
            view.show(inside);
        }
    }
    // Outer ones first: a folder and one inside it may both be wanted.
    std::sort(wanted.begin(), wanted.end());
    for (const fs::path& path : wanted) {
        if (path != "/" && !view.is_shown(path) && view.exists(path)) {
            view.show(path);
        }
    }
    return view.take();
}

std::vector<fs::path> allowed_paths(const View& view) {
    std::vector<fs::path> allowed;
    for (auto sight = view.sights.begin(); sight != view.sights.end(); ++sight) {
        if (sight->first == Sight::hidden) {
            continue;
        }
        std::vector<fs::path> hidden; // what comes before is shown in spite of it
        std::for_each(sight, view.sights.end(), [&](const auto& later) {
            if (later.first == Sight::hidden) {
                hidden.push_back(later.second);
            }
        });
        allow(sight->second, hidden, allowed);
    }
    return allowed;
}

} // namespace gilkit::sandbox
