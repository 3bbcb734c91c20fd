#include "batch/slurm/script.hpp"

#include <fmt/format.h>

#include <string_view>

namespace gilkit::batch::slurm {

namespace {

// As one word of a shell's, whatever it holds.
std::string shell_word(std::string_view text) {
    std::string word = "'";
    for (const char character : text) {
        if (character == '\'') {
            word += "'\\''";
        } else {
            word += character;
        }
    }
    return word + "'";
}

} // namespace

std::string task_script(const std::filesystem::path& plan, const std::filesystem::path& gilkit,
                        const std::filesystem::path& kit) {
    return fmt::format(
        "#!/bin/sh\n"
        "# A task of a `gilkit batch --engine slurm`.\n"
        "plan={}\n"
        "gilkit={}\n"
        "[ -r \"$plan/plan.json\" ] || exit {}\n"
        "[ -x \"$gilkit\" ] || exit {}\n"
        "GILKIT_ROOT={}\n"
        "export GILKIT_ROOT\n"
        "exec \"$gilkit\" batch-task \"$plan\" \"$1\" 2>>\"$plan/logs/$1.$SLURM_ARRAY_TASK_ID\"\n",
        shell_word(plan.string()), shell_word(gilkit.string()), exit_no_plan, exit_no_gilkit,
        shell_word(kit.string()));
}

} // namespace gilkit::batch::slurm
