#include "batch/engine.hpp"

#include "batch/digest.hpp"
#include "batch/journal/lock.hpp"
#include "batch/unit.hpp"
#include "os/clock.hpp"
#include "os/crew.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace gilkit::batch {

namespace {

// A place in the queue.
struct Wanted {
    std::string key;
    const content::Exercise* exercise = nullptr;
    int deaths = 0;
    bool alone = false; // while nothing else goes on
};

bool takes_turns(const Wanted& wanted) {
    return std::holds_alternative<content::ResponsiveRequirement>(wanted.exercise->requirement);
}

// Nothing when locks don't work there, and after an interruption.
std::shared_ptr<Lock> wait_for_turn(const std::filesystem::path& file) {
    constexpr std::int64_t pause_ns = 100 * os::ns_per_ms;
    while (os::interrupted() == 0) {
        auto lock = Lock::take(file);
        if (!lock) {
            break;
        }
        if (*lock) {
            return std::make_shared<Lock>(**std::move(lock));
        }
        (void)os::wait_for({}, os::monotonic_ns() + pause_ns);
    }
    return nullptr;
}

bool was_too_busy_for(const Outcome& outcome) {
    return outcome.result.verdict == judge::Verdict::inconclusive &&
           outcome.result.reason == judge::Reason::too_noisy;
}

// The journal of this machine.
class JournalDesk final : public Desk {
public:
    explicit JournalDesk(Journal& journal) : journal_(journal) {}

    bool is_done(const std::string& /*key*/) override { return false; }
    tl::expected<std::string, std::string> source_of(const std::string& key) override {
        return journal_.source_of(key).map_error(words);
    }
    tl::expected<void, std::string> begin(const std::string& attempt, const std::string& key) override {
        return journal_.begin_attempt(attempt, key, fmt::format("local:{}", ::getpid())).map_error(words);
    }
    tl::expected<void, std::string> end(const std::string& attempt, AttemptEnd end) override {
        return journal_.end_attempt(attempt, end).map_error(words);
    }
    tl::expected<void, std::string> hand_in(const Outcome& outcome, const std::string& /*bytes*/) override {
        return journal_.record(outcome).map([](bool) {}).map_error(words);
    }

private:
    static std::string words(const JournalFault& fault) { return fault.message; }
    Journal& journal_;
};

// One has its turn, and another one gets ready meanwhile. Where only two are graded at a time, that one would
// wait too often; and where locks don't work, it would not wait at all.
std::ptrdiff_t most_in_turn(const EngineOptions& options) {
    return options.jobs > 2 && Lock::take(options.turns) ? 2 : 1;
}

// What a crew is given to do, and what becomes of it.
class Engine {
public:
    Engine(Desk& desk, const EngineOptions& options)
        : desk_(desk), options_(options), grading_(options.grading), most_in_turn_(most_in_turn(options)) {
        grading_.take_turn = [file = options.turns] { return wait_for_turn(file); };
    }

    void add(Wanted wanted) {
        queue(std::move(wanted));
        ++wanted_;
    }

    tl::expected<void, std::string> run() {
        os::CrewHooks hooks;
        hooks.on_end = [this](std::size_t number, const std::string& bytes) { end(number, bytes); };
        hooks.should_stop = [this] { return !fault_.empty(); };
        tell();
        const auto ran = os::run_crew_on_demand([this] { return next(); }, options_.jobs, hooks);
        if (fault_.empty() && !ran) {
            fault_ = ran.error().to_string();
        }
        call_off();
        return fault_.empty() ? tl::expected<void, std::string>{} : tl::unexpected(fault_);
    }

private:
    struct UnderWay {
        Wanted wanted;
        Unit unit;
    };

    void queue(Wanted wanted) {
        (wanted.alone ? alone_ : takes_turns(wanted) ? in_turn_ : free_).push_back(std::move(wanted));
    }

    static bool in_turn(const std::pair<const std::size_t, UnderWay>& each) {
        return takes_turns(each.second.wanted);
    }

    // Those that take turns come first: otherwise they are what is left in the end, one after the other.
    std::deque<Wanted>& next_queue() {
        if (!in_turn_.empty() && std::ranges::count_if(under_way_, in_turn) < most_in_turn_) {
            return in_turn_;
        }
        return free_.empty() && under_way_.empty() ? alone_ : free_;
    }

    std::optional<Wanted> pick() {
        while (fault_.empty()) {
            std::deque<Wanted>& queue = next_queue();
            if (queue.empty()) {
                break;
            }
            Wanted wanted = std::move(queue.front());
            queue.pop_front();
            if (!desk_.is_done(wanted.key)) {
                return wanted;
            }
            ++made_;
        }
        return std::nullopt;
    }

    std::optional<os::CrewTask> next() {
        std::optional<Wanted> picked = pick();
        if (!picked) {
            tell();
            return std::nullopt;
        }
        Wanted wanted = *std::move(picked);
        auto source = desk_.source_of(wanted.key);
        if (!source) {
            fault_ = source.error();
            return std::nullopt;
        }
        auto unit =
            std::make_shared<Unit>(Unit{random_name(), wanted.key, wanted.exercise, *std::move(source)});
        if (!note(desk_.begin(unit->attempt, unit->key))) {
            return std::nullopt;
        }
        const std::size_t number = ++started_;
        // The bytes are the worker's: here they would stay until it ends.
        under_way_.emplace(
            number, UnderWay{std::move(wanted), {unit->attempt, unit->key, unit->exercise, std::string()}});
        tell();
        return os::CrewTask{number, [unit, &grading = grading_] { return grade_unit(*unit, grading); }};
    }

    void end(std::size_t number, std::string bytes) {
        const auto found = under_way_.find(number);
        const UnderWay each = std::move(found->second);
        under_way_.erase(found);
        if (bytes.empty()) {
            if (each.wanted.deaths == 0) {
                note(desk_.end(each.unit.attempt, AttemptEnd::died));
                Wanted again = each.wanted;
                ++again.deaths;
                queue(std::move(again));
                return;
            }
            bytes = outcome_of_death(each.unit, grading_);
        }
        record(each, bytes); // told when the next one has begun, or there is none: next() is asked at once
    }

    void record(const UnderWay& each, const std::string& bytes) {
        const auto outcome = outcome_from(bytes);
        if (!outcome) {
            fault_ = fmt::format("internal error: what a grading told can't be read ({}); please report it",
                                 outcome.error());
            return;
        }
        if (was_too_busy_for(*outcome) && !each.wanted.alone) {
            note(desk_.end(each.unit.attempt, AttemptEnd::undecided));
            Wanted again = each.wanted;
            again.alone = true;
            queue(std::move(again));
            return;
        }
        if (!note(desk_.hand_in(*outcome, bytes))) {
            return;
        }
        ++made_;
        if (options_.on_recorded) {
            if (auto told = options_.on_recorded(each.unit.key); !told) {
                fault_ = told.error();
            }
        }
    }

    // Those that were under way are pending again.
    void call_off() {
        for (const auto& [number, each] : under_way_) {
            // What can't be put down now is found without an end by the next call.
            (void)desk_.end(each.unit.attempt, AttemptEnd::interrupted);
        }
    }

    bool note(const tl::expected<void, std::string>& written) {
        if (!written) {
            fault_ = written.error();
        }
        return written.has_value();
    }

    void tell() const {
        if (options_.on_progress) {
            options_.on_progress(wanted_, made_, under_way_.size());
        }
    }

    Desk& desk_;
    const EngineOptions& options_;
    judge::GradeOptions grading_;
    std::ptrdiff_t most_in_turn_;
    std::deque<Wanted> free_;
    std::deque<Wanted> in_turn_;
    std::deque<Wanted> alone_;
    std::size_t wanted_ = 0;
    std::size_t made_ = 0;
    std::size_t started_ = 0;
    std::map<std::size_t, UnderWay> under_way_;
    std::string fault_;
};

} // namespace

tl::expected<void, std::string> grade_pending(Journal& journal, const content::Course& course,
                                              const EngineOptions& options) {
    const auto pending = journal.pending();
    if (!pending) {
        return tl::unexpected(pending.error().message);
    }
    JournalDesk desk(journal);
    return grade_all(*pending, desk, course, options);
}

tl::expected<void, std::string> grade_all(const std::vector<Pending>& wanted, Desk& desk,
                                          const content::Course& course, const EngineOptions& options) {
    Engine engine(desk, options);
    for (const Pending& each : wanted) {
        engine.add({each.key, &*course.find(each.exercise)->exercise});
    }
    return engine.run();
}

} // namespace gilkit::batch
