// What the program may open where no file system of its own can be made: Landlock (landlock(7)).
#pragma once

#include "plan.hpp"

namespace gilkit::init {

// From here on this thread and what it starts read and run only what the plan lets be read, write only what
// it lets be written, use no TCP, and, where the kernel knows how (6.12), reach no process and no abstract
// socket outside. False with errno when it can't be had.
bool restrict_files(const Plan& plan);

} // namespace gilkit::init
