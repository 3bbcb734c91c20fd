// A lesson's programs, run on the learner's own machine and Python.
#pragma once

#include "content/model.hpp"
#include "gil/recording.hpp"
#include "judge/lesson_run.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gilkit::learn {

struct RunHere {
    nlohmann::ordered_json recording; // as one of observed.json
    gil::Recording timeline;          // of the broken program
    std::optional<std::size_t> right; // the choice that holds here
    std::string why_none;             // why none can be named
};

// Told what goes on, and the output of the broken program as soon as it is there.
struct RunListener {
    std::function<void(std::string_view what)> progress;
    std::function<void(const nlohmann::ordered_json& recording)> broken_printed;
};

tl::expected<RunHere, judge::LessonError> run_here(const content::Lesson& lesson,
                                                   const judge::Interpreter& interpreter,
                                                   const std::filesystem::path& runner,
                                                   const RunListener& listener);

} // namespace gilkit::learn
