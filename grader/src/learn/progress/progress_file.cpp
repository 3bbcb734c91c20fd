#include "learn/progress/progress_file.hpp"

#include "learn/files.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>

#include <optional>
#include <system_error>

namespace gilkit::learn {

namespace fs = std::filesystem;

namespace {

constexpr int most_set_aside = 1000;

// Held for milliseconds, so who waits longer than this waits for a process that is stopped.
constexpr int patience_ms = 3000;

// Nobody else changes the file while this lives. Not every network file system can lock: there it protects
// nothing.
class Lock {
public:
    // The error: somebody else holds it.
    static tl::expected<Lock, std::string> take(const fs::path& path) {
        Lock lock;
        lock.fd = os::UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
        constexpr int pause_ms = 20;
        for (int waited_ms = 0; lock.fd && ::flock(lock.fd.get(), LOCK_EX | LOCK_NB) != 0;
             waited_ms += pause_ms) {
            if (errno != EWOULDBLOCK && errno != EINTR) {
                break;
            }
            if (waited_ms >= patience_ms) {
                return tl::unexpected<std::string>(
                    "another gilkit has kept it locked for seconds; end that one, which may be stopped");
            }
            ::poll(nullptr, 0, pause_ms);
        }
        return lock;
    }

private:
    os::UniqueFd fd;
};

} // namespace

ProgressFile::ProgressFile(fs::path place, const content::Course& of) : file(std::move(place)), course(&of) {}

fs::path ProgressFile::beside(std::string_view suffix) const {
    return file.string() + std::string(suffix);
}

// Renames the file to the first free name, which is returned; empty when it can't be.
std::string ProgressFile::set_aside() const {
    for (int number = 1; number <= most_set_aside; ++number) {
        const fs::path name = beside(fmt::format(".damaged-{}", number));
        std::error_code error;
        if (fs::symlink_status(name, error).type() != fs::file_type::not_found) {
            continue;
        }
        fs::rename(file, name, error);
        return error ? "" : name.string();
    }
    return "";
}

ProgressFile::Loaded ProgressFile::read() const {
    Loaded loaded;
    const auto text = os::read_regular_file(file, largest_file);
    if (!text) {
        if (text.error().code != ENOENT) {
            loaded.notes.push_back(fmt::format("Your progress can't be read: {}.", text.error().to_string()));
            loaded.replaceable = false;
        }
        return loaded;
    }
    auto progress = progress_from_json(*text);
    if (progress) {
        loaded.progress = *std::move(progress);
        rename_aliases(loaded.progress, *course);
        return loaded;
    }
    const std::string fault = fmt::format("{} {}", file.string(), progress.error().what);
    if (progress.error().newer) {
        loaded.notes.push_back(fault + ": a newer gilkit wrote it, and only that one can go on with it.");
        loaded.replaceable = false;
        return loaded;
    }
    const std::string kept_as = set_aside();
    if (kept_as.empty()) {
        loaded.notes.push_back(fault + ", and can't be set aside; move it away.");
        loaded.replaceable = false;
        return loaded;
    }
    std::string note = fault + fmt::format("; it is kept as {}.", kept_as);
    const auto older = os::read_regular_file(beside(".backup"), largest_file);
    auto backup = older ? progress_from_json(*older) : tl::unexpected(ProgressFault{});
    if (backup && os::write_file_atomically(file, *older)) {
        loaded.progress = *std::move(backup);
        rename_aliases(loaded.progress, *course);
        note += " Your progress is what it was one step before.";
    } else {
        note += " There is no copy of what it held before.";
    }
    loaded.notes.push_back(std::move(note));
    return loaded;
}

ProgressFile::Loaded ProgressFile::load() const {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return read();
    }
    const auto lock = Lock::take(beside(".lock"));
    return read();
}

tl::expected<ProgressFile::Loaded, std::string>
ProgressFile::update(const std::function<void(Progress&)>& change) const {
    const auto refuse = [&](std::string_view why) {
        return tl::unexpected(fmt::format("Your progress was not kept in {}: {}", file.string(), why));
    };
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error) {
        return refuse(error.message());
    }
    const auto lock = Lock::take(beside(".lock"));
    if (!lock) {
        return refuse(lock.error());
    }
    Loaded loaded = read();
    if (!loaded.replaceable) {
        return refuse(loaded.notes.front());
    }
    const auto before = os::read_regular_file(file, largest_file);
    change(loaded.progress);
    if (before) {
        if (auto kept = os::write_file_atomically(beside(".backup"), *before); !kept) {
            return refuse(kept.error().to_string());
        }
    }
    if (auto written = os::write_file_atomically(file, progress_to_json(loaded.progress)); !written) {
        return refuse(written.error().to_string());
    }
    return loaded;
}

} // namespace gilkit::learn
