// The Python module `gilkit`: converts values, translates errors and releases the GIL; no logic.
//
// Ownership: a Course owns everything below it. The objects that Python gets for its parts are views
// into it, and each keeps the Course alive.

#include "content/load.hpp"
#include "content/model.hpp"
#include "report/timeline/timeline.hpp"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace py = pybind11;

namespace {

using namespace gilkit::content;

std::string name_of(const std::filesystem::path& path) {
    return path.filename().string();
}

[[noreturn]] void raise_content_error(const py::object& type, const Diagnostics& diagnostics) {
    py::list lines;
    std::string message;
    for (const Diagnostic& diagnostic : diagnostics) {
        const std::string line = diagnostic.to_string();
        lines.append(line);
        message += message.empty() ? line : '\n' + line;
    }
    const py::object error = type(message);
    error.attr("diagnostics") = lines;
    PyErr_SetObject(type.ptr(), error.ptr());
    throw py::error_already_set();
}

py::object define_content_error(py::module_& module) {
    const char* doc = "The course is wrong. `diagnostics` lists every fault as \"file:line: fault; action\".";
    auto type = py::reinterpret_steal<py::object>(
        PyErr_NewExceptionWithDoc("gilkit.ContentError", doc, PyExc_Exception, nullptr));
    if (!type) {
        throw py::error_already_set();
    }
    module.attr("ContentError") = type;
    return type;
}

void define_lesson(py::module_& module) {
    py::class_<Section>(module, "Section", "One section of a lesson.")
        .def_readonly("title", &Section::title, "As in the form: \"Mental Model\".")
        .def_readonly("slug", &Section::slug, "\"mental-model\"")
        .def_readonly("markdown", &Section::markdown, "The text below the heading, references replaced.");

    py::class_<Program>(module, "Program", "One of the two programs of a lesson.")
        .def_property_readonly(
            "file", [](const Program& program) { return name_of(program.file); }, "The file's name.")
        .def_readonly("source", &Program::source)
        .def_readonly("prints", &Program::prints, "The lines it prints; {name} stands for a number.");

    py::class_<SecondFix>(module, "SecondFix",
                          "Another way to repair the program, which takes more than Python.")
        .def_property_readonly(
            "file", [](const SecondFix& fix) { return name_of(fix.file); }, "The file's name.")
        .def_readonly("source", &SecondFix::source)
        .def_readonly("summary", &SecondFix::summary, "What it does, and what it needs.");

    py::class_<Choice>(module, "Choice", "One answer to a prediction's question.")
        .def_readonly("text", &Choice::text)
        .def_readonly("because", &Choice::because, "Why one might think so.")
        .def_readonly("when", &Choice::when, "The measured condition under which it is right.")
        .def_readonly("right", &Choice::right, "Whether `when` holds in the recording that is shown.");

    py::class_<Prediction>(module, "Prediction", "What the learner is asked before the output is shown.")
        .def_readonly("question", &Prediction::question)
        .def_readonly("choices", &Prediction::choices);

    py::class_<Lesson>(module, "Lesson", "A lesson, ready to be shown.")
        .def_readonly("id", &Lesson::id)
        .def_readonly("number", &Lesson::number, "1-based position among the lessons.")
        .def_property_readonly(
            "folder", [](const Lesson& lesson) { return name_of(lesson.folder); }, "The folder's name.")
        .def_readonly("title", &Lesson::title)
        .def_readonly("summary", &Lesson::summary)
        .def_readonly("sections", &Lesson::sections, "The ten of the form, in order.")
        .def_readonly("broken", &Lesson::broken)
        .def_readonly("fixed", &Lesson::fixed)
        .def_readonly("second_fix", &Lesson::second_fix)
        .def_readonly("prediction", &Lesson::prediction)
        .def_readonly("observed_json", &Lesson::observed_json,
                      "The recordings, as the JSON text of the file.");
}

void define_exercise(py::module_& module) {
    py::class_<Exercise>(module, "Exercise", "An exercise, as the learner meets it.")
        .def_readonly("id", &Exercise::id)
        .def_readonly("number", &Exercise::number, "1-based position among the exercises.")
        .def_property_readonly(
            "folder", [](const Exercise& exercise) { return name_of(exercise.folder); }, "The folder's name.")
        .def_readonly("title", &Exercise::title)
        .def_readonly("summary", &Exercise::summary)
        .def_property_readonly(
            "kind", [](const Exercise& exercise) { return std::string(kind_of(exercise.requirement)); },
            "As it stands in exercise.toml: \"cpu\".")
        .def_readonly("function", &Exercise::function, "The name that a submission must define.")
        .def_readonly("readme", &Exercise::readme, "Markdown.")
        .def_readonly("hints", &Exercise::hints,
                      "Markdown, each with its heading, from nudge to near-solution.")
        .def_property_readonly(
            "stub", [](const Exercise& exercise) { return name_of(exercise.stub); },
            "The stub file's name: submission.py or submission.cpp.")
        .def_readonly("stub_source", &Exercise::stub_source, "The text of that file.")
        .def_property_readonly(
            "workers", [](const Exercise& exercise) { return exercise.workers; },
            "How many workers the submission is told that it has.")
        .def_property_readonly(
            "speedup",
            [](const Exercise& exercise) {
                const auto* const asked = parallel_work_of(exercise.requirement);
                return asked != nullptr ? std::optional(asked->speedup) : std::nullopt;
            },
            "What is asked for on that many idle cores; None for a kind that asks for none.");
}

void define_course(py::module_& module) {
    constexpr auto view = py::return_value_policy::reference_internal;
    py::class_<Unit>(module, "Unit", "A step of the course: a lesson, an exercise or both.")
        .def_readonly("id", &Unit::id, "Stable for ever.")
        .def_readonly("aliases", &Unit::aliases, "Ids that this unit had before.")
        .def_property_readonly(
            "lesson", [](const Unit& unit) { return unit.lesson ? &*unit.lesson : nullptr; }, view)
        .def_property_readonly(
            "exercise", [](const Unit& unit) { return unit.exercise ? &*unit.exercise : nullptr; }, view);

    py::class_<Course>(module, "Course", "The whole course, validated.")
        .def_readonly("title", &Course::title)
        .def_property_readonly(
            "root", [](const Course& course) { return course.root.string(); },
            "The folder that holds lessons/, exercises/ and solutions/, as an absolute path.")
        .def_readonly("units", &Course::units, "In teaching order.");
}

} // namespace

PYBIND11_MODULE(gilkit, module) {
    module.doc() = "The course, as gilkit's own loader reads and validates it, and pictures of timelines.";
    module.attr("__version__") = GILKIT_VERSION;

    const py::object content_error = define_content_error(module);
    define_lesson(module);
    define_exercise(module);
    define_course(module);

    module.def(
        "load_course",
        [content_error](const std::filesystem::path& root) {
            auto course = [&root] {
                const py::gil_scoped_release release;
                return load_course(root);
            }();
            if (!course) {
                raise_content_error(content_error, course.error());
            }
            return std::move(*course);
        },
        py::arg("root"),
        "Reads and validates the course under `root`; raises ContentError with every fault.");

    module.def(
        "timeline_svg",
        [](const std::string& timeline, const std::string& title) {
            auto picture = [&] {
                const py::gil_scoped_release release;
                return gilkit::report::timeline_svg_of_json(timeline, title);
            }();
            if (!picture) {
                throw py::value_error(picture.error());
            }
            return std::move(*picture);
        },
        py::arg("timeline"), py::arg("title"),
        "The SVG picture of a timeline: the JSON text of the \"timeline\" in a report of gilkit measure. "
        "Raises "
        "ValueError, which names the place of the fault.");
}
