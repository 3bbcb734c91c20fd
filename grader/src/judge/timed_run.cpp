#include "judge/timed_run.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

bool answered(const sandbox::Reply& reply) {
    return reply.ending == Ending::returned || reply.ending == Ending::unsupported;
}

} // namespace

tl::expected<TimedRun, sandbox::Failure> run_timed(const sandbox::BoxSpec& spec,
                                                   const nlohmann::json& arguments, double time_limit_s,
                                                   bool look_at_gil, const PartnerMaker& make_partner) {
    sandbox::BoxSpec served = spec;
    served.served = make_partner != nullptr;
    auto box = sandbox::Box::start(served);
    if (!box) {
        return tl::unexpected(box.error());
    }
    std::unique_ptr<Partner> partner;
    if (make_partner) {
        auto made = make_partner(*box);
        if (!made) {
            return tl::unexpected(made.error());
        }
        partner = *std::move(made);
    }
    WatchedBox watched(*box, spec);
    TimedRun run;
    const auto done = [&] {
        run.fault = watched.fault();
        run.output = box->output();
        return std::move(run);
    };

    auto reply = watched.load(time_limit_s);
    if (reply && reply->ending == Ending::loaded) {
        CallHooks hooks{.look_at_gil = look_at_gil, .cores = static_cast<double>(spec.workers)};
        auto given = tl::expected<nlohmann::json, sandbox::Failure>(arguments);
        if (partner) {
            given = partner->begin(arguments);
            hooks.meanwhile = [&](double idle_s) {
                partner->tick(idle_s);
                return true;
            };
        }
        reply = given ? watched.call(*given, time_limit_s, hooks)
                      : WatchedBox::Reply(tl::unexpected(given.error()));
    }
    if (!reply) {
        return tl::unexpected(reply.error());
    }
    run.reply = *std::move(reply);
    if (!answered(run.reply)) {
        return done();
    }

    const auto settled = watched.settle(run.reply, time_limit_s);
    if (!settled) {
        return tl::unexpected(settled.error());
    }
    if (!*settled) {
        return done();
    }
    run.gil = watched.gil(**settled);
    run.demand = watched.demand(**settled);
    run.gil_ceiling = watched.gil_ceiling(run.demand->cpu_s);

    if (const auto ended = watched.finish(time_limit_s); !ended) {
        return tl::unexpected(ended.error());
    }
    return done();
}

std::string ending_of(const sandbox::Reply& reply, RunFault fault) {
    if (fault == RunFault::too_many_tasks) {
        return "it had too many threads and processes";
    }
    if (fault == RunFault::too_much_memory) {
        return "it used too much memory";
    }
    if (fault == RunFault::starved) {
        return "the machine was too busy for it";
    }
    switch (reply.ending) {
    case Ending::ended:
        return reply.exit.signal != 0 ? fmt::format("signal {} ended it", reply.exit.signal)
                                      : fmt::format("it ended with exit code {}", reply.exit.code);
    case Ending::time_limit:
        return "it took too long";
    case Ending::output_limit:
        return "it printed too much";
    case Ending::returned:
        return "something that it started went on working";
    default:
        return fmt::format("{} {}\n{}", reply.kind, reply.message, reply.traceback);
    }
}

RunFigures figures_of(Role role, int cores, const measure::Demand& demand) {
    RunFigures figures;
    figures.role = role;
    figures.cores = cores;
    figures.wall_s = demand.wall_s;
    figures.cpu_s = demand.cpu_s;
    figures.queue_s = demand.queue_s;
    figures.parallelism = demand.parallelism();
    figures.parallelism_low = demand.parallelism_low();
    return figures;
}

tl::expected<PlainCalls, sandbox::Failure>
run_calls(const sandbox::BoxSpec& spec, const std::vector<nlohmann::json>& calls, double time_limit_s) {
    auto box = sandbox::Box::start(spec);
    if (!box) {
        return tl::unexpected(box.error());
    }
    WatchedBox watched(*box, spec);
    PlainCalls result;
    const auto take =
        [&](tl::expected<sandbox::Reply, sandbox::Failure> reply) -> tl::expected<Ending, sandbox::Failure> {
        if (!reply) {
            return tl::unexpected(reply.error());
        }
        result.replies.push_back(*std::move(reply));
        result.printed.push_back(box->take_printed());
        return result.replies.back().ending;
    };

    auto ending = take(watched.load(time_limit_s));
    if (ending && *ending == Ending::loaded) {
        result.loaded = true;
        result.replies.clear();
        result.printed.clear();
        for (const nlohmann::json& arguments : calls) {
            ending = take(watched.call(arguments, time_limit_s));
            if (!ending || *ending != Ending::returned) {
                break;
            }
        }
    }
    if (!ending) {
        return tl::unexpected(ending.error());
    }
    result.fault = watched.fault();
    result.output = box->output();
    return result;
}

} // namespace gilkit::judge
