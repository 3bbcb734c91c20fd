#include "learn/lesson/run_here.hpp"

#include "learn/progress/progress.hpp"

#include <fmt/format.h>

namespace gilkit::learn {

tl::expected<RunHere, judge::LessonError> run_here(const content::Lesson& lesson,
                                                   const judge::Interpreter& interpreter,
                                                   const std::filesystem::path& runner,
                                                   const RunListener& listener) {
    const auto room = judge::LessonRunner::create(interpreter, runner);
    if (!room) {
        return tl::unexpected(room.error());
    }
    constexpr std::size_t date_length = 10; // "2026-11-30"
    RunHere here;
    here.recording = room->new_recording(time_stamp().substr(0, date_length));
    auto& programs = here.recording["programs"];
    const auto name_of = [](const content::Program& program) { return program.file.filename().string(); };

    listener.progress(fmt::format("running {}", name_of(lesson.broken)));
    auto broken = room->run(lesson.broken, &here.timeline);
    if (!broken) {
        return tl::unexpected(broken.error());
    }
    programs["broken"] = *broken;
    listener.broken_printed(here.recording);

    listener.progress(
        fmt::format("running {} again, to see how many cores it asks for", name_of(lesson.broken)));
    if (auto added = room->add_demand(lesson.broken, *broken); !added) {
        return tl::unexpected(added.error());
    }
    programs["broken"] = *std::move(broken);
    listener.progress(fmt::format("running {}", name_of(lesson.fixed)));
    auto fixed = room->run(lesson.fixed);
    if (!fixed) {
        return tl::unexpected(fixed.error());
    }
    listener.progress(
        fmt::format("running {} again, to see how many cores it asks for", name_of(lesson.fixed)));
    if (auto added = room->add_demand(lesson.fixed, *fixed); !added) {
        return tl::unexpected(added.error());
    }
    programs["fixed"] = *std::move(fixed);

    const auto right = judge::right_choice(lesson.prediction, here.recording);
    if (right) {
        here.right = *right;
    } else {
        here.why_none = right.error();
    }
    return here;
}

} // namespace gilkit::learn
