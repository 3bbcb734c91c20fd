// A grading as tests, which is how every format but our own sees it: a suite for each result, a case for each
// check.
//
// A result's cases are the checks that its kind of exercise has, in their order, those that the grading did
// not come to included (skipped): so every submission to an exercise has the same cases, with the same
// points. Where none of them tells the verdict, as when gilkit itself failed, one more case called "grading"
// does.
//
// All texts are foreign_line() or foreign_text() already, and no longer than `Room` says.
#pragma once

#include "judge/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::report {

enum class Outcome : std::uint8_t {
    passed,
    failed,
    skipped,      // the grading did not come to it, or need not
    inconclusive, // nobody knows: this machine can't tell
    error,        // gilkit could not grade it
};

struct TestCase {
    std::string name; // one line, and no other of its suite's
    Outcome outcome = Outcome::skipped;
    std::string message; // one line; never empty, unless it passed
    // All that helps to understand it, in lines: the message, what was expected and what came; with the first
    // case that tells why it is not passed, the explanation as well.
    std::string details;
    std::optional<int> line; // of the submission
    double earned = 0;
    double most = 0; // points
};

struct Suite {
    const judge::Result* result = nullptr;
    std::string name;       // the exercise, else the submission; made different where two have the same
    std::string submission; // the path as given
    std::string message;    // of the result; one line
    std::string output;     // what the submission printed, several lines
    std::vector<TestCase> cases;

    judge::Verdict verdict() const { return result->verdict; }
    bool is_decided() const {
        return verdict() == judge::Verdict::passed || verdict() == judge::Verdict::failed;
    }
};

// How long the texts of one suite may get, in bytes before escapes. What is too long ends in "…".
struct Room {
    std::size_t name = 200;         // of a case or suite, a path
    std::size_t line = 1000;        // a message
    std::size_t text = 4000;        // a paragraph, a value; what was printed
    std::size_t suites = 1U << 20U; // how many; the others are left out
};

// Of the report's results in their order.
std::vector<Suite> suites_of(const judge::Report& report, const Room& room = {});

// How many results had no room.
std::size_t left_out(const judge::Report& report, const std::vector<Suite>& suites);

// What `write` gives with as much room as makes it no longer than `most` bytes: with ever shorter texts, then
// with ever fewer suites.
std::string within(std::size_t most, const judge::Report& report,
                   std::string (*write)(const judge::Report& report, const Room& room));

// Finite, not negative, and rounded to a millionth.
double tidy(double value);

// Sums over suites: what was earned for sure, and what could have been.
struct Total {
    double earned = 0;
    double most = 0;
    double seconds = 0;
    bool decided = true; // every verdict
};
Total total_of(const std::vector<Suite>& suites);

// "3 passed, 1 failed", and "nothing graded" for none.
std::string counts_in_words(const std::vector<Suite>& suites);

} // namespace gilkit::report
