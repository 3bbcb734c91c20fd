// What comes before the gradings of a batch. Each step tells on stderr what it objects to.
#pragma once

#include "batch/journal/journal.hpp"
#include "batch/journal/lock.hpp"
#include "batch/slurm/engine.hpp"
#include "content/model.hpp"

#include <tl/expected.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::cli {

struct BatchArguments {
    std::string folder;
    std::string exercise;
    std::string out;
    std::vector<std::string> formats;
    std::optional<std::size_t> jobs;
    std::string python = "python3";
    std::string require_tier;
    std::string engine = "local";
    std::string slurm_options;
    bool status = false;
    bool anew = false;

    bool on_cluster() const { return engine == "slurm"; }
    bool tells_json() const { return std::ranges::find(formats, "json") != formats.end(); }
};

// An exit code where something ended it; its words are on stderr already.
template<typename T>
using OrExit = tl::expected<T, int>;

// Says why on stderr, and returns the code.
int stop(int code, const std::string& message);

// --out, or DIR-graded beside DIR; empty where neither is named.
std::filesystem::path results_folder(const BatchArguments& arguments);

// The exercise that all submissions are for; null: folders name theirs.
OrExit<const content::Exercise*> exercise_for(const content::Course& course, const std::string& name);
// All that submissions could be for.
std::vector<const content::Exercise*> exercises_of(const content::Course& course,
                                                   const content::Exercise* only);

// Makes the folder of results. It is ours alone as long as the lock lives.
OrExit<batch::Lock> take_folder(const std::filesystem::path& out);
OrExit<batch::Journal> open_journal(const std::filesystem::path& out, bool anew);

// Puts down what there is to grade, for the Python of that identity. An exit code, or nothing.
std::optional<int> take_in(batch::Journal& journal, const content::Course& course,
                           const content::Exercise* exercise, const BatchArguments& arguments,
                           const std::filesystem::path& out, const std::string& python);

// What --engine slurm is asked for. `python`: the identity of the submissions' interpreter.
batch::slurm::ClusterOptions cluster_options(const BatchArguments& arguments,
                                             const std::filesystem::path& out,
                                             const std::filesystem::path& kit, const std::string& python);

} // namespace gilkit::cli
