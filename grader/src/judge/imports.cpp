#include "judge/imports.hpp"

#include "judge/explain.hpp"
#include "judge/watched_box.hpp"
#include "sandbox/box.hpp"

#include <fmt/format.h>

namespace gilkit::judge {

tl::expected<bool, JudgeError> check_imports(const Grading& grading) {
    const content::Exercise& exercise = grading.exercise;
    grading.tell("importing it");
    const sandbox::BoxSpec spec = grading.boxes.submission();
    auto box = sandbox::Box::start(spec);
    if (!box) {
        return tl::unexpected(from_failure(box.error()));
    }
    WatchedBox watched(*box, spec);
    const auto loaded = watched.load(exercise.limits.time_s);
    if (!loaded) {
        return tl::unexpected(from_failure(loaded.error()));
    }
    // Told before the box is taken down, which takes a moment.
    if (loaded->ending != sandbox::Ending::loaded || watched.fault() != RunFault::none) {
        grading.result.output = box->output();
        explain_failed_run(grading.result, exercise, *loaded, watched.fault(), exercise.limits.time_s,
                           "imports");
        grading.settle_all();
        return false;
    }
    grading.settle({"imports",
                    CheckStatus::passed,
                    fmt::format("It can be imported, and defines {}().", exercise.function),
                    {},
                    {}});
    return true;
}

} // namespace gilkit::judge
