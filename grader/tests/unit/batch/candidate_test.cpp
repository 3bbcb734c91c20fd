#include "batch/intake/candidate.hpp"

#include "batch/intake/folder.hpp"
#include "content/good_course.hpp"
#include "content/load.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace gilkit;
using namespace gilkit::batch;

namespace {

// Two exercises, "one" in the folder 01-one and "two" in 02-two.
const content::Course& course() {
    static const content::test::GoodCourse files;
    static const content::Course loaded =
        content::load_course(files.root(), {.recordings = content::Recordings::ignored}).value();
    return loaded;
}

const content::Exercise& exercise(const std::string& id) {
    return *course().find(id)->exercise;
}

Finds found(const std::vector<std::string>& paths) {
    Finds finds;
    finds.files = 10;
    for (const std::string& path : paths) {
        finds.candidates.push_back({path, {}, {}});
    }
    return finds;
}

} // namespace

TEST_CASE("a submission is found by its name, wherever it lies") {
    const Wanted wanted(course(), &exercise("one"));
    CHECK(wanted.is_name("submission.py"));
    CHECK_FALSE(wanted.is_name("Submission.py"));
    const Finds finds = found({"a/b/submission.py"});
    const auto choices = choose(finds, wanted, "anna");
    REQUIRE(choices.size() == 1);
    CHECK(choices[0].exercise == &exercise("one"));
    CHECK(choices[0].candidate == finds.candidates.data());
}

TEST_CASE("of several, the one in the exercise's own folder is meant, or nobody knows") {
    const Wanted wanted(course(), &exercise("two"));
    const Finds whole = found({"01-one/submission.py", "02-two/submission.py", "submission.py"});
    CHECK(choose(whole, wanted, "anna")[0].candidate == &whole.candidates[1]);
    const Finds unclear = found({"a/submission.py", "b/submission.py", "c/submission.py", "d/submission.py"});
    const auto choices = choose(unclear, wanted, "anna");
    CHECK(choices[0].candidate == nullptr);
    CHECK(choices[0].fault ==
          "anna has 4 files that may be the submission for two: a/submission.py, b/submission.py, "
          "c/submission.py and 1 more; leave one of them");
}

TEST_CASE("without an exercise, the nearest folder that is named like one says it") {
    const Wanted wanted(course(), nullptr);
    const Finds finds = found({"first/x/submission.py", "one/02-two/submission.py"});
    const auto choices = choose(finds, wanted, "anna");
    REQUIRE(choices.size() == 2);
    CHECK(choices[0].exercise->id == "one"); // "first" is its alias
    CHECK(choices[1].exercise->id == "two");
    CHECK(wanted.exercise_of_path("1/submission.py") == nullptr);
    CHECK(wanted.exercise_of_path("submission.py") == nullptr);
    CHECK(wanted.exercise_of_path("") == nullptr);
    const Finds nowhere = found({"submission.py"});
    CHECK(choose(nowhere, wanted, "anna")[0].fault.find("--exercise ID") != std::string::npos);
}

TEST_CASE("what is not there is told with what would be accepted") {
    const Wanted wanted(course(), &exercise("one"));
    CHECK(choose({}, wanted, "anna")[0].fault == "anna is empty; a submission is a file submission.py");
    CHECK(choose(found({}), wanted, "anna")[0].fault ==
          "anna: none of its 10 files is called submission.py; call the submission so");
    Finds bad = found({"submission.py"});
    bad.candidates[0].fault = "is a link";
    CHECK(choose(bad, wanted, "anna")[0].fault == "anna: submission.py is a link");
    bad.fault = "anna can't be read";
    CHECK(choose(bad, wanted, "anna")[0].fault == "anna can't be read");
}

TEST_CASE("a folder is looked through without hidden folders and without following links") {
    const os::test::Scratch scratch;
    const Wanted wanted(course(), &exercise("one"));
    os::test::put_file(scratch / "anna/homework/submission.py", "x = 1\n");
    os::test::put_file(scratch / "anna/.git/submission.py", "x = 2\n");
    os::test::put_file(scratch / "anna/homework/__pycache__/submission.py", "x = 3\n");
    os::test::put_file(scratch / "secret/submission.py", "x = 4\n");
    std::filesystem::create_directory_symlink(scratch / "secret", scratch / "anna/link");
    const Finds finds = look_into_folder(scratch / "anna", wanted, "anna");
    REQUIRE(finds.candidates.size() == 1);
    CHECK(finds.candidates[0].path == "homework/submission.py");
    CHECK(read_submission_file(scratch / "anna/homework/submission.py") == "x = 1\n");

    std::filesystem::create_symlink(scratch / "secret/submission.py", scratch / "anna/submission.py");
    CHECK(read_submission_file(scratch / "anna/submission.py").error().starts_with("is a symbolic link"));
    ::mkfifo((scratch / "fifo").c_str(), 0600); // makes nobody wait
    CHECK(read_submission_file(scratch / "fifo").error().starts_with("is no regular file"));
    os::test::put_file(scratch / "large", std::string((1U << 20U) + 1, '#'));
    CHECK(read_submission_file(scratch / "large").error().starts_with("is larger than 1024 KiB"));
}
