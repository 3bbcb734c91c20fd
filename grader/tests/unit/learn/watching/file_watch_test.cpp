#include "learn/watching/file_watch.hpp"

#include "learn/terminal/events.hpp"
#include "learn/watching/learner.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <string>
#include <variant>

using namespace gilkit;
using namespace gilkit::learn;
using namespace gilkit::learn::test;
using os::test::put_file;
using os::test::Scratch;

namespace fs = std::filesystem;

TEST_CASE("Nothing is told when nothing was saved") {
    each_way([](Learner& learner) {
        CHECK(learner.wait_long() == Told{});
        put_file(learner.folder / "notes.txt", "something else");
        put_file(learner.folder / "submission.pyc", "something else");
        CHECK(learner.wait_long() == Told{});
    });
}

TEST_CASE("A save is told once, with or without a change") {
    each_way([](Learner& learner) {
        learner.save("second");
        CHECK(learner.wait() == Told{Kind::saved});
        learner.save("second");
        CHECK(learner.wait() == Told{Kind::saved_unchanged});
        learner.save("third");
        CHECK(learner.wait() == Told{Kind::saved});
        CHECK(learner.wait() == Told{});
    });
}

TEST_CASE("A save by renaming is one, each time") {
    each_way([](Learner& learner) {
        for (const std::string text : {"second", "third"}) {
            learner.save_by_renaming(text);
            CHECK(learner.wait() == Told{Kind::saved});
        }
        learner.save_by_renaming("third");
        CHECK(learner.wait() == Told{Kind::saved_unchanged});
    });
}

TEST_CASE("A backup that takes the old file away, and a new one in its place, are one save") {
    each_way([](Learner& learner) {
        fs::rename(learner.file, learner.folder / "submission.py~");
        CHECK(learner.wait(300 * ms) == Told{});
        learner.save("second");
        fs::remove(learner.folder / "submission.py~");
        CHECK(learner.wait() == Told{Kind::saved});
    });
}

TEST_CASE("A truncation and what is written after a moment are one save") {
    each_way([](Learner& learner) {
        learner.save("");
        CHECK(learner.wait(80 * ms) == Told{});
        learner.save("sec");
        CHECK(learner.wait(80 * ms) == Told{});
        learner.save("second");
        CHECK(learner.wait() == Told{Kind::saved});
    });
}

TEST_CASE("A save is told when it was quiet for a tenth of a second, and half a second late at most") {
    Learner learner(true);
    learner.save("second");
    CHECK(learner.wait(99 * ms) == Told{});
    CHECK(learner.wait(1 * ms) == Told{Kind::saved});
    Told told;
    int saves = 0;
    for (; told.empty() && saves < 100; ++saves) {
        learner.save(std::to_string(saves));
        told = learner.wait(50 * ms);
    }
    CHECK(told == Told{Kind::saved});
    CHECK(saves == 10);
    CHECK(learner.wait() == Told{}); // nothing came after that
}

TEST_CASE("Without notices, a save is seen after half a second") {
    Learner learner(false);
    learner.save("second");
    CHECK(learner.wait(500 * ms) == Told{});
    CHECK(learner.wait(100 * ms) == Told{Kind::saved});
}

TEST_CASE("A clock that was set back does no harm") {
    each_way([](Learner& learner) {
        learner.file_step_s = -5000;
        learner.save("second");
        CHECK(learner.wait() == Told{Kind::saved});
        learner.save("second");
        CHECK(learner.wait() == Told{Kind::saved_unchanged});
    });
}

TEST_CASE("Where a file's time is coarse, a second save within it is seen by its bytes") {
    each_way([](Learner& learner) {
        learner.save("second");
        CHECK(learner.wait(700 * ms) == Told{Kind::saved});
        learner.file_step_s = 0;
        learner.save("other.");
        CHECK(learner.wait() == Told{Kind::saved});
    });
}

TEST_CASE("Another inode with the same bytes, time and size is no save where nobody tells of one") {
    Learner learner(false);
    learner.file_step_s = 0;
    learner.save_by_renaming("first");
    CHECK(learner.wait() == Told{});
    learner.save_by_renaming("other");
    CHECK(learner.wait() == Told{Kind::saved});
}

TEST_CASE("A save wakes up who waits for it beside other things") {
    const Scratch scratch;
    const fs::path file = scratch / "submission.py";
    put_file(file, "first");
    FileWatch watch(file);
    Screen screen(-1, Drawing::line_by_line);
    Events events(nullptr, screen);
    put_file(file, "second");
    std::optional<Change> change;
    while (!change) {
        const std::array sources{Source{watch.poll_fd(), watch.due_ns()}};
        const auto event = events.next(os::test::far_deadline(), sources);
        REQUIRE(event);
        REQUIRE(std::holds_alternative<Ready>(*event));
        change = watch.look();
    }
    CHECK(change->kind == Kind::saved);
}
