#include "batch/journal/journal.hpp"

#include "batch/journal/lock.hpp"
#include "batch/similar/alike.hpp"
#include "os/helpers.hpp"
#include "report/json_parts.hpp"
#include "report/json_reader.hpp"
#include "report/samples.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <string>

using namespace gilkit;
using namespace gilkit::batch;

namespace {

Submission good(const std::string& student, const std::string& source, const std::string& key) {
    return {student, student, "four-threads-one-core", student + "/submission.py", source, key, {}};
}

// Anna and Ben handed in the same, Carla something else, and Dora nothing.
Journal filled(const std::filesystem::path& folder) {
    Journal journal = Journal::open(folder).value();
    REQUIRE(journal.begin_intake());
    REQUIRE(journal.put_source("s1", "print(1)\n"));
    REQUIRE(journal.put_source("s1", "print(1)\n"));
    REQUIRE(journal.put_source("s2", std::string("\0\xff", 2)));
    REQUIRE(journal.put_submission(good("anna", "s1", "k1")));
    REQUIRE(journal.put_submission(good("ben", "s1", "k1")));
    REQUIRE(journal.put_submission(good("carla", "s2", "k2")));
    REQUIRE(journal.put_submission({"dora\n\xff", "dora", "", "dora", "", "", "dora is empty"}));
    REQUIRE(journal.end_intake());
    return journal;
}

Outcome outcome_of(const std::string& attempt, const std::string& key, judge::Result result) {
    Outcome outcome;
    outcome.attempt = attempt;
    outcome.key = key;
    outcome.result = std::move(result);
    outcome.result_json = report::to_line(report::result_json(outcome.result));
    outcome.machine = tests::sample_machine();
    outcome.boxes_cpu_s = 1.5;
    return outcome;
}

std::vector<std::string> pending_keys(Journal& journal) {
    std::vector<std::string> keys;
    const std::vector<Pending> pending = journal.pending().value();
    for (const Pending& each : pending) {
        keys.push_back(each.key);
    }
    return keys;
}

std::string one_text(Journal& journal, std::string_view sql) {
    Statement row = journal.database().prepare(sql);
    return row.step() ? row.text(0) : "nothing";
}

} // namespace

TEST_CASE("what is to be graded is pending, each key once, until it is recorded") {
    const os::test::Scratch scratch;
    Journal journal = filled(scratch.path());
    CHECK(pending_keys(journal) == std::vector<std::string>{"k1", "k2"});
    CHECK(journal.source_of("k2").value() == std::string("\0\xff", 2));
    REQUIRE(journal.begin_attempt("a1", "k1", "here"));
    CHECK(journal.record(outcome_of("a1", "k1", tests::passed_sample())).value());
    CHECK(pending_keys(journal) == std::vector<std::string>{"k2"});
    CHECK(journal.folders_of("k1").value() == std::vector<std::string>{"anna", "ben"});

    const Counts counts = journal.counts().value();
    CHECK(counts.submissions == 4);
    CHECK(counts.students == 4);
    CHECK(counts.waiting == 1);
    CHECK(counts.by_verdict == std::map<std::string, std::size_t>{{"passed", 2}, {"error", 1}});
    std::vector<Graded> all;
    REQUIRE(journal.for_each_submission([&](const Graded& graded) {
        all.push_back(graded);
        return true;
    }));
    REQUIRE(all.size() == 4);
    CHECK(all[0].verdict == "passed");
    CHECK(all[0].attempt == "a1");
    CHECK_FALSE(all[2].done);
    CHECK(all[3].submission.student == "dora\n\xff");
    CHECK(all[3].message == "dora is empty");
}

TEST_CASE("a second outcome of a key is dropped, and so is the same one twice") {
    const os::test::Scratch scratch;
    Journal journal = filled(scratch.path());
    REQUIRE(journal.begin_attempt("a1", "k1", "here"));
    REQUIRE(journal.begin_attempt("a2", "k1", "there"));
    CHECK(journal.record(outcome_of("a2", "k1", tests::not_parallel_sample())).value());
    CHECK_FALSE(journal.record(outcome_of("a1", "k1", tests::passed_sample())).value());
    CHECK_FALSE(journal.record(outcome_of("a2", "k1", tests::not_parallel_sample())).value());
    CHECK(one_text(journal, "SELECT verdict || attempt FROM grading") == "faileda2");
    CHECK(one_text(journal, "SELECT end FROM attempt WHERE attempt = 'a1'") == "superseded");
}

TEST_CASE("a grading in which gilkit failed is pending again, and is replaced") {
    const os::test::Scratch scratch;
    Journal journal = filled(scratch.path());
    REQUIRE(journal.begin_attempt("a1", "k1", "here"));
    CHECK(journal.record(outcome_of("a1", "k1", tests::error_sample())).value());
    CHECK(pending_keys(journal) == std::vector<std::string>{"k1", "k2"});
    REQUIRE(journal.begin_attempt("a2", "k1", "here"));
    CHECK(journal.record(outcome_of("a2", "k1", tests::passed_sample())).value());
    CHECK(pending_keys(journal) == std::vector<std::string>{"k2"});
}

TEST_CASE("the next intake replaces the last one's, and gradings stay for who comes back") {
    const os::test::Scratch scratch;
    Journal journal = filled(scratch.path());
    REQUIRE(journal.begin_attempt("a1", "k1", "here"));
    REQUIRE(journal.record(outcome_of("a1", "k1", tests::passed_sample())));
    REQUIRE(journal.begin_intake());
    REQUIRE(journal.put_source("s3", "x"));
    REQUIRE(journal.put_submission(good("emil", "s3", "k3")));
    REQUIRE(journal.end_intake());
    CHECK(pending_keys(journal) == std::vector<std::string>{"k3"});
    CHECK(one_text(journal, "SELECT group_concat(digest) FROM source") == "s3");
    REQUIRE(journal.begin_intake());
    REQUIRE(journal.put_source("s1", "print(1)\n"));
    REQUIRE(journal.put_submission(good("anna", "s1", "k1")));
    REQUIRE(journal.end_intake());
    CHECK(pending_keys(journal).empty());
    REQUIRE(journal.forget_gradings());
    CHECK(pending_keys(journal) == std::vector<std::string>{"k1"});
}

TEST_CASE("who is killed in the middle leaves what was recorded, and an attempt to make again") {
    const os::test::Scratch scratch;
    CHECK(os::test::in_a_fork([&] {
        Journal journal = filled(scratch.path());
        (void)journal.begin_attempt("a1", "k1", "here");
        (void)journal.record(outcome_of("a1", "k1", tests::passed_sample()));
        (void)journal.begin_attempt("a2", "k2", "here");
        (void)journal.begin_intake(); // and an intake that never ends
        (void)journal.put_submission(good("nobody", "", ""));
        if (journal.counts().value().students == 0) {
            return false;
        }
        ::_exit(0); // no destructor runs
    }));
    Journal journal = Journal::open(scratch.path()).value();
    CHECK(journal.abandoned() == 1);
    CHECK(pending_keys(journal) == std::vector<std::string>{"k2"});
    CHECK(one_text(journal, "SELECT end FROM attempt WHERE attempt = 'a2'") == "abandoned");
    CHECK(Journal::open(scratch.path()).value().abandoned() == 0);
}

TEST_CASE("a journal of a newer gilkit is left alone, and so is what is none") {
    const os::test::Scratch scratch;
    filled(scratch.path()).database().execute("PRAGMA user_version = 2");
    const auto newer = Journal::open(scratch.path());
    REQUIRE_FALSE(newer);
    CHECK(newer.error().kind == JournalFault::Kind::newer);
    CHECK(Journal::open_to_read(scratch.path()).error().kind == JournalFault::Kind::newer);
    CHECK(Journal::open_to_read(scratch / "nowhere").error().kind == JournalFault::Kind::missing);
    os::test::put_file(scratch / "other/journal.sqlite3", std::string(5000, 'x'));
    CHECK(Journal::open(scratch / "other").error().message.find("no journal of gilkit's") !=
          std::string::npos);
    CHECK(os::test::get_file(scratch / "other/journal.sqlite3") == std::string(5000, 'x'));
    CHECK_FALSE(Journal::open(scratch / "nowhere"));
}

TEST_CASE("one process has the lock, and it is gone with it") {
    const os::test::Scratch scratch;
    const auto file = scratch / "batch.lock";
    CHECK(Lock::owner(file) == 0);
    {
        const auto lock = Lock::take(file);
        REQUIRE(lock.value());
        CHECK(os::test::in_a_fork(
            [&] { return Lock::owner(file) == ::getppid() && !Lock::take(file).value().has_value(); }));
    }
    CHECK(Lock::owner(file) == 0);
    CHECK(os::test::in_a_fork([&] {
        const auto lock = Lock::take(file);
        if (!lock.value()) {
            return false;
        }
        ::_exit(0); // as if it were killed
    }));
    CHECK(Lock::take(file).value());
}

TEST_CASE("an outcome crosses as bytes, and what is none is refused") {
    for (const judge::Result& result :
         {tests::passed_sample(), tests::wrong_answer_sample(), tests::hostile_sample(),
          tests::inconclusive_sample(), tests::error_sample()}) {
        const Outcome sent = outcome_of("a", "k", result);
        const auto got = outcome_from(to_bytes(sent));
        REQUIRE(got);
        CHECK(got->attempt == "a");
        CHECK(got->key == "k");
        CHECK(got->result_json == sent.result_json);
        CHECK(got->boxes_cpu_s == 1.5);
        CHECK(report::machine_json(got->machine) == report::machine_json(sent.machine));
        // What was read says the same when it is written again, but for the lanes of the GIL.
        report::Json again = report::result_json(got->result);
        report::Json first = report::Json::parse(sent.result_json);
        again.erase("gil");
        first.erase("gil");
        CHECK(again == first);
    }
    for (const char* const bad : {"", "{}", "[]", "null", R"({"schema":"gilkit.outcome/2"})",
                                  R"({"schema":"gilkit.outcome/1","attempt":"a"})", "{\"schema\":"}) {
        CAPTURE(bad);
        CHECK_FALSE(outcome_from(bad));
    }
    std::string cut = to_bytes(outcome_of("a", "k", tests::passed_sample()));
    cut.resize(cut.size() / 2);
    CHECK_FALSE(outcome_from(cut));
}

TEST_CASE("those who share most of what few have are to be looked at together") {
    const os::test::Scratch scratch;
    Journal journal = Journal::open(scratch.path()).value();
    const auto prints = [](std::int64_t from, std::int64_t to) {
        std::vector<std::int64_t> numbers;
        for (; from < to; ++from) {
            numbers.push_back(from);
        }
        return numbers;
    };
    REQUIRE(journal.begin_intake());
    const auto hand_in = [&](const std::string& student, const std::string& form,
                             const std::vector<std::int64_t>& has) {
        REQUIRE(journal.put_source(student, student));
        REQUIRE(journal.put_submission(good(student, student, student)));
        REQUIRE(journal.put_fingerprints("four-threads-one-core", student, form, has));
    };
    hand_in("anna", "n1", prints(0, 20));
    hand_in("ben", "n2", prints(2, 24));     // 18 of 20
    hand_in("carla", "n3", prints(15, 60));  // 5 of anna's, 9 of ben's 22
    hand_in("dora", "n4", prints(100, 120)); // the same, renamed
    hand_in("emil", "n4", prints(100, 120));
    hand_in("fritz", "n5", prints(200, 207)); // too short to tell
    hand_in("gerd", "n5", prints(200, 207));
    for (int i = 0; i < 12; ++i) { // what so many have, the task has
        hand_in("h" + std::to_string(i), "m" + std::to_string(i), prints(300, 320));
    }
    REQUIRE(journal.end_intake());
    const auto together = look_together(journal).value();
    REQUIRE(together.size() == 2);
    CHECK(together[0].same);
    CHECK(together[0].who[0].student == "dora");
    CHECK(together[0].who[1].student == "emil");
    CHECK_FALSE(together[1].same);
    CHECK(together[1].share == doctest::Approx(0.9));
    CHECK(together[1].who[0].student == "anna");
    CHECK(together[1].who[1].student == "ben");
}
