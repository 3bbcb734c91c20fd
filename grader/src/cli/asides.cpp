#include "cli/asides.hpp"

#include "cli/show.hpp"
#include "learn/files.hpp"
#include "learn/reset.hpp"

#include <fmt/format.h>

namespace gilkit::cli {

std::vector<std::string> hint_lines(const content::Exercise& exercise, int number, const report::Pen& pen) {
    Page page(pen);
    page.title(fmt::format("Hint {} of {}", number, exercise.hints.size()));
    page.markdown(exercise.hints[static_cast<std::size_t>(number - 1)]);
    return page.take();
}

tl::expected<std::string, std::string> difference(const Target& mine, const report::Pen& pen) {
    constexpr int narrowest_side_by_side = 100; // columns; two programs below each other read better on fewer
    std::vector<std::string> line{"diff", "--expand-tabs"};
    if (pen.width() >= narrowest_side_by_side) {
        line.insert(line.end(), {"--side-by-side", fmt::format("--width={}", pen.width())});
    } else {
        line.insert(line.end(), {"--unified", "--label", "yours", "--label", "the solution"});
    }
    line.insert(line.end(), {"--", mine.file.string(), mine.exercise->solution.string()});
    auto said = learn::ask_program(std::move(line));
    constexpr int differ = 1;
    if (!said || said->status.signal != 0 || said->status.code > differ) {
        return tl::unexpected("can't compare it with " + mine.shown_as +
                              "; is the file there, and the program diff installed?");
    }
    return std::move(said->out);
}

std::vector<std::string> solution_lines(const Target& mine, const report::Pen& pen) {
    Page page(pen);
    page.title("A solution");
    const auto source = solution_of(*mine.exercise);
    if (!source) {
        page.line(source.error());
        return page.take();
    }
    page.code(*source, mine.exercise->solution);
    page.title("Yours, and the solution");
    if (const auto lines = difference(mine, pen)) {
        page.preformatted(*lines);
    } else {
        page.line(lines.error());
    }
    return page.take();
}

std::vector<std::string> list_lines(const Learner& learner, const std::string& here, const report::Pen& pen) {
    const learn::Progress progress = learner.load_progress().progress;
    std::vector<std::string> lines;
    for (const content::Unit& unit : learner.course.units) {
        const bool done = learn::is_done(unit, progress);
        lines.push_back(fmt::format("{} {} {}", done ? pen.paint(report::Ink::good, pen.signs().passed) : " ",
                                    unit.id == here ? ">" : " ", unit.id));
    }
    return lines;
}

std::vector<std::string> reset_lines(const Learner& learner, const content::Exercise& exercise,
                                     const report::Pen& pen) {
    const auto plan = learn::plan_reset(exercise, learner.place);
    const auto done = plan ? learn::carry_out(*plan, exercise, learner.place) : tl::unexpected(plan.error());
    Page page(pen);
    if (!done) {
        page.line(done.error());
    } else if (done->backup.empty()) {
        page.line("The stub is back.");
    } else {
        page.line(fmt::format("The stub is back. Yours is kept as {}", done->backup.string()));
    }
    return page.take();
}

} // namespace gilkit::cli
