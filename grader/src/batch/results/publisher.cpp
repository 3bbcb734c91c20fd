#include "batch/results/publisher.hpp"

#include "batch/results/csv.hpp"
#include "batch/results/overview.hpp"
#include "batch/results/student.hpp"
#include "os/fd.hpp"
#include "report/json_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace gilkit::batch {

namespace fs = std::filesystem;

namespace {

using Done = tl::expected<void, std::string>;

Done write_if_other(const fs::path& file, const std::string& text) {
    const auto there = os::read_regular_file(file, text.size(), os::LastLink::refused);
    if (there && *there == text) {
        return {};
    }
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error) {
        return tl::unexpected(
            fmt::format("can't make the folder {}: {}; nothing that was recorded is lost, and the "
                        "same command goes on",
                        file.parent_path().string(), error.message()));
    }
    if (const auto written = os::write_file_atomically(file, text); !written) {
        return tl::unexpected(
            fmt::format("can't write {}: {}; make room for it, nothing that was recorded is lost, "
                        "and the same command goes on",
                        file.string(), std::generic_category().message(written.error().code)));
    }
    return {};
}

// A file that is published has a temporary name at first (os::write_file_atomically): its own, a dot and six
// letters. Who is killed in that moment leaves it. The lock says that nobody is at it now.
void remove_left_overs(const fs::path& folder, const std::vector<std::string>& names) {
    constexpr std::size_t ending = 7;
    std::error_code error;
    std::vector<fs::path> left;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name.size() > ending && name[name.size() - ending] == '.' &&
            std::ranges::find(names, name.substr(0, name.size() - ending)) != names.end()) {
            left.push_back(entry->path());
        }
    }
    for (const fs::path& file : left) {
        fs::remove(file, error); // one that stays is no harm
    }
}

std::string figure(double value) {
    return fmt::format("{:.6g}", value);
}

} // namespace

Publisher::Publisher(Journal& journal, fs::path folder, std::vector<const report::Format*> formats,
                     judge::Machine here)
    : journal_(journal), folder_(std::move(folder)), formats_(std::move(formats)), here_(std::move(here)) {}

Done Publisher::publish_students_of(const std::string& key) {
    const auto folders = journal_.folders_of(key);
    if (!folders) {
        return tl::unexpected(folders.error().message);
    }
    for (const std::string& folder : *folders) {
        if (auto done = publish_student(folder); !done) {
            return done;
        }
    }
    return {};
}

Done Publisher::publish_student(const std::string& folder) {
    const auto submissions = journal_.submissions_of(folder);
    if (!submissions) {
        return tl::unexpected(submissions.error().message);
    }
    if (std::ranges::none_of(*submissions, &Graded::done)) {
        return {};
    }
    const auto made = report_of(*submissions, here_);
    if (!made) {
        return tl::unexpected(made.error());
    }
    const fs::path place = folder_ / "students" / folder;
    if (auto done = write_if_other(place / "result.json", made->json); !done) {
        return done;
    }
    for (const report::Format* format : formats_) {
        if (auto done = write_if_other(place / file_name_of_report(*format), format->write(made->report));
            !done) {
            return done;
        }
    }
    return {};
}

Done Publisher::publish_table() {
    std::string table = csv_row({"student", "exercise", "verdict", "reason", "score", "message", "seconds",
                                 "submission", "results", "attempt"});
    const auto seen = journal_.for_each_submission([&](const Graded& graded) {
        const Submission& submission = graded.submission;
        table += csv_row({csv_text(submission.student), csv_text(submission.exercise),
                          graded.done ? graded.verdict : "waiting", graded.reason,
                          graded.score ? figure(*graded.score) : "", csv_text(graded.message),
                          graded.attempt.empty() ? "" : figure(graded.seconds), csv_text(submission.path),
                          csv_text("students/" + submission.folder), graded.attempt});
        return true;
    });
    return seen ? write_if_other(folder_ / "results.csv", table) : tl::unexpected(seen.error().message);
}

Done Publisher::publish_overview() {
    const auto page = overview_page(journal_, formats_);
    return page ? write_if_other(folder_ / "index.html", *page) : tl::unexpected(page.error().message);
}

Done Publisher::publish() {
    std::vector<std::string> names{"result.json"};
    for (const report::Format& format : report::formats()) {
        names.push_back(file_name_of_report(format));
    }
    std::string last;
    Done done;
    const auto seen = journal_.for_each_submission([&](const Graded& graded) {
        if (graded.submission.folder != last) {
            last = graded.submission.folder;
            remove_left_overs(folder_ / "students" / last, names);
            done = publish_student(last);
        }
        return done.has_value();
    });
    if (!seen) {
        return tl::unexpected(seen.error().message);
    }
    remove_left_overs(folder_, {"results.csv", "index.html"});
    return done.and_then([this] { return publish_table(); }).and_then([this] { return publish_overview(); });
}

Done tell_grade_json(Journal& journal, const judge::Machine& here,
                     const std::function<bool(std::string_view)>& write) {
    const std::string empty = report::grade_json(here, report::Json::array());
    const std::size_t open = empty.rfind(']'); // what follows it closes the object
    std::string_view before = "\n    ";
    std::string fault;
    bool goes_on = write(empty.substr(0, open));
    const auto seen = journal.for_each_submission([&](const Graded& graded) {
        if (!graded.done || !goes_on) {
            return goes_on;
        }
        try {
            std::string line = report::to_line(result_of(graded));
            line.pop_back();
            goes_on = write(before) && write(line);
            before = ",\n    ";
        } catch (const std::exception& what) {
            fault = what.what();
            goes_on = false;
        }
        return goes_on;
    });
    if (!seen || !fault.empty()) {
        return tl::unexpected(seen ? fmt::format("the journal holds a result that can't be read ({})", fault)
                                   : seen.error().message);
    }
    if (!goes_on || !write(before.starts_with(',') ? "\n  " : "") || !write(empty.substr(open))) {
        return tl::unexpected(std::string("can't write the result to standard output"));
    }
    return {};
}

} // namespace gilkit::batch
