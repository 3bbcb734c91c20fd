#include "cli/batch_setup.hpp"

#include "batch/identity.hpp"
#include "batch/intake/intake.hpp"
#include "batch/similar/alike.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/own_files.hpp"
#include "content/text.hpp"
#include "os/signals.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <map>
#include <system_error>
#include <utility>

namespace gilkit::cli {

namespace fs = std::filesystem;

int stop(int code, const std::string& message) {
    complain(message);
    return code;
}

fs::path results_folder(const BatchArguments& arguments) {
    if (!arguments.out.empty()) {
        return arguments.out;
    }
    std::error_code error;
    const fs::path whole = fs::weakly_canonical(arguments.folder, error);
    if (arguments.folder.empty() || error) {
        complain("name the folder of submissions, or that of the results with --out");
        return {};
    }
    fs::path folder = whole.has_filename() ? whole : whole.parent_path();
    return folder += "-graded";
}

OrExit<const content::Exercise*> exercise_for(const content::Course& course, const std::string& name) {
    if (name.empty()) {
        return nullptr;
    }
    if (const content::Unit* const unit = course.find(name); unit != nullptr && unit->exercise) {
        return &*unit->exercise;
    }
    std::vector<std::string> known;
    for (const content::Unit& unit : course.units) {
        if (unit.exercise) {
            known.push_back(unit.id);
        }
    }
    return tl::unexpected(
        stop(exit_usage, fmt::format("there is no exercise '{}'; {}", name,
                                     content::did_you_mean(name, known, "see gilkit list"))));
}

std::vector<const content::Exercise*> exercises_of(const content::Course& course,
                                                   const content::Exercise* only) {
    std::vector<const content::Exercise*> exercises;
    for (const content::Unit& unit : course.units) {
        if (unit.exercise && (only == nullptr || &*unit.exercise == only)) {
            exercises.push_back(&*unit.exercise);
        }
    }
    return exercises;
}

OrExit<batch::Lock> take_folder(const fs::path& out) {
    std::error_code error;
    fs::create_directories(out, error);
    if (error) {
        return tl::unexpected(
            stop(exit_grader_broke, fmt::format("can't make the folder {}: {}; name another one with "
                                                "--out",
                                                out.string(), error.message())));
    }
    auto lock = batch::Lock::take(out / "batch.lock");
    if (!lock) {
        return tl::unexpected(
            stop(exit_grader_broke, lock.error().to_string() + "; name another folder with --out"));
    }
    if (!*lock) {
        return tl::unexpected(
            stop(exit_usage,
                 fmt::format("another gilkit batch (process {}) works in {}; wait for it, see how far it "
                             "is with --status, or name another folder with --out",
                             batch::Lock::owner(out / "batch.lock"), out.string())));
    }
    return **std::move(lock);
}

OrExit<batch::Journal> open_journal(const fs::path& out, bool anew) {
    auto journal = batch::Journal::open(out);
    if (journal && anew) {
        if (auto forgotten = journal->forget_gradings(); !forgotten) {
            journal = tl::unexpected(forgotten.error());
        }
    }
    if (!journal) {
        return tl::unexpected(
            stop(journal.error().kind == batch::JournalFault::Kind::newer ? exit_usage : exit_grader_broke,
                 journal.error().message));
    }
    if (journal->abandoned() > 0) {
        complain(journal->abandoned() == 1
                     ? "1 grading was cut short the last time and is made again"
                     : fmt::format("{} gradings were cut short the last time and are made again",
                                   journal->abandoned()));
    }
    return *std::move(journal);
}

namespace {

// What makes the keys: asked once for each exercise.
class Keys {
public:
    explicit Keys(std::string interpreter) : interpreter_(std::move(interpreter)) {}

    tl::expected<std::string, std::string> operator()(const content::Exercise& exercise,
                                                      const std::string& source) {
        auto known = exercises_.find(exercise.id);
        if (known == exercises_.end()) {
            auto identity = batch::identity_of(exercise);
            if (!identity) {
                return tl::unexpected(identity.error());
            }
            known = exercises_.emplace(exercise.id, *std::move(identity)).first;
        }
        return batch::key_of(source, known->second, interpreter_);
    }

private:
    std::string interpreter_;
    std::map<std::string, std::string> exercises_;
};

} // namespace

batch::slurm::ClusterOptions cluster_options(const BatchArguments& arguments, const fs::path& out,
                                             const fs::path& kit, const std::string& python) {
    batch::slurm::ClusterOptions options;
    options.wishes = CLI::detail::split_up(arguments.slurm_options);
    options.out = fs::absolute(out);
    options.kit = fs::absolute(kit);
    options.interpreter = python;
    options.require_tier = arguments.require_tier;
    options.gradings = arguments.jobs;
    options.anew = arguments.anew;
    return options;
}

std::optional<int> take_in(batch::Journal& journal, const content::Course& course,
                           const content::Exercise* exercise, const BatchArguments& arguments,
                           const fs::path& out, const std::string& python) {
    Keys keys(python);
    batch::Fingerprinter fingerprinter(journal);
    batch::IntakeOptions options;
    options.archive_program = own_files().archive;
    options.folder = arguments.folder;
    options.results = out;
    options.exercise = exercise;
    options.key = [&](const content::Exercise& of, const std::string& source) { return keys(of, source); };
    options.on_source = [&](const content::Exercise& of, const std::string& source,
                            const std::string& bytes) { return fingerprinter.keep(of, source, bytes); };
    const auto taken = batch::take_in(journal, course, options);
    if (os::interrupted() != 0) {
        return stop(exit_interrupted, "interrupted; the same command goes on where it was");
    }
    if (!taken) {
        return stop(exit_grader_broke, taken.error());
    }
    if (taken->entries == 0) {
        return stop(exit_usage,
                    fmt::format("there is nothing in {}; it should hold a folder, an archive or a file for "
                                "each student",
                                arguments.folder));
    }
    for (const std::string& note : taken->notes) {
        complain(note);
    }
    return std::nullopt;
}

} // namespace gilkit::cli
