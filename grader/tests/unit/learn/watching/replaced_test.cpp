// A file that goes away, comes back or is another kind of thing; folders that do so.
#include "learn/watching/file_watch.hpp"
#include "learn/watching/learner.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <filesystem>
#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using namespace gilkit::learn::test;
using os::test::put_file;
using os::test::Scratch;

namespace fs = std::filesystem;

TEST_CASE("A file that is deleted is missing once, and back when it is there again") {
    each_way([](Learner& learner) {
        fs::remove(learner.file);
        const auto told = learner.wait();
        CHECK(told == Told{Kind::missing});
        CHECK(learner.wait() == Told{});
        learner.save("first");
        CHECK(learner.wait() == Told{Kind::saved_unchanged});
        fs::remove(learner.file);
        CHECK(learner.wait() == Told{Kind::missing});
        learner.save_by_renaming("second");
        CHECK(learner.wait() == Told{Kind::saved});
    });
}

TEST_CASE("Deleted and made again at once is a save") {
    each_way([](Learner& learner) {
        fs::remove(learner.file);
        learner.save("second");
        CHECK(learner.wait() == Told{Kind::saved});
    });
}

TEST_CASE("A folder in its place, a file that is too large: unreadable, and why") {
    each_way([](Learner& learner) {
        fs::remove(learner.file);
        fs::create_directory(learner.file);
        CHECK(learner.wait() == Told{Kind::unreadable});
        CHECK(learner.wait() == Told{});
        fs::remove(learner.file);
        learner.save("first");
        CHECK(learner.wait() == Told{Kind::saved_unchanged});

        learner.save(std::string((std::size_t{1} << 20U) + 1, '#'));
        learner.now_ns = learner.watch->due_ns(); // without notices it is seen here
        learner.watch->look();
        learner.now_ns = learner.watch->due_ns();
        const auto change = learner.watch->look();
        REQUIRE(change);
        CHECK(change->kind == Kind::unreadable);
        CHECK(change->why.code == EFBIG);
        learner.save("second");
        CHECK(learner.wait() == Told{Kind::saved});
    });
}

TEST_CASE("A file without the right to read it is unreadable") {
    Scratch scratch;
    fs::permissions(scratch.path(), fs::perms::all);
    const fs::path file = scratch / "submission.py";
    put_file(file, "first");
    CHECK(os::test::in_a_fork_as_nobody([&] {
        std::int64_t now_ns = 0;
        FileWatch watch(file, {[&] { return now_ns; }, file_system_type});
        // Ours, in the place of the other: nobody may have taken root's rights from the file itself.
        put_file(scratch / "new", "second");
        ::chmod((scratch / "new").c_str(), 0);
        fs::rename(scratch / "new", file);
        static_cast<void>(watch.look());
        now_ns = watch.due_ns();
        const auto change = watch.look();
        return change && change->kind == Kind::unreadable && change->why.code == EACCES;
    }));
}

TEST_CASE("A folder that is renamed and made again is followed to the new one") {
    each_way([](Learner& learner) {
        const fs::path away = learner.scratch / "away";
        fs::rename(learner.folder, away);
        CHECK(learner.wait() == Told{Kind::missing});
        put_file(away / "submission.py", "elsewhere");
        CHECK(learner.wait() == Told{});
        learner.save("second");
        CHECK(learner.wait() == Told{Kind::saved});
        put_file(away / "submission.py", "elsewhere again");
        CHECK(learner.wait() == Told{});
        learner.save("third");
        CHECK(learner.wait() == Told{Kind::saved});
    });
}

TEST_CASE("A folder further up that is replaced (another branch, another copy) is noticed, too") {
    each_way([](Learner& learner) {
        fs::rename(learner.scratch / "exercises", learner.scratch / "old");
        learner.save("second");
        CHECK(learner.wait_long() == Told{Kind::saved});
        learner.save("third");
        CHECK(learner.wait(600 * ms) == Told{Kind::saved});
    });
}

TEST_CASE("A folder that is not there yet, with a file, is waited for") {
    Scratch scratch;
    std::int64_t now_ns = 0;
    const fs::path file = scratch / "later" / "submission.py";
    FileWatch watch(file, {[&] { return now_ns; }, file_system_type});
    CHECK_FALSE(watch.has_notices());
    CHECK(watch.how() == "looked at twice a second, because its folder isn't there");
    CHECK(watch.poll_fd() == -1);
    put_file(file, "first");
    std::optional<Change> change;
    for (int looks = 0; !change && looks < 10; ++looks) {
        now_ns = watch.due_ns();
        change = watch.look();
    }
    REQUIRE(change);
    CHECK(change->kind == Kind::saved);
    CHECK(watch.has_notices());
    CHECK(watch.how() == "saving it is noticed at once");
}

TEST_CASE("A link's target is looked at, as nobody tells of it; so is a file that comes in its place") {
    Learner learner(true);
    const fs::path target = learner.scratch / "target.py";
    put_file(target, "linked");
    learner.stamp(target);
    fs::remove(learner.file);
    fs::create_symlink(target, learner.file);
    CHECK(learner.wait() == Told{Kind::saved});
    CHECK(learner.watch->how() == "looked at twice a second, because it is a link to another file");
    put_file(target, "changed");
    learner.stamp(target);
    CHECK(learner.wait(600 * ms) == Told{Kind::saved});
    learner.save_by_renaming("a file again");
    CHECK(learner.wait() == Told{Kind::saved});
    CHECK(learner.watch->has_notices());
}

TEST_CASE("After an overflow anything may have changed: it is told if it has") {
    Learner learner(true);
    overflow(learner.folder);
    CHECK(learner.wait() == Told{});
    overflow(learner.folder);
    learner.save("second");
    CHECK(learner.wait(200 * ms) == Told{Kind::saved});
}
