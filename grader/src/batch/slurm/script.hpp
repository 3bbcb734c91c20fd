// What Slurm starts for each task, and by which exit codes it tells why a node can't do its work.
#pragma once

#include <filesystem>
#include <string>

namespace gilkit::batch::slurm {

constexpr int exit_no_plan = 90;   // the folder of results is not on this node
constexpr int exit_no_gilkit = 91; // nor is this program
constexpr int exit_unfit = 92;     // something else is missing here; the task's log says what

// A shell script with one argument, the number of the job. Its stderr becomes the task's log.
std::string task_script(const std::filesystem::path& plan, const std::filesystem::path& gilkit,
                        const std::filesystem::path& kit);

} // namespace gilkit::batch::slurm
