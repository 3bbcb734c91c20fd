#include "judge/responsive/judge.hpp"

#include "judge/answers.hpp"
#include "judge/explain.hpp"
#include "judge/responsive/control.hpp"
#include "judge/responsive/explain.hpp"
#include "judge/responsive/prober.hpp"
#include "judge/timed_run.hpp"
#include "judge/watched_box.hpp"
#include "os/temp_dir.hpp"
#include "sandbox/listener.hpp"

#include <fmt/format.h>

#include <fcntl.h>

#include <algorithm>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

// What the reference makes of requests: replies(requests).
constexpr const char* reference_function = "replies";
constexpr double reference_patience_s = 300;
// CPU time that the heavy requests are to take together: enough for some hundred probes.
constexpr double wanted_work_s = 2.0;
constexpr double enough = 0.9; // a machine may have been in a slow moment when that was found out
constexpr double most_scale = 50;

JudgeError our_fault(const os::Error& error) {
    return {false, error.to_string()};
}

// The requests of one call of inputs.py, with the reference's answers.
tl::expected<std::vector<Exchange>, JudgeError> exchanges_of(const content::Exercise& exercise,
                                                             const nlohmann::json& arguments,
                                                             const nlohmann::json& replies) {
    const auto is_line = [](const nlohmann::json& value) {
        return value.is_string() && value.get_ref<const std::string&>().find('\n') == std::string::npos;
    };
    const nlohmann::json& requests = arguments.at(0).at(1);
    if (arguments.size() != 1 || !requests.is_array() || !replies.is_array() ||
        requests.size() != replies.size() || !std::ranges::all_of(requests, is_line) ||
        !std::ranges::all_of(replies, is_line)) {
        return tl::unexpected(JudgeError{
            false, fmt::format("{}: {}(requests) must give one line for each line of `requests`, the "
                               "only argument that {} makes",
                               exercise.reference.string(), reference_function, exercise.inputs.string())});
    }
    std::vector<Exchange> exchanges;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        exchanges.push_back({requests[i].get<std::string>(), replies[i].get<std::string>()});
    }
    return exchanges;
}

class ResponsiveJudge {
public:
    ResponsiveJudge(const content::ResponsiveRequirement& asks, const Grading& grading)
        : asks_(asks), grading_(grading), result_(grading.result), exercise_(grading.exercise),
          patience_s_(grading.exercise.limits.time_s / 2) {}

    Judged judge() {
        grading_.tell("making requests");
        if (auto made = make_checks().and_then([&] { return make_load(); }); !made) {
            return made;
        }
        const auto turn = grading_.options.take_turn ? grading_.options.take_turn() : nullptr;
        for (Attempts attempts; !attempts.settled();) {
            grading_.tell("asking whether it answers while it works");
            result_.checks.resize(grading_.told);
            result_.explanation.clear();
            result_.reason.reset();
            result_.responsiveness.reset();
            const auto measured = try_once();
            if (!measured) {
                return tl::unexpected(measured.error());
            }
            if (!*measured) {
                return {};
            }
            attempts.add(**measured);
        }
        return {};
    }

private:
    Judged make_checks() {
        auto cases = make_cases(exercise_, grading_.boxes, grading_.seeds);
        if (!cases) {
            return tl::unexpected(cases.error());
        }
        const auto answers = run_trusted(grading_.boxes, exercise_.reference, reference_function, *cases);
        if (!answers) {
            return tl::unexpected(answers.error());
        }
        for (std::size_t i = 0; i < cases->size(); ++i) {
            const auto some = exchanges_of(exercise_, cases->at(i), answers->values[i]);
            if (!some) {
                return tl::unexpected(some.error());
            }
            checks_.insert(checks_.end(), some->begin(), some->end());
        }
        return {};
    }

    // Heavy requests that are as much work as wanted on this machine, whatever it is.
    Judged make_load() {
        const auto reference = grading_.boxes.trusted(exercise_.reference, reference_function);
        if (!reference) {
            return tl::unexpected(reference.error());
        }
        double scale = 1;
        for (bool tried = false;; tried = true) {
            const auto made = make_workloads(exercise_, grading_.boxes, grading_.seeds, 1, scale);
            if (!made) {
                return tl::unexpected(made.error());
            }
            const auto run = run_timed(*reference, made->front(), reference_patience_s);
            if (!run) {
                return tl::unexpected(from_failure(run.error()));
            }
            if (run->reply.ending != Ending::returned || !run->demand) {
                return tl::unexpected(
                    JudgeError{false, fmt::format("{}: {}() gave no result: {}", exercise_.reference.string(),
                                                  reference_function, ending_of(run->reply, run->fault))});
            }
            if (!tried && run->demand->cpu_s < enough * wanted_work_s) {
                scale = std::min(wanted_work_s / std::max(run->demand->cpu_s, 1e-3), most_scale);
                continue;
            }
            auto load = exchanges_of(exercise_, made->front(), run->reply.value);
            if (!load) {
                return tl::unexpected(load.error());
            }
            load_ = *std::move(load);
            return {};
        }
    }

    // How prompt it was; nullopt where something else was found out.
    using Measured = tl::expected<std::optional<Promptness>, JudgeError>;

    Measured try_once() {
        auto control = Control::start();
        if (!control) {
            return tl::unexpected(our_fault(control.error()));
        }
        const auto folder = os::TempDir::create("gilkit-serve-");
        if (!folder) {
            return tl::unexpected(our_fault(folder.error()));
        }
        // By its descriptor: a socket's path must be short, and the folder's may be long.
        const os::UniqueFd at(::open(folder->path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        const std::filesystem::path path = fmt::format("/proc/self/fd/{}/socket", at.get());
        constexpr int backlog = 16;
        auto listener = sandbox::listen_at(path, backlog);
        if (!listener) {
            return tl::unexpected(our_fault(listener.error()));
        }
        // They are in its queue before it starts. Who serves one client at a time meets the one with the work
        // first.
        auto work = sandbox::connect_to(path);
        auto probes = sandbox::connect_to(path);
        if (!work || !probes) {
            return tl::unexpected(our_fault(work ? probes.error() : work.error()));
        }
        Prober prober(LineClient(*std::move(work)), LineClient(*std::move(probes)), control->client(),
                      grading_.seeds, checks_, load_, patience_s_);

        sandbox::BoxSpec spec = grading_.boxes.submission();
        spec.listener = listener->get();
        auto box = sandbox::Box::start(spec);
        listener->reset();
        if (!box) {
            return tl::unexpected(from_failure(box.error()));
        }
        WatchedBox watched(*box, spec);
        auto reply = watched.load(exercise_.limits.time_s);
        const bool serves = reply && reply->ending == Ending::loaded && watched.fault() == RunFault::none;
        if (serves) {
            const auto argument = nlohmann::json::array({"listener", {{"$", "listener"}}});
            reply = watched.call(nlohmann::json::array({argument}), exercise_.limits.time_s,
                                 {.cores = static_cast<double>(exercise_.workers),
                                  .meanwhile = [&](double idle_s) { return look(prober, idle_s); }});
        }
        if (!reply) {
            return tl::unexpected(from_failure(reply.error()));
        }
        result_.output = box->output();
        if (!serves) {
            explain_failed_run(result_, exercise_, *reply, watched.fault(), exercise_.limits.time_s);
            return std::nullopt;
        }
        return conclude(*reply, watched.fault(), prober);
    }

    bool look(Prober& prober, double idle_s) {
        const bool goes_on = prober.look(idle_s);
        if (!cases_settled_ && prober.requests_answered() >= checks_.size()) {
            cases_settled_ = true;
            settle_cases(grading_, checks_.size(), "request");
        }
        return goes_on;
    }

    Measured conclude(const sandbox::Reply& reply, RunFault fault, Prober& prober) {
        if (prober.talk() == Talk::control_died) {
            return tl::unexpected(JudgeError{false, "the server that answers for comparison was killed"});
        }
        if (prober.talk() == Talk::measured) {
            return conclude_measured(prober);
        }
        if (prober.talk() != Talk::going_on) {
            explain_talk(result_, exercise_, prober, patience_s_);
        } else if (fault == RunFault::none && reply.ending == Ending::time_limit) {
            prober.give_up();
            explain_talk(result_, exercise_, prober, patience_s_);
        } else if (fault == RunFault::none &&
                   (reply.ending == Ending::returned || reply.ending == Ending::unsupported)) {
            explain_returned(result_, exercise_);
        } else {
            explain_failed_run(result_, exercise_, reply, fault, exercise_.limits.time_s);
        }
        return std::nullopt;
    }

    Promptness conclude_measured(const Prober& prober) {
        const Latency program = prober.program().latency();
        const Latency control = prober.control().latency();
        const auto in_ms = [](const Latency& latency) {
            return Responsiveness::Figures{latency.median_s * 1000, latency.p99_s * 1000,
                                           latency.longest_gap_s * 1000};
        };
        result_.responsiveness = Responsiveness{load_.size(),
                                                prober.program().probes(),
                                                in_ms(program),
                                                in_ms(control),
                                                {asks_.median_ms, asks_.p99_ms, asks_.longest_gap_ms}};
        const std::vector<PromptnessFigure> figures = promptness_figures(asks_, program, control);
        explain_promptness(result_, figures, checks_.size() + load_.size(), prober.deaf_over());
        return promptness_of(figures);
    }

    const content::ResponsiveRequirement& asks_;
    const Grading& grading_;
    Result& result_;
    const content::Exercise& exercise_;
    double patience_s_;
    std::vector<Exchange> checks_;
    std::vector<Exchange> load_;
    bool cases_settled_ = false; // in an earlier attempt, perhaps
};

} // namespace

Judged judge(const content::ResponsiveRequirement& requirement, const Grading& grading) {
    return ResponsiveJudge(requirement, grading).judge();
}

} // namespace gilkit::judge
