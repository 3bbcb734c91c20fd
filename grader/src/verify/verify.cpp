#include "verify/verify.hpp"

#include "content/strays.hpp"
#include "os/clock.hpp"
#include "os/crew.hpp"
#include "os/signals.hpp"
#include "verify/lesson.hpp"
#include "verify/submission.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace gilkit::verify {

namespace {

// A check, and how it is made.
struct Task {
    Check check;
    std::function<Finding()> make;
};

Finding timed(const std::function<Finding()>& make) {
    const std::int64_t start_ns = os::monotonic_ns();
    Finding finding = make();
    finding.seconds = os::seconds(os::monotonic_ns() - start_ns);
    return finding;
}

Finding broken(std::string why) {
    return {Status::error, "error", std::move(why)};
}

// How a finding crosses from a worker to us: our own process, so both sides are believed.
std::string pack(const Finding& finding) {
    return nlohmann::json{{"status", to_string(finding.status)},
                          {"actual", finding.actual},
                          {"message", finding.message},
                          {"seconds", finding.seconds},
                          {"interrupted", finding.interrupted}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Finding unpack(const std::string& packed) {
    const auto told = nlohmann::json::parse(packed, nullptr, false);
    if (!told.is_object()) {
        return broken("the process that made this check was killed; run it again with --only");
    }
    if (told["interrupted"].get<bool>()) {
        return broken("the process that made this check was told to end; run it again with --only");
    }
    return {status_from_string(told["status"].get<std::string>()).value_or(Status::error),
            told["actual"].get<std::string>(), told["message"].get<std::string>(),
            told["seconds"].get<double>()};
}

std::string packed_finding(const std::function<Finding()>& make) {
    try {
        return pack(timed(make));
    } catch (const std::exception& error) {
        return pack(broken(fmt::format("internal error: {}; please report it", error.what())));
    }
}

class Planner {
public:
    Planner(const content::Course& course, const Options& options) : course_(course), options_(options) {}

    std::vector<Task> plan(const std::vector<const content::Unit*>& units) {
        add({"", Part::files, "lessons/course.toml", std::nullopt, "passed"},
            [this, units] { return check_files(units); });
        for (const content::Unit* unit : units) {
            for (std::size_t i = 0; i < options_.interpreters.size(); ++i) {
                const auto& [interpreter, supported] = options_.interpreters[i];
                if (unit->lesson && (supported || is_recorded_on_one_like(*unit->lesson, interpreter))) {
                    add_lesson(*unit->lesson, i);
                }
                if (unit->exercise && supported) {
                    add_exercise(*unit->exercise, i);
                }
            }
        }
        return std::move(tasks_);
    }

private:
    void add(Check check, std::function<Finding()> make) {
        check.file = below_root(check.file);
        tasks_.push_back({std::move(check), std::move(make)});
    }

    std::filesystem::path below_root(const std::filesystem::path& file) const {
        return file.is_relative() ? file : file.lexically_relative(course_.root);
    }

    Finding check_files(const std::vector<const content::Unit*>& units) const {
        std::string strays;
        for (const content::Diagnostic& stray : content::find_strays(course_, units)) {
            strays += (strays.empty() ? "" : "\n") + stray.to_string();
        }
        return strays.empty() ? Finding{Status::passed, "passed"} : Finding{Status::failed, "failed", strays};
    }

    void add_lesson(const content::Lesson& lesson, std::size_t python) {
        add({lesson.id, Part::lesson, lesson.folder / "lesson.toml", python, "passed"},
            [this, &lesson, python] {
                return check_lesson(lesson, options_.interpreters[python].interpreter, options_.runner);
            });
    }

    void add_exercise(const content::Exercise& exercise, std::size_t python) {
        const auto add_submission = [&](Part part, const std::filesystem::path& file,
                                        const std::string& expected) {
            add({exercise.id, part, file, python, expected}, [this, &exercise, file, expected, python] {
                judge::GradeOptions options;
                options.interpreter = options_.interpreters[python].interpreter;
                options.runner = options_.runner;
                options.enclosure = options_.enclosure;
                options.tool_python = options_.tool_python;
                return check_submission(exercise, file, expected, options);
            });
        };
        add_submission(Part::solution, exercise.solution, "passed");
        add_submission(Part::stub, exercise.stub, exercise.stub_fails_with);
        for (const content::Mistake& mistake : exercise.mistakes) {
            add_submission(Part::mistake, mistake.file, mistake.reason);
        }
    }

    const content::Course& course_;
    const Options& options_;
    std::vector<Task> tasks_;
};

// Keeps the order: tells of a check when all before it are told.
class Tally {
public:
    Tally(std::vector<Task>& tasks, const Options& options)
        : tasks_(tasks), options_(options), done_(tasks.size(), false) {}

    void start(std::size_t task) {
        running_.push_back(task);
        show();
    }

    void end(std::size_t task, Finding finding) {
        std::erase(running_, task);
        done_[task] = true;
        tasks_[task].check.found = std::move(finding);
        for (; told_ < tasks_.size() && done_[told_]; ++told_) {
            if (options_.on_check) {
                options_.on_check(tasks_[told_].check);
            }
        }
        show();
    }

private:
    void show() const {
        if (!options_.on_progress) {
            return;
        }
        std::string names;
        for (const std::size_t task : running_) {
            names += (names.empty() ? "; running: " : ", ") + tasks_[task].check.name();
        }
        options_.on_progress(
            fmt::format("{} of {} done{}", std::ranges::count(done_, true), tasks_.size(), names));
    }

    std::vector<Task>& tasks_;
    const Options& options_;
    std::vector<bool> done_;
    std::vector<std::size_t> running_;
    std::size_t told_ = 0;
};

std::vector<Check> checks_of(std::vector<Task>& tasks) {
    std::vector<Check> checks;
    checks.reserve(tasks.size());
    for (Task& task : tasks) {
        checks.push_back(std::move(task.check));
    }
    return checks;
}

} // namespace

tl::expected<std::vector<Check>, Stopped> verify_units(const content::Course& course,
                                                       const std::vector<const content::Unit*>& units,
                                                       const Options& options) {
    Planner planner(course, options); // the tasks refer to it
    std::vector<Task> tasks = planner.plan(units);
    std::vector<std::function<std::string()>> errands;
    errands.reserve(tasks.size());
    for (const Task& task : tasks) {
        errands.emplace_back([&make = task.make] { return packed_finding(make); });
    }
    Tally tally(tasks, options);
    os::CrewHooks hooks;
    hooks.on_start = [&](std::size_t task) { tally.start(task); };
    hooks.on_end = [&](std::size_t task, const std::string& result) { tally.end(task, unpack(result)); };
    const auto ran = os::run_crew(errands, options.jobs, hooks);
    if (os::interrupted() != 0) {
        return tl::unexpected(Stopped{true, "interrupted"});
    }
    if (!ran) {
        return tl::unexpected(Stopped{false, ran.error().to_string()});
    }
    return checks_of(tasks);
}

tl::expected<std::vector<Check>, Stopped> record_units(const content::Course& course,
                                                       const std::vector<const content::Unit*>& units,
                                                       const Options& options) {
    std::vector<Task> tasks;
    for (const content::Unit* unit : units) {
        if (unit->lesson) {
            const content::Lesson& lesson = *unit->lesson;
            const auto file = (lesson.folder / "observed.json").lexically_relative(course.root);
            tasks.push_back({{lesson.id, Part::lesson, file, 0, "passed"}, [&lesson, &options] {
                                 return record_lesson(lesson, options.interpreters.front().interpreter,
                                                      options.runner);
                             }});
        }
    }
    Tally tally(tasks, options);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        tally.start(i);
        Finding finding = timed(tasks[i].make);
        if (finding.interrupted) {
            return tl::unexpected(Stopped{true, "interrupted"});
        }
        tally.end(i, std::move(finding));
    }
    return checks_of(tasks);
}

} // namespace gilkit::verify
