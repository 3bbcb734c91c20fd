#include "sandbox/enclosure/control_group.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <thread>

using namespace gilkit;
using namespace gilkit::sandbox;
using gilkit::os::test::put_file;
using gilkit::os::test::Scratch;

namespace {

constexpr std::size_t mebibyte = 1U << 20U;

// A child that does nothing until it is told, then `work`; returns its end.
class Waiting {
public:
    explicit Waiting(void (*work)()) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            char word = 0;
            if (::read(ends[0], &word, 1) == 1) {
                work();
            }
            ::_exit(0);
        }
        ::close(ends[0]);
        tell_ = os::UniqueFd(ends[1]);
    }
    pid_t pid() const { return pid_; }
    int status_after_work() {
        REQUIRE(::write(tell_.get(), "!", 1) == 1);
        int status = 0;
        ::waitpid(pid_, &status, 0);
        return status;
    }

private:
    pid_t pid_ = -1;
    os::UniqueFd tell_;
};

void fill_memory() {
    constexpr std::size_t size = 256 * mebibyte;
    void* const block = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block != MAP_FAILED) {
        std::memset(block, 1, size);
    }
}

void start_ten() {
    for (int i = 0; i < 10; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::pause();
        }
    }
    ::kill(0, SIGKILL);
}

// Where groups can't be made there is nothing to test but the reason.
std::optional<GroupPlaces> places_here() {
    const auto places = find_group_places();
    if (!places) {
        MESSAGE("no control groups here: " << places.error());
        CHECK_FALSE(places.error().empty());
        return std::nullopt;
    }
    return *places;
}

// A machine on which our group, in v1's hierarchies, is the folder `mine`.
std::filesystem::path machine_with(const Scratch& scratch, const std::string& controllers) {
    put_file(scratch / "self/mountinfo",
             "33 23 0:28 / " + scratch.path().string() + "/cg rw - cgroup cgroup rw," + controllers + "\n");
    put_file(scratch / "self/cgroup", "4:" + controllers + ":/mine\n");
    std::filesystem::create_directories(scratch / "cg/mine");
    return scratch / "self";
}

} // namespace

TEST_CASE("A control group limits memory, says so, and is gone afterwards") {
    const auto places = places_here();
    if (!places) {
        return;
    }
    std::vector<std::filesystem::path> folders;
    {
        Waiting child(fill_memory);
        auto group = ControlGroup::create(*places, {64 * mebibyte, 100});
        REQUIRE(group);
        REQUIRE(group->add(child.pid()));
        CHECK(group->refused() == Refused::nothing);
        folders = group->folders();
        CHECK(std::filesystem::is_directory(folders.front()));
        const int status = child.status_after_work();
        CHECK(WIFSIGNALED(status));
        CHECK(group->refused() == Refused::memory);
    }
    CHECK_FALSE(folders.empty());
    for (const auto& folder : folders) {
        CHECK_FALSE(std::filesystem::exists(folder));
    }
}

TEST_CASE("A control group limits tasks") {
    const auto places = places_here();
    if (!places) {
        return;
    }
    Waiting child([] {
        ::setsid(); // a process group of its own, to end together
        start_ten();
    });
    auto group = ControlGroup::create(*places, {64 * mebibyte, 4});
    REQUIRE(group);
    REQUIRE(group->add(child.pid()));
    (void)child.status_after_work();
    CHECK(group->refused() == Refused::tasks);
}

TEST_CASE("What a killed grader left is removed, what another one uses is not") {
    const auto places = places_here();
    if (!places) {
        return;
    }
    const auto used = ControlGroup::create(*places, {64 * mebibyte, 4});
    REQUIRE(used);
    const std::filesystem::path left = places->memory.folder / "gilkit-box-left";
    std::filesystem::create_directory(left);
    REQUIRE(find_group_places());
    CHECK_FALSE(std::filesystem::exists(left));
    CHECK(std::filesystem::exists(used->folders().front()));
}

TEST_CASE("Many graders make groups and clear up beside each other") {
    const auto places = places_here();
    if (!places) {
        return;
    }
    std::atomic<int> made = 0;
    std::vector<std::thread> graders;
    for (int i = 0; i < 4; ++i) {
        graders.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                made += find_group_places() && ControlGroup::create(*places, {64 * mebibyte, 4}) ? 1 : 0;
            }
        });
    }
    for (std::thread& grader : graders) {
        grader.join();
    }
    CHECK(made == 200);
}

TEST_CASE("Why there are no groups is said") {
    const Scratch scratch;
    const auto why = [&] {
        const auto places = find_group_places(scratch / "self");
        return places ? "" : places.error();
    };
    CHECK(why().find("controller memory") != std::string::npos); // nothing is mounted
    CHECK(find_group_places(machine_with(scratch, "memory")).error().find("controller pids") !=
          std::string::npos);
    machine_with(scratch, "memory,pids");
    CHECK(why().empty());
    const auto all_folders_are = [&](unsigned mode) {
        std::filesystem::permissions(scratch.path(), std::filesystem::perms(mode));
        for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch.path())) {
            if (entry.is_directory()) {
                std::filesystem::permissions(entry.path(), std::filesystem::perms(mode));
            }
        }
    };
    all_folders_are(0555); // an ordinary user's own folder would be theirs to divide
    CHECK(os::test::in_a_fork_as_nobody(
        [&] { return why().find("is not ours to divide") != std::string::npos; }));
    all_folders_are(0755); // to be removed
}
