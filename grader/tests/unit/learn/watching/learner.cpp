#include "learn/watching/learner.hpp"

#include "os/fd.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace gilkit::learn::test {

using os::test::put_file;

namespace fs = std::filesystem;

Learner::Learner(bool notices) {
    save("first");
    const auto type = [notices](const fs::path&) -> std::int64_t {
        constexpr std::int64_t nfs = 0x6969;
        return notices ? 0 : nfs;
    };
    watch.emplace(file, WatchSeams{[this] { return now_ns; }, type});
    REQUIRE(watch->has_notices() == notices);
}

void Learner::stamp(const fs::path& path) {
    file_time_s += file_step_s;
    fs::last_write_time(path, fs::file_time_type(std::chrono::seconds(file_time_s)));
}

void Learner::save(const std::string& text) {
    put_file(file, text);
    stamp(file);
}

void Learner::save_by_renaming(const std::string& text) {
    const fs::path beside = folder / "submission.py.new";
    put_file(beside, text);
    stamp(beside);
    fs::rename(beside, file);
}

Told Learner::wait(std::int64_t for_ns) {
    Told told;
    const std::int64_t end_ns = now_ns + for_ns;
    for (;;) {
        if (const auto change = watch->look()) {
            told.push_back(change->kind);
        }
        REQUIRE(watch->due_ns() > now_ns);
        if (watch->due_ns() > end_ns) {
            now_ns = end_ns;
            return told;
        }
        now_ns = watch->due_ns();
    }
}

void each_way(const std::function<void(Learner&)>& test) {
    for (const bool notices : {true, false}) {
        CAPTURE(notices);
        Learner learner(notices);
        test(learner);
    }
}

void overflow(const fs::path& folder) {
    const std::string text = os::test::get_file("/proc/sys/fs/inotify/max_queued_events");
    std::size_t kept = 0;
    std::from_chars(text.data(), text.data() + text.size(), kept);
    put_file(folder / "even", "");
    put_file(folder / "odd", "");
    const std::array files{os::open_for_writing(folder / "even").value(),
                           os::open_for_writing(folder / "odd").value()};
    // In turns, or the kernel takes an event for its predecessor.
    bool written = true;
    for (std::size_t i = 0; i <= kept; ++i) {
        written = written && os::write_all(files.at(i % files.size()).get(), "x");
    }
    REQUIRE(written);
}

} // namespace gilkit::learn::test
