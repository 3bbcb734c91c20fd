// What init and update say of a workspace.
#pragma once

#include "cli/kit.hpp"
#include "learn/workspace/workspace.hpp"

#include <string>

namespace gilkit::cli {

// How gilkit is called: the clone's ./gilkit, by its path, or "gilkit" where it is installed.
std::string command_of(const Kit& kit);

int exercises_in(const content::Course& course);

// A line for each file, and what to do about those that were left alone.
std::string in_words(const learn::Handed& handed, const learn::Workspace& workspace,
                     const content::Course& course);

} // namespace gilkit::cli
