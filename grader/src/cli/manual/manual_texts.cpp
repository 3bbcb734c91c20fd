#include "cli/manual/manual_texts.hpp"

#include "cli/exit_code.hpp"

#include <array>

namespace gilkit::cli::manual {

namespace {

constexpr std::array<std::string_view, 3> paragraphs{
    "gilkit teaches by a course of short lessons. Each asks what a program will do, runs it, and explains "
    "what "
    "happened; most have an exercise, which is solved in an editor and graded here.",
    "A grading does not go by the clock on the wall. It asks the kernel how many cores' worth of work the "
    "program "
    "asked for at a time, and looks at the GIL from outside; so a verdict is the same on a busy machine and "
    "on a "
    "small one. What the machine can't show is inconclusive, never failed. Submissions run in a box of their "
    "own.",
    "The same measurements are to be had of any program: see `gilkit measure`.",
};

static_assert(exit_ok == 0 && exit_failed == 1 && exit_usage == 2 && exit_grader_broke == 3 &&
              exit_inconclusive == 4 && exit_interrupted == 130);
constexpr std::array codes{
    Explained{"0", "All went well: what was graded has passed, what was asked for is done."},
    Explained{"1", "A submission failed, or does not hold what it should."},
    Explained{"2", "Wrong usage, or a fault in the course."},
    Explained{"3", "gilkit itself failed; this is never a learner's fault."},
    Explained{"4", "Nothing failed, but something is inconclusive."},
    Explained{"130", "Interrupted. Nothing was left running."},
};

constexpr std::array variables{
    Explained{"GILKIT_ROOT",
              "The folder that holds the course. `./gilkit` sets it; without it gilkit takes the course that "
              "it was installed with, or looks in the folders above its program."},
    Explained{"GILKIT_TIER",
              "`A`, `B`, `C` or `D`: box submissions no better than that, to try what a weaker box does."},
    Explained{
        "GILKIT_TOOL_PYTHON",
        "The Python that builds the website and compiles submissions in C++, instead of the one that gilkit "
        "was built with."},
    Explained{"GILKIT_SKIP_PACKAGES",
              "Set to anything, it keeps `./gilkit` from looking for missing packages before it builds."},
    Explained{
        "GITHUB_STEP_SUMMARY",
        "The file that a report in the format github appends its summary to, beside its annotations. GitHub "
        "sets it in each step of a workflow."},
    Explained{"NO_COLOR", "Set to anything, there are no colours. Every state has a symbol as well."},
    Explained{"TERM", "Where it is `dumb` there are neither colours nor a line that tells of progress."},
    Explained{"COLUMNS, LINES",
              "How wide reports are, and how high the screen, where the terminal is not asked."},
    Explained{
        "LC_ALL, LC_CTYPE, LANG",
        "The first that is set says which letters there are: without UTF-8 pictures are drawn in ASCII."},
    Explained{"PATH", "Where Pythons, compilers and `bwrap` are looked for."},
    Explained{"HOME, XDG_STATE_HOME, XDG_CACHE_HOME, XDG_DATA_HOME",
              "Where your progress and the cache are (see FILES), and Pythons that version managers have "
              "installed."},
    Explained{"XDG_CONFIG_HOME",
              "Handed on to git, which shows differences and merges files; it finds its settings there."},
    Explained{"PYENV_ROOT, UV_PYTHON_INSTALL_DIR, ASDF_DATA_DIR, MISE_DATA_DIR",
              "Where those version managers keep their Pythons, if not at the usual place."},
    Explained{"TMPDIR", "Where temporary folders are made. Nothing stays in them."},
};

constexpr std::array places{
    Explained{"lessons/course.toml",
              "The course: its units in their order, with their ids. This and the next three "
              "lie in the folder that GILKIT_ROOT names; where gilkit is installed as "
              "/usr/bin/gilkit, in /usr/share/gilkit."},
    Explained{"lessons/", "The lessons: their texts, programs, and what was recorded of them."},
    Explained{"exercises/", "The exercises, each with the submission.py (or .cpp) that is yours to change."},
    Explained{"solutions/", "A worked solution for each."},
    Explained{"~/.local/state/gilkit/progress.json",
              "Your progress, outside of workspaces. In $XDG_STATE_HOME/gilkit, where that variable is set."},
    Explained{".gilkit/",
              "In a workspace that `gilkit init` has made: what makes it one, and your progress in it."},
    Explained{"~/.cache/gilkit/",
              "What `gilkit doctor` found out about this machine since it was started, and compiled "
              "reference modules. May be removed at any time."},
};

constexpr std::array<std::string_view, 6> pages{"bwrap(1)", "man(1)",  "python3(1)",
                                                "time(1)",  "proc(5)", "sched(7)"};

} // namespace

std::span<const std::string_view> description_paragraphs() {
    return paragraphs;
}

std::span<const Explained> exit_codes() {
    return codes;
}

std::span<const Explained> environment_variables() {
    return variables;
}

std::span<const Explained> files() {
    return places;
}

std::span<const std::string_view> other_pages() {
    return pages;
}

} // namespace gilkit::cli::manual
