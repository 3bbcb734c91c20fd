// A grading that goes on beside the keys: in a process of its own, which can be called off at any moment.
#pragma once

#include "judge/grade.hpp"
#include "os/worker.hpp"
#include "report/terminal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gilkit::learn {

// What is known of it so far.
struct GradingNews {
    std::vector<judge::Check> checks; // those that stand; without expected and actual
    std::string progress;             // what goes on
};

struct GradingEnd {
    std::optional<judge::Verdict> verdict; // nullopt: it died, or was called off
    std::string report;                    // for the terminal
};

class Grading {
public:
    // Grades these bytes of the learner's file, and has the report written in that style.
    static os::Result<Grading> start(const content::Exercise& exercise, const std::string& source,
                                     const std::string& shown_as, const judge::GradeOptions& options,
                                     const report::TerminalStyle& style);

    // Readable when take_news() or take_end() has something to say.
    int news_fd() const { return news_pipe_.get(); }
    int end_fd() const { return worker_.poll_fd(); }

    const GradingNews& news() const { return news_; }
    // Takes what has arrived. Does not wait.
    void take_news();
    os::Result<std::optional<GradingEnd>> take_end();

private:
    Grading(os::Worker worker, os::UniqueFd pipe) : news_pipe_(std::move(pipe)), worker_(std::move(worker)) {}
    void take_line(const std::string& line);

    os::UniqueFd news_pipe_;
    std::string unfinished_; // the beginning of a line
    GradingNews news_;
    os::Worker worker_; // destroyed first: it calls the grading off and waits until nothing of it is left
};

} // namespace gilkit::learn
