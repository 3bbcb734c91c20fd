// Where this kit's files are, and its course.
#pragma once

#include "content/load.hpp"
#include "judge/grade.hpp"
#include "judge/interpreter.hpp"
#include "judge/result.hpp"
#include "sandbox/enclosure/tier.hpp"

#include <tl/expected.hpp>

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::cli {

struct Kit {
    std::filesystem::path root; // holds lessons/, exercises/, solutions/, grader/ and site/
    bool installed = false;     // by cmake --install or a package: nobody works in it

    std::filesystem::path runner() const { return root / "grader" / "runner" / "runner.py"; }
};

// $GILKIT_ROOT, which ./gilkit sets; else the one that is installed with this program; else the nearest
// folder above the program that holds a course. Tells on stderr why when there is none.
std::optional<Kit> find_kit();

struct KitAndCourse {
    Kit kit;
    content::Course course;
};

// The kit and its course; nullopt, with the reason or every fault in the course on stderr.
std::optional<KitAndCourse> load_kit(const content::LoadOptions& options);

// The student interpreter for --python, or why not on stderr and the exit code.
tl::expected<judge::Interpreter, int> student_interpreter(const std::string& name);
// The same of any Python, too old ones included.
tl::expected<judge::AskedInterpreter, int> any_interpreter(const std::string& name);

// The interpreter that the site generator and the build of native submissions run in, by path.
std::string tool_python();

// How submissions are boxed on this machine, so that they never see the kit's solutions; nullopt: nothing is
// hidden. $GILKIT_TIER: no better than that, to try what a weaker box does.
sandbox::Enclosure enclosure_for(const std::optional<Kit>& kit);

// The same; nullopt, with the reason on stderr, when that is weaker than the tier `required` (empty: any).
std::optional<sandbox::Enclosure> boxes_of_tier(const Kit& kit, const std::string& required);

// What submissions are graded with in these boxes, but for who is told of it.
judge::GradeOptions grade_options(const Kit& kit, const judge::Interpreter& interpreter,
                                  const sandbox::Enclosure& enclosure);

// Whether this machine gives to programs what these exercises promise them, with any box; with these boxes.
// Else the fault is on stderr: it must never be taken for a program's.
bool machine_is_ready(const std::vector<const content::Exercise*>& exercises);
bool places_are_ready(const sandbox::Enclosure& enclosure);

// Prints "gilkit: message" on stderr, as far as that takes it.
void complain(const std::string& message);

// Whether a result could be written to `output` (empty: yes), as far as that can be told beforehand; else
// the fault is on stderr. Nothing is left behind.
bool can_deliver(const std::string& output);

// Writes a command's result: to the descriptor `stream`, or to `output` when that is not empty. False, with
// the fault on stderr, when it can't be written (a full disk, a closed pipe).
bool deliver(const std::string& text, const std::string& output, int stream = STDOUT_FILENO);

} // namespace gilkit::cli
