#include "cli/shared_options.hpp"

namespace gilkit::cli {

void add_python_option(CLI::App& command, std::string& python, const std::string& what) {
    command.add_option("--python", python, what + " (default: python3)")->type_name("PATH");
}

void add_tier_option(CLI::App& command, std::string& tier, const std::string& what) {
    command.add_option("--require-tier", tier, what)
        ->type_name("TIER")
        ->check(CLI::IsMember({"A", "B", "C", "D"}).description(""));
}

} // namespace gilkit::cli
