#include "batch/slurm/plan.hpp"

#include "batch/slurm/script.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace gilkit;
using namespace gilkit::batch;
using namespace gilkit::batch::slurm;
using os::test::Scratch;

namespace {

const std::string key(64, 'a');

} // namespace

TEST_CASE("a plan and its jobs are read as they were written") {
    const Scratch scratch;
    const PlanFolder folder = PlanFolder::of_batch(scratch.path());
    CHECK_FALSE(folder.exists());
    REQUIRE(folder.make());
    CHECK_FALSE(folder.exists());
    Plan plan;
    plan.token = "gilkit-1a";
    plan.python = "/usr/bin/python3";
    plan.require_tier = "B";
    plan.gradings = 3;
    REQUIRE(folder.write(plan));
    CHECK(folder.exists());
    const auto read = folder.read();
    REQUIRE(read);
    CHECK(read->token == "gilkit-1a");
    CHECK(read->gilkit == GILKIT_VERSION);
    CHECK(read->python == "/usr/bin/python3");
    CHECK(read->require_tier == "B");
    CHECK(read->gradings == 3);
    REQUIRE(folder.write(Job{10, "", {{{"b", "x"}}}}));
    REQUIRE(folder.write(Job{2, "77", {{{"a", "x"}, {"c", "y"}}, {{"d", "x"}}}}));
    const auto jobs = folder.jobs();
    REQUIRE(jobs);
    REQUIRE(jobs->size() == 2);
    CHECK((*jobs)[0].id == "77");
    CHECK((*jobs)[0].tasks[0][1].exercise == "y");
    CHECK((*jobs)[1].number == 10);
    CHECK(names_of_jobs("t", *jobs) == std::vector<std::string>{"t-2", "t-10"});
    // Students' work is nobody else's business.
    struct stat status {};
    REQUIRE(::stat(folder.path().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700U);
    folder.remove();
    CHECK_FALSE(std::filesystem::exists(folder.path()));
}

TEST_CASE("a file that is damaged is named") {
    const Scratch scratch;
    const PlanFolder folder(scratch.path());
    os::test::put_file(scratch / "plan.json", "{\"token\": 3}");
    const auto read = folder.read();
    REQUIRE_FALSE(read);
    CHECK(read.error().find("plan.json is damaged") != std::string::npos);
}

TEST_CASE("of several results the first one stays") {
    const Scratch scratch;
    const PlanFolder folder(scratch.path());
    REQUIRE(folder.make());
    CHECK_FALSE(folder.has_result(key));
    CHECK(folder.hand_in(key, "first").value());
    CHECK_FALSE(folder.hand_in(key, "second").value());
    CHECK(folder.has_result(key));
    CHECK(os::test::get_file(scratch / "results" / (key + ".json")) == "first");
    // Nothing half-written is taken for one, and nothing is left beside it.
    os::test::put_file(scratch / "results/x.json", "");
    os::test::put_file(scratch / "results" / (key + ".json.XYZ"), "");
    CHECK(folder.results() == std::vector<std::string>{key});
    // What can't be read makes room.
    CHECK_FALSE(folder.result(key));
    folder.discard_result(key);
    CHECK_FALSE(folder.has_result(key));
    CHECK(folder.hand_in(key, "third").value());
}

TEST_CASE("the end of what a task said is told on one line") {
    const Scratch scratch;
    const PlanFolder folder(scratch.path());
    REQUIRE(folder.make());
    CHECK(folder.log(1, 2).empty());
    os::test::put_file(scratch / "logs/1.2", "gilkit: can't grade here\n\ngilkit: no memory\n");
    CHECK(folder.log(1, 2) == "can't grade here; no memory");
    os::test::put_file(scratch / "logs/1.2", std::string(100'000, 'x'));
    CHECK(folder.log(1, 2).size() <= 400);
}

TEST_CASE("the script of a task takes any path for what it is") {
    const Scratch scratch;
    const std::filesystem::path plan = scratch / "it's $HOME `here`";
    const PlanFolder folder(plan);
    REQUIRE(folder.make());
    REQUIRE(folder.write(Plan{}));
    const std::filesystem::path gilkit = plan / "gil kit";
    const auto run = [&] {
        os::test::put_file(scratch / "task.sh", task_script(plan, gilkit, "/a kit"));
        auto child = os::Child::spawn(
            os::test::shell("SLURM_ARRAY_TASK_ID=3 sh " + (scratch / "task.sh").string() + " 12"));
        REQUIRE(child);
        return child->wait().code;
    };
    CHECK(run() == exit_no_gilkit);
    os::test::put_file(gilkit, "#!/bin/sh\necho \"$GILKIT_ROOT|$1|$2|$3\" >&2\nexit 7\n");
    std::filesystem::permissions(gilkit, std::filesystem::perms::owner_all);
    CHECK(run() == 7);
    CHECK(folder.log(12, 3) == "/a kit|batch-task|" + plan.string() + "|12");
    std::filesystem::remove(plan / "plan.json");
    CHECK(run() == exit_no_plan);
}
