#include "learn/workspace/workspace.hpp"

#include "content/good_course.hpp"
#include "learn/reset.hpp"
#include "learn/workspace/merge.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using content::test::GoodCourse;
using content::test::read_file;
using content::test::write_file;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

const std::string first_stub = "exercises/01-one/submission.py";

struct Learner {
    GoodCourse good;
    os::test::Scratch folder;
    fs::path root = folder / "my course";

    content::Course course() const {
        auto found = content::load_course(good.root());
        REQUIRE(found);
        return *std::move(found);
    }
    Handed begin() const {
        auto handed = make_workspace(root, course(), "/opt/gilkit");
        REQUIRE_MESSAGE(handed, handed.error());
        return *std::move(handed);
    }
    Workspace workspace() const {
        auto found = find_workspace(root);
        REQUIRE(found);
        REQUIRE(*found);
        return **std::move(found);
    }
    Handed update() const {
        Workspace mine = workspace();
        auto handed = update_workspace(mine, course(), "/opt/gilkit");
        REQUIRE_MESSAGE(handed, handed.error());
        return *std::move(handed);
    }
    void save(const std::string& file, std::string_view text) const { write_file(root / file, text); }
    std::string file(const std::string& name) const { return read_file(root / name); }
};

} // namespace

TEST_CASE("a workspace holds what is to be worked on, and nothing else of the kit") {
    const Learner learner;
    const Handed handed = learner.begin();
    CHECK(handed.fresh == Names{"01-one/submission.py", "01-one/README.md", "02-two/submission.py",
                                "02-two/README.md", ".vscode/tasks.json"});
    CHECK(learner.file("01-one/submission.py") == read_file(learner.good.root() / first_stub));
    CHECK_FALSE(fs::exists(learner.root / "01-one/check"));
    CHECK_FALSE(fs::exists(learner.root / "01-one/hints.md"));
    // It is found from within, and not from beside it.
    CHECK((*find_workspace(learner.root / "01-one"))->root == fs::canonical(learner.root));
    CHECK_FALSE(*find_workspace(learner.folder.path()));
    const Place place(learner.workspace());
    const content::Course course = learner.course();
    CHECK(place.submission_of(*course.units[1].exercise) ==
          fs::canonical(learner.root) / "02-two/submission.py");
    CHECK(place.progress_file() == fs::canonical(learner.root) / ".gilkit/progress.json");
    CHECK(learner.update().fresh.empty());
}

TEST_CASE("the editor's tasks call the gilkit that made the workspace") {
    const Learner learner;
    learner.begin();
    const auto tasks = nlohmann::json::parse(learner.file(".vscode/tasks.json"));
    for (const auto& task : tasks["tasks"]) {
        CHECK(task["command"] == "/opt/gilkit");
    }
    CHECK(tasks["tasks"].size() == 3);
}

TEST_CASE("a folder with something in it does not become a workspace") {
    const Learner learner;
    write_file(learner.root / "thesis.tex", "mine");
    const auto handed = make_workspace(learner.root, learner.course(), "gilkit");
    REQUIRE_FALSE(handed);
    CHECK(handed.error().find("thesis.tex") != std::string::npos);
    CHECK_FALSE(fs::exists(learner.root / ".gilkit"));
    CHECK_FALSE(make_workspace(learner.root / "thesis.tex", learner.course(), "gilkit"));
}

TEST_CASE("an update brings what is new and leaves alone what was worked on") {
    const Learner learner;
    learner.begin();
    learner.save("01-one/submission.py", "my work\n");
    learner.good.write(first_stub, "the new stub\n");
    learner.good.write("exercises/02-two/submission.py", "the other new stub\n");
    learner.good.write("exercises/01-one/README.md", "# Exercise\n\nDo it well.\n");
    const Handed handed = learner.update();
    CHECK(handed.fresh.empty());
    CHECK(handed.kept == Names{"01-one/submission.py"});
    CHECK(handed.changed == Names{"01-one/README.md", "02-two/submission.py"});
    CHECK(learner.file("01-one/submission.py") == "my work\n");
    CHECK(learner.file("02-two/submission.py") == "the other new stub\n");
    CHECK(learner.file(".gilkit/news/01-one/submission.py") == "the new stub\n");
    // Said again until something is done about it; what it was handed out as is not forgotten meanwhile.
    CHECK(learner.update().kept == Names{"01-one/submission.py"});
    CHECK(learner.file(".gilkit/originals/01-one/submission.py") != "the new stub\n");
}

TEST_CASE("a file that the learner removed stays removed, until reset") {
    const Learner learner;
    learner.begin();
    fs::remove(learner.root / "01-one/submission.py");
    fs::remove_all(learner.root / "02-two");
    CHECK(learner.update().fresh.empty());
    CHECK_FALSE(fs::exists(learner.root / "01-one/submission.py"));
    const content::Course course = learner.course();
    for (const content::Unit& unit : course.units) {
        const Place place(learner.workspace());
        const auto plan = plan_reset(*unit.exercise, place);
        REQUIRE_MESSAGE(plan, plan.error());
        CHECK(carry_out(*plan, *unit.exercise, place));
        CHECK(fs::exists(place.submission_of(*unit.exercise)));
    }
}

TEST_CASE("an exercise that got another id and number keeps its folder") {
    const Learner learner;
    learner.begin();
    learner.save("02-two/submission.py", "my work\n");
    for (const char* const area : {"exercises/", "solutions/"}) {
        fs::rename(learner.good.root() / (area + std::string("02-two")),
                   learner.good.root() / (area + std::string("07-second")));
    }
    learner.good.replace("lessons/course.toml", "id = \"two\"\nexercise = \"02-two\"",
                         "id = \"second\"\naliases = [\"two\"]\nexercise = \"07-second\"");
    const Handed handed = learner.update();
    CHECK(handed.fresh.empty());
    CHECK(handed.kept.empty());
    CHECK(handed.retired.empty());
    CHECK_FALSE(fs::exists(learner.root / "07-second"));
    const content::Course course = learner.course();
    const Place place(learner.workspace());
    CHECK(read_file(place.submission_of(*course.units[1].exercise)) == "my work\n");
}

TEST_CASE("an exercise that left the course leaves the learner's files") {
    const Learner learner;
    learner.begin();
    learner.good.replace("lessons/course.toml", "\n[[unit]]\nid = \"two\"\nexercise = \"02-two\"\n", "");
    fs::remove_all(learner.good.root() / "exercises/02-two");
    fs::remove_all(learner.good.root() / "solutions/02-two");
    CHECK(learner.update().retired == Names{"02-two"});
    CHECK(fs::exists(learner.root / "02-two/submission.py"));
}

TEST_CASE("what is new is merged with what was worked on") {
    const Learner learner;
    const std::string original = "one\ntwo\nthree\nfour\nfive\n";
    learner.good.write(first_stub, original);
    learner.begin();
    const content::Course course = learner.course();
    const content::Exercise& exercise = *course.units[0].exercise;
    const Place place(learner.workspace());
    CHECK_FALSE(merge_of(exercise, place)); // nothing new

    learner.save("01-one/submission.py", "ONE, mine\ntwo\nthree\nfour\nfive\n");
    SUBCASE("in different places") {
        learner.good.write(first_stub, "one\ntwo\nthree\nfour\nfive, new\n");
        learner.update();
        const auto merge = merge_of(exercise, place);
        REQUIRE_MESSAGE(merge, merge.error());
        CHECK_FALSE(merge->clashes);
        CHECK(merge->text == "ONE, mine\ntwo\nthree\nfour\nfive, new\n");
        const auto copy = take_over(*merge, exercise, place);
        REQUIRE_MESSAGE(copy, copy.error());
        CHECK(read_file(*copy) == "ONE, mine\ntwo\nthree\nfour\nfive\n");
        CHECK(learner.file("01-one/submission.py") == merge->text);
        CHECK(learner.update().kept.empty()); // taken over
    }
    SUBCASE("in the same place") {
        learner.good.write(first_stub, "one, new\ntwo\nthree\nfour\nfive\n");
        learner.update();
        const auto merge = merge_of(exercise, place);
        REQUIRE_MESSAGE(merge, merge.error());
        CHECK(merge->clashes);
        CHECK(merge->text.find("<<<<<<< yours\nONE, mine\n") != std::string::npos);
        CHECK(merge->text.find("one, new\n>>>>>>> the new version\n") != std::string::npos);
    }
}

TEST_CASE("a manifest that nobody can use is told, and leads nowhere else") {
    const Learner learner;
    learner.begin();
    for (const char* const text : {"", "{", R"({"schema": "gilkit.workspace/9"})",
                                   R"({"schema": "gilkit.workspace/1", "folders": {"one": "../elsewhere"}})",
                                   R"({"schema": "gilkit.workspace/1", "folders": {"one": 3}})"}) {
        CAPTURE(text);
        learner.save(".gilkit/workspace.json", text);
        const auto found = find_workspace(learner.root);
        REQUIRE_FALSE(found);
        CHECK(found.error().find("workspace.json") != std::string::npos);
    }
}

TEST_CASE("a workspace that was half made is completed, and what is in it stays") {
    const Learner learner;
    learner.begin();
    learner.save("01-one/submission.py", "my work\n");
    fs::remove(learner.root / ".gilkit/workspace.json");
    fs::remove_all(learner.root / ".gilkit/originals/01-one");
    fs::remove_all(learner.root / "02-two");
    fs::remove_all(learner.root / ".gilkit/originals/02-two");
    const auto handed = make_workspace(learner.root, learner.course(), "gilkit");
    REQUIRE_MESSAGE(handed, handed.error());
    CHECK(learner.file("01-one/submission.py") == "my work\n");
    CHECK(fs::exists(learner.root / "02-two/submission.py"));
}

TEST_CASE("Killed between a file and the record that it was handed out, the next call completes it") {
    const Learner learner;
    learner.begin();
    SUBCASE("a fresh one") {
        fs::remove(learner.root / ".gilkit/originals/01-one/submission.py");
        CHECK(learner.update().kept.empty());
        CHECK(fs::exists(learner.root / ".gilkit/originals/01-one/submission.py"));
    }
    SUBCASE("neither was written") {
        fs::remove(learner.root / ".gilkit/originals/01-one/submission.py");
        fs::remove(learner.root / "01-one/submission.py");
        CHECK(learner.update().fresh == Names{"01-one/submission.py"});
    }
    SUBCASE("a new version") {
        learner.good.write(first_stub, "the new stub\n");
        learner.save("01-one/submission.py", "the new stub\n");
        CHECK(learner.update().kept.empty());
        learner.good.write(first_stub, "the next stub\n"); // it counts as untouched by now
        CHECK(learner.update().changed == Names{"01-one/submission.py"});
        CHECK(learner.file("01-one/submission.py") == "the next stub\n");
    }
}
