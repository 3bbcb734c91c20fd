#include "cli/watch.hpp"

#include "cli/asides.hpp"
#include "cli/show.hpp"
#include "learn/practice/board.hpp"
#include "learn/practice/grading.hpp"
#include "learn/terminal/events.hpp"
#include "learn/watching/file_watch.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <system_error>

namespace gilkit::cli {

namespace {

using learn::Key;
using learn::KeyName;

std::string what_became_of(const learn::Change& change) {
    if (change.kind == learn::Change::Kind::missing) {
        return "is gone";
    }
    switch (change.why.code) {
    case EISDIR:
    case EINVAL:
        return "is no file any more";
    case EFBIG:
        return "is too large for a submission";
    default:
        return fmt::format("can't be read ({})", std::generic_category().message(change.why.code));
    }
}

class Watch {
public:
    Watch(const Learner& of, const content::Exercise& which, const judge::GradeOptions& with,
          bool line_by_line)
        : learner(of), exercise(which), options(with), target(learners_target(which, of.place)),
          plain(line_by_line), page(STDOUT_FILENO, plain),
          screen(STDOUT_FILENO, in_place(plain) ? learn::Drawing::in_place : learn::Drawing::line_by_line),
          file(target.file) {
        board.title = fmt::format("{} {} {}", exercise.id, page.pen().signs().separator, exercise.title);
        board.file = target.shown_as;
        board.watching = file.has_notices() ? "" : "press r if nothing happens: " + file.how();
    }

    WatchEnd run() {
        auto opened = ::isatty(STDIN_FILENO) == 1 ? learn::Keyboard::open() : tl::unexpected(os::Error{});
        std::optional<learn::Keyboard> keyboard;
        if (opened) {
            keyboard.emplace(*std::move(opened));
        }
        learn::Events events(keyboard ? &*keyboard : nullptr, screen);
        keep([&](learn::Progress& progress) { progress.current = exercise.id; });
        grade();
        for (draw(); !end; draw()) {
            enum : std::size_t { news, verdict, save };
            const std::array<learn::Source, 3> sources{
                learn::Source{grading ? grading->news_fd() : -1},
                learn::Source{grading ? grading->end_fd() : -1},
                learn::Source{file.poll_fd(), file.due_ns()},
            };
            const auto event = events.next(learn::never_ns, sources);
            if (!event) {
                complain(event.error().to_string());
                return WatchEnd::broke;
            }
            if (std::holds_alternative<learn::Resized>(*event)) {
                page = Page(STDOUT_FILENO, plain);
            }
            if (std::holds_alternative<learn::Interrupted>(*event) ||
                std::holds_alternative<learn::Closed>(*event)) {
                end = WatchEnd::interrupted;
            } else if (const Key* const key = std::get_if<Key>(&*event)) {
                press(*key);
            } else if (const auto* const ready = std::get_if<learn::Ready>(&*event)) {
                switch (ready->source) {
                case news:
                    grading->take_news();
                    break;
                case verdict:
                    take_end();
                    break;
                default:
                    look_at_file();
                }
            }
        }
        grading.reset();
        screen.leave();
        return *end;
    }

private:
    static bool in_place(bool plain) { return !plain && learn::is_interactive(STDIN_FILENO, STDOUT_FILENO); }

    // Drawn, not printed: the screen is ours.
    void keep(const std::function<void(learn::Progress&)>& change) {
        board.notes = learner.try_keep(change);
        known.reset();
    }

    // ---- grading

    void grade() {
        grading.reset(); // calls off the one that is under way
        board.report.clear();
        board.extra.clear();
        board.checks.clear();
        board.passed = false;
        scrolled = 0;
        const auto source = read_submission(target);
        if (!source) {
            board.state = source.error();
            return;
        }
        auto started = learn::Grading::start(exercise, *source, target.shown_as, options, style());
        if (!started) {
            board.state = started.error().to_string();
            return;
        }
        grading = std::make_unique<learn::Grading>(*std::move(started));
        board.state = "";
    }

    report::TerminalStyle style() const {
        report::TerminalStyle made = report::terminal_style_for(STDOUT_FILENO);
        made.colour = page.pen().colour();
        return made;
    }

    void take_end() {
        auto taken = grading->take_end();
        if (taken && !*taken) {
            return; // not whole yet
        }
        const learn::GradingEnd result = taken ? **std::move(taken) : learn::GradingEnd{};
        grading.reset();
        if (!result.verdict) {
            board.state = os::interrupted() == 0 ? "The grading broke off; press r to try again." : "";
            return;
        }
        board.report = result.report;
        board.state = "";
        board.passed = *result.verdict == judge::Verdict::passed;
        if (*result.verdict != judge::Verdict::error) {
            keep(
                [&](learn::Progress& progress) { learn::note_verdict(progress, exercise.id, board.passed); });
        }
        if (board.passed) {
            board.extra = {page.pen().paint(report::Ink::good, "Press n for what comes next.")};
        }
    }

    void look_at_file() {
        const auto change = file.look();
        if (!change) {
            return;
        }
        switch (change->kind) {
        case learn::Change::Kind::saved:
        case learn::Change::Kind::saved_unchanged:
            grade();
            break;
        case learn::Change::Kind::missing:
        case learn::Change::Kind::unreadable:
            grading.reset();
            board.report.clear();
            board.checks.clear();
            board.state =
                fmt::format("{} {}. As soon as it can be read, it is graded; x puts the stub there.",
                            target.shown_as, what_became_of(*change));
        }
    }

    // ---- the screen

    void draw() {
        if (grading) {
            board.checks = grading->news().checks;
            if (screen.draws_in_place()) { // line by line it would be a line each time
                board.state =
                    grading->news().progress.empty() ? "grading" : "grading: " + grading->news().progress;
            }
        }
        const learn::UnitProgress done = progress_here();
        board.may_see_solution = done.passed() || !done.gave_up_at.empty();
        std::vector<std::string> lines = learn::lines_of(board, page.pen());
        const int room = screen.draws_in_place() ? screen.room() : static_cast<int>(lines.size());
        most_scrolled = std::max(0, static_cast<int>(lines.size()) - room);
        scrolled = std::clamp(scrolled, 0, most_scrolled);
        lines.erase(lines.begin(), lines.begin() + scrolled);
        board.is_longer = most_scrolled > 0;
        if (!screen.draw(lines, learn::keys_of(board, page.pen())) && os::interrupted() == 0) {
            end = WatchEnd::broke; // nobody sees it any more
        }
    }

    // Read once and after each change of ours: drawing goes on all the time.
    learn::UnitProgress progress_here() {
        if (!known) {
            known = learner.load_progress().progress.of(exercise.id);
        }
        return *known;
    }

    void show_extra(std::vector<std::string> lines) {
        // What was asked for is to be seen from its beginning, whatever is above it.
        board.extra.clear();
        scrolled = static_cast<int>(learn::lines_of(board, page.pen()).size());
        board.extra = std::move(lines);
    }

    // ---- keys

    void press(const Key& key) {
        if (confirming) {
            confirming = false;
            board.extra.clear();
            if (key == learn::character_key(U'y') || key == learn::character_key(U'Y')) {
                show_extra(reset_lines(learner, exercise, page.pen()));
            }
            return;
        }
        switch (key.name) {
        case KeyName::up:
            scrolled = std::max(0, scrolled - 1);
            return;
        case KeyName::down:
            ++scrolled;
            return;
        case KeyName::page_up:
            scrolled = std::max(0, scrolled - std::max(screen.room() - 1, 1));
            return;
        case KeyName::page_down:
            scrolled += std::max(screen.room() - 1, 1);
            return;
        case KeyName::home:
            scrolled = 0;
            return;
        case KeyName::end:
            scrolled = most_scrolled;
            return;
        case KeyName::escape:
            board.extra.clear();
            return;
        case KeyName::character:
            letter(key.character);
            return;
        default:
            return;
        }
    }

    void letter(char32_t character) {
        switch (character) {
        case U'q':
            end = WatchEnd::quit;
            break;
        case U'n':
            end = WatchEnd::next;
            break;
        case U'p':
            end = WatchEnd::previous;
            break;
        case U'r':
            grade();
            break;
        case U'h':
            hint();
            break;
        case U's':
            if (board.may_see_solution) {
                show_extra(solution_lines(target, page.pen()));
            }
            break;
        case U'l':
            show_extra(list_lines(learner, exercise.id, page.pen()));
            break;
        case U'?':
            show_extra(learn::all_keys(board, page.pen()));
            break;
        case U'x':
            confirming = true;
            show_extra({page.pen().paint(report::Ink::strong,
                                         "Put the stub in place of your file? A copy of it is kept."),
                        "y: yes   any other key: no"});
            break;
        default:
            break;
        }
    }

    void hint() {
        const int number = std::min(progress_here().hints + 1, static_cast<int>(exercise.hints.size()));
        show_extra(hint_lines(exercise, number, page.pen()));
        keep([&](learn::Progress& progress) {
            progress.units[exercise.id].hints = std::max(progress.units[exercise.id].hints, number);
        });
    }

    const Learner& learner;
    const content::Exercise& exercise;
    const judge::GradeOptions& options;
    Target target;
    bool plain;
    Page page;
    learn::Screen screen;
    learn::FileWatch file;
    learn::Board board;
    std::unique_ptr<learn::Grading> grading; // null: none goes on
    std::optional<learn::UnitProgress> known;
    std::optional<WatchEnd> end;
    int scrolled = 0; // lines above the first that is shown
    int most_scrolled = 0;
    bool confirming = false;
};

} // namespace

WatchEnd watch_exercise(const Learner& learner, const content::Exercise& exercise,
                        const judge::GradeOptions& options, bool plain) {
    return Watch(learner, exercise, options, plain).run();
}

} // namespace gilkit::cli
