#include "judge/native/module_cache.hpp"

#include "judge/native/build.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <system_error>
#include <utility>
#include <vector>

namespace gilkit::judge {

namespace {

constexpr std::string_view extension = ".module";
constexpr std::size_t most_modules = 16;
constexpr std::size_t longest_made_from = 4U << 20U; // two files of an exercise, and a few words

// FNV-1a, 64 bits (RFC 9923): a name for a file, which holds the whole of what it was made from.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    }
    return hash;
}

// A file begins with what its module was made from, and how long that is.
std::string head_of(std::string_view made_from) {
    return fmt::format("gilkit.module/1 {}\n{}", made_from.size(), made_from);
}

bool only_we_may_write(const std::filesystem::path& folder) {
    struct ::stat status {};
    return ::stat(folder.c_str(), &status) == 0 && status.st_uid == ::geteuid() &&
           (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

void remove_the_oldest(const std::filesystem::path& folder) {
    std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> modules;
    std::error_code fault;
    for (auto entry = std::filesystem::directory_iterator(folder, fault);
         !fault && entry != std::filesystem::directory_iterator(); entry.increment(fault)) {
        std::error_code gone;
        const auto written = entry->last_write_time(gone);
        if (!gone && entry->path().extension() == extension) {
            modules.emplace_back(written, entry->path());
        }
    }
    std::ranges::sort(modules, std::greater());
    for (std::size_t i = most_modules; i < modules.size(); ++i) {
        std::filesystem::remove(modules[i].second, fault);
    }
}

} // namespace

ModuleCache::ModuleCache(std::optional<std::filesystem::path> folder) : folder_(std::move(folder)) {}

std::filesystem::path ModuleCache::file_for(std::string_view made_from) const {
    return *folder_ / fmt::format("{:016x}{}", hash_of(made_from), extension);
}

std::optional<std::string> ModuleCache::find(std::string_view made_from) const {
    if (!folder_ || !only_we_may_write(*folder_)) {
        return std::nullopt;
    }
    auto text = os::read_regular_file(file_for(made_from), longest_made_from + largest_module);
    const std::string head = head_of(made_from);
    if (!text || !text->starts_with(head)) {
        return std::nullopt;
    }
    return text->substr(head.size());
}

void ModuleCache::keep(std::string_view made_from, std::string_view module) const {
    if (!folder_ || made_from.size() > longest_made_from) {
        return;
    }
    std::error_code fault;
    if (std::filesystem::create_directories(*folder_, fault)) {
        std::filesystem::permissions(*folder_, std::filesystem::perms::owner_all,
                                     fault); // whatever the umask
    }
    if (fault || !only_we_may_write(*folder_)) {
        return;
    }
    // What can't be written is compiled again next time.
    static_cast<void>(os::write_file_atomically(file_for(made_from), head_of(made_from).append(module)));
    remove_the_oldest(*folder_);
}

} // namespace gilkit::judge
