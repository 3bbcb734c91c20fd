#include "learn/progress/progress_file.hpp"

#include "content/good_course.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

using namespace gilkit;
using namespace gilkit::learn;
using content::test::GoodCourse;
using content::test::read_file;
using content::test::write_file;

namespace {

struct Kept {
    GoodCourse good;
    content::Course course = *content::load_course(good.root());
    os::test::Scratch folder;
    ProgressFile file{folder / "state/gilkit/progress.json", course};

    void give(std::string_view text) const { write_file(file.path(), text); }
    std::string beside(const std::string& suffix) const { return file.path().string() + suffix; }
};

const auto count_attempt = [](Progress& progress) { ++progress.units["one"].attempts; };

// Runs in a process of its own; whether all went well there.
bool in_child(const std::function<bool()>& what) {
    const pid_t child = ::fork();
    if (child == 0) {
        std::_Exit(what() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

TEST_CASE("progress is nothing at first, and then what was kept") {
    const Kept kept;
    CHECK(kept.file.load().progress.units.empty());
    CHECK_FALSE(std::filesystem::exists(kept.file.path().parent_path())); // looking makes nothing
    REQUIRE(kept.file.update(count_attempt));
    REQUIRE(kept.file.update(count_attempt));
    const auto loaded = kept.file.load();
    CHECK(loaded.progress.of("one").attempts == 2);
    CHECK(loaded.notes.empty());
    CHECK(read_file(kept.beside(".backup")).find("\"attempts\": 1") != std::string::npos);
}

TEST_CASE("two at the same time lose nothing of each other's") {
    const Kept kept;
    constexpr int each = 50;
    const auto change = [&] {
        for (int i = 0; i < each; ++i) {
            if (!kept.file.update(count_attempt)) {
                return false;
            }
        }
        return true;
    };
    const pid_t other = ::fork();
    if (other == 0) {
        std::_Exit(change() ? 0 : 1);
    }
    CHECK(change());
    int status = 0;
    REQUIRE(::waitpid(other, &status, 0) == other);
    CHECK(status == 0);
    CHECK(kept.file.load().progress.of("one").attempts == 2 * each);
}

TEST_CASE("a damaged file is set aside, and what it held before comes back") {
    const Kept kept;
    REQUIRE(kept.file.update(count_attempt));
    REQUIRE(kept.file.update(count_attempt));
    kept.give("{\"schema\": \"gilkit.progr");
    const auto loaded = kept.file.load();
    CHECK(loaded.progress.of("one").attempts == 1);
    REQUIRE(loaded.notes.size() == 1);
    CHECK(loaded.notes[0].find(kept.beside(".damaged-1")) != std::string::npos);
    CHECK(read_file(kept.beside(".damaged-1")) == "{\"schema\": \"gilkit.progr");
    // Said once.
    CHECK(kept.file.load().notes.empty());
    // The next one does not overwrite the first.
    kept.give("");
    REQUIRE(kept.file.update(count_attempt));
    CHECK(read_file(kept.beside(".damaged-2")).empty());
    CHECK(read_file(kept.beside(".damaged-1")) == "{\"schema\": \"gilkit.progr");
    CHECK(kept.file.load().progress.of("one").attempts == 2);
}

TEST_CASE("a damaged file without a backup is kept, and one begins anew") {
    const Kept kept;
    kept.give("not JSON");
    const auto updated = kept.file.update(count_attempt);
    REQUIRE(updated);
    CHECK(updated->notes.size() == 1);
    CHECK(kept.file.load().progress.of("one").attempts == 1);
    CHECK(read_file(kept.beside(".damaged-1")) == "not JSON");
}

TEST_CASE("the file of a newer gilkit is left alone") {
    const Kept kept;
    const std::string text = R"({"schema": "gilkit.progress/2", "units": {"one": "all new"}})";
    kept.give(text);
    const auto loaded = kept.file.load();
    CHECK(loaded.progress.units.empty());
    REQUIRE(loaded.notes.size() == 1);
    CHECK(loaded.notes[0].find("newer gilkit") != std::string::npos);
    const auto updated = kept.file.update(count_attempt);
    REQUIRE_FALSE(updated);
    CHECK(updated.error().find("newer gilkit") != std::string::npos);
    CHECK(read_file(kept.file.path()) == text);
}

TEST_CASE("what is no file is not replaced") {
    const Kept kept;
    std::filesystem::create_directories(kept.file.path());
    CHECK(kept.file.load().notes.size() == 1);
    CHECK_FALSE(kept.file.update(count_attempt));
    CHECK(std::filesystem::is_directory(kept.file.path()));

    const Kept other;
    std::filesystem::create_directories(other.file.path().parent_path());
    REQUIRE(::mkfifo(other.file.path().c_str(), 0600) == 0);
    CHECK_FALSE(other.file.update(count_attempt)); // nor waited for
}

TEST_CASE("on a full disk the file stays as it was") {
    const Kept kept;
    REQUIRE(kept.file.update(count_attempt));
    const std::string before = read_file(kept.file.path());
    CHECK(in_child([&] {
        const rlimit little{10, 10};
        ::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &little);
        const auto updated = kept.file.update(count_attempt);
        return !updated && updated.error().find("was not kept") != std::string::npos;
    }));
    CHECK(read_file(kept.file.path()) == before);
    CHECK(kept.file.load().progress.of("one").attempts == 1);
}

TEST_CASE("a lock that somebody keeps is an error in the end, and not a wait for ever") {
    const Kept kept;
    REQUIRE(kept.file.update(count_attempt));
    const os::UniqueFd held(::open(kept.beside(".lock").c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(::flock(held.get(), LOCK_EX) == 0);
    const auto updated = kept.file.update(count_attempt);
    REQUIRE_FALSE(updated);
    CHECK(updated.error().find("another gilkit") != std::string::npos);
    CHECK(kept.file.load().progress.of("one").attempts == 1); // looking is always possible
}

TEST_CASE("what one cannot write is said, and nothing is lost") {
    if (::geteuid() == 0) {
        const Kept kept;
        REQUIRE(kept.file.update(count_attempt));
        std::filesystem::permissions(kept.good.root(), std::filesystem::perms::owner_all);
        CHECK(in_child([&] {
            std::filesystem::permissions(kept.folder.path(), std::filesystem::perms(0755));
            constexpr uid_t nobody = 65534;
            return ::setgid(nobody) == 0 && ::setuid(nobody) == 0 && !kept.file.update(count_attempt);
        }));
        CHECK(kept.file.load().progress.of("one").attempts == 1);
    }
}
