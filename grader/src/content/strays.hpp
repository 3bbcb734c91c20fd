// Files in the course's folders that belong to nothing.
#pragma once

#include "content/model.hpp"

namespace gilkit::content {

// What lies in the folders of these units and is no part of a lesson or an exercise, without hidden files and
// Python's own __pycache__. The loader lets it be, because a learner may well keep notes beside a submission;
// in what is published it is a forgotten file, or one whose name is misspelt.
Diagnostics find_strays(const Course& course, const std::vector<const Unit*>& units);

} // namespace gilkit::content
