// What `gilkit watch` shows: the exercise, how its grading stands, and what was asked for below.
//
// Pure: it makes lines of what it is given.
#pragma once

#include "judge/result.hpp"
#include "report/pen.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::learn {

struct Board {
    std::string title;                // "plus-equals · Add up without losing anything"
    std::string file;                 // as the learner would name it
    std::string watching;             // how saving is noticed
    std::string state;                // what goes on, or is wrong: one sentence; empty: nothing
    std::vector<judge::Check> checks; // that stand, while it is being graded
    std::string report;               // of the last grading: painted lines; empty while one goes on
    std::vector<std::string> notes;   // on the file of progress, a sentence each
    std::vector<std::string> extra;   // a hint, a list, a question: painted lines
    bool passed = false;
    bool may_see_solution = false;
    bool is_longer = false; // than the screen
};

// Painted lines, none wider than the pen's width.
std::vector<std::string> lines_of(const Board& board, const report::Pen& pen);
// The keys that do something, in one row: the most used ones where there is no room for all.
std::string keys_of(const Board& board, const report::Pen& pen);
// All keys, a line each.
std::vector<std::string> all_keys(const Board& board, const report::Pen& pen);

} // namespace gilkit::learn
