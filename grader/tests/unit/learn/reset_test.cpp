#include "learn/reset.hpp"

#include "content/good_course.hpp"
#include "learn/workspace/original.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using content::test::GoodCourse;
using content::test::read_file;

namespace {

const std::string stub = "exercises/01-one/submission.py";

// A course in a repository of git, as learners clone it.
struct Clone {
    GoodCourse good;
    os::test::Scratch home;
    os::test::Variable home_is{"HOME", home.path().string()};
    os::test::Variable state_is{"XDG_STATE_HOME", ""};
    content::Course course = *content::load_course(good.root());

    Clone() {
        git("init -q -b main");
        commit("all");
    }
    void git(const std::string& words) const {
        const std::string line = "git -C " + good.root().string() + " -c user.name=a -c user.email=a@b " +
                                 words + " >/dev/null 2>&1";
        REQUIRE(std::system(line.c_str()) == 0); // NOLINT(concurrency-mt-unsafe)
    }
    void commit(const std::string& message) const {
        git("add -A");
        git("commit -q -m '" + message + "'");
    }
    const content::Exercise& exercise() const { return *course.units[0].exercise; }
    std::string submission() const { return read_file(good.root() / stub); }
};

} // namespace

TEST_CASE("in a clone git knows the stub, and what the learner wrote is kept") {
    const Clone clone;
    const std::string original = clone.submission();
    clone.good.write(stub, "my work\n");
    const auto plan = plan_reset(clone.exercise(), Place());
    REQUIRE_MESSAGE(plan, plan.error());
    CHECK(plan->stub == original);
    CHECK(plan->from.starts_with("as of commit "));
    CHECK(clone.submission() == "my work\n"); // planned only
    const auto reset = carry_out(*plan, clone.exercise(), Place());
    REQUIRE_MESSAGE(reset, reset.error());
    CHECK(reset->changed);
    CHECK(clone.submission() == original);
    CHECK(read_file(reset->backup) == "my work\n");
    CHECK(reset->backup.string().starts_with(clone.home.path().string()));

    SUBCASE("once more changes nothing") {
        const auto again = carry_out(*plan_reset(clone.exercise(), Place()), clone.exercise(), Place());
        REQUIRE(again);
        CHECK_FALSE(again->changed);
        CHECK(again->backup.empty());
    }
    SUBCASE("a second backup does not replace the first") {
        clone.good.write(stub, "second work\n");
        const auto second = carry_out(*plan_reset(clone.exercise(), Place()), clone.exercise(), Place());
        REQUIRE(second);
        CHECK(read_file(second->backup) == "second work\n");
        CHECK(read_file(reset->backup) == "my work\n");
    }
    SUBCASE("a file that was removed comes back") {
        clone.good.remove(stub);
        const auto back = carry_out(*plan_reset(clone.exercise(), Place()), clone.exercise(), Place());
        REQUIRE(back);
        CHECK(clone.submission() == original);
        CHECK(back->backup.empty());
    }
}

TEST_CASE("work that the learner committed is told from the stub by the branch that is followed") {
    const Clone clone;
    const std::string original = clone.submission();
    clone.git("branch theirs");
    clone.git("branch --set-upstream-to=theirs");
    clone.good.write(stub, "my work\n");
    clone.commit("mine");
    const auto plan = plan_reset(clone.exercise(), Place());
    REQUIRE_MESSAGE(plan, plan.error());
    CHECK(plan->stub == original);
}

TEST_CASE("without git nothing is guessed") {
    const GoodCourse good;
    const content::Course course = *content::load_course(good.root());
    const auto plan = plan_reset(*course.units[0].exercise, Place());
    REQUIRE_FALSE(plan);
    CHECK(plan.error().find("git knows no earlier version") != std::string::npos);
}

TEST_CASE("nothing is replaced where no copy of it could be kept") {
    const Clone clone;
    const os::test::Variable homeless("HOME", "");
    clone.good.write(stub, "my work\n");
    const auto plan = plan_reset(clone.exercise(), Place());
    REQUIRE(plan);
    const auto reset = carry_out(*plan, clone.exercise(), Place());
    REQUIRE_FALSE(reset);
    CHECK(clone.submission() == "my work\n");
}
