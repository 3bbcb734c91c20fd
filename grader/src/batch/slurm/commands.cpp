#include "batch/slurm/commands.hpp"

#include "batch/slurm/answers.hpp"
#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/inheritance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace gilkit::batch::slurm {

namespace {

// Without what would have these programs filter, ask back or wait.
std::vector<std::string> environment_for_slurm() {
    std::vector<std::string> environment = os::environment();
    std::erase_if(environment, [](const std::string& variable) {
        constexpr std::array<std::string_view, 4> unwanted{"SQUEUE_", "SINFO_", "SCANCEL_", "SBATCH_WAIT"};
        return std::ranges::any_of(unwanted,
                                   [&](std::string_view prefix) { return variable.starts_with(prefix); });
    });
    return environment;
}

Told<std::string> ask(std::vector<std::string> words, Interruption interruption) {
    const std::string program = words.front();
    os::SpawnOptions options;
    options.argv = std::move(words);
    options.environment = environment_for_slurm();
    options.new_session = true; // a Ctrl-C is ours, and must not end it half-way
    options.die_with_us = true;
    // Its own time-outs are shorter (MessageTimeout), and this ends where those don't work.
    constexpr std::int64_t patience_ns = 120 * os::ns_per_s;
    os::CaptureHooks hooks;
    hooks.through_interruptions = interruption == Interruption::ignored;
    constexpr std::size_t largest = 64U << 20U;
    const auto captured =
        os::run_and_capture(std::move(options), os::monotonic_ns() + patience_ns, hooks, largest);
    if (!captured && captured.error().code == ENOENT) {
        return tl::unexpected(Refusal{
            fmt::format(
                "there is no {} here: call this where jobs can be submitted, on a login node of the cluster, "
                "or leave out --engine slurm",
                program),
            false});
    }
    if (!captured) {
        return tl::unexpected(Refusal{captured.error().to_string(), true});
    }
    if (captured->timed_out || captured->interrupted) {
        return tl::unexpected(Refusal{fmt::format("{} does not come to an end", program), true});
    }
    if (!captured->status.success()) {
        std::string message = complaint_from(captured->err);
        if (message.empty()) {
            message = fmt::format("{} failed", program);
        }
        return tl::unexpected(Refusal{message, may_pass(message)});
    }
    return captured->out;
}

} // namespace

Told<std::string> submit(const Submission& submission) {
    std::vector<std::string> words{"sbatch", "--cpus-per-task=2"};
    words.insert(words.end(), submission.wishes.begin(), submission.wishes.end());
    // Of an option that is there twice, the last one counts.
    words.insert(words.end(),
                 {"--parsable", "--requeue", "--nodes=1", "--ntasks=1", "--chdir=/", "--output=/dev/null",
                  "--error=/dev/null", fmt::format("--array=0-{}", submission.tasks - 1),
                  "--job-name=" + submission.name});
    std::vector<std::string> without = submission.without;
    if (const std::string wished = option_in(submission.wishes, 'x', "exclude"); !wished.empty()) {
        without.push_back(wished);
    }
    if (!without.empty()) {
        words.push_back(fmt::format("--exclude={}", fmt::join(without, ",")));
    }
    words.push_back(submission.script);
    words.insert(words.end(), submission.arguments.begin(), submission.arguments.end());
    return ask(std::move(words), Interruption::ignored).map([](const std::string& told) {
        return told.substr(0, told.find_first_of(";\n")); // "12;cluster"
    });
}

Told<std::vector<QueuedTask>> queue_of(const std::vector<std::string>& names, Interruption interruption) {
    if (names.empty()) {
        return {};
    }
    return ask({"squeue", "--noheader", "--array", "--format=%j|%F|%K|%T|%r",
                fmt::format("--name={}", fmt::join(names, ","))},
               interruption)
        .map([](const std::string& told) { return queue_from(told); });
}

Told<std::vector<LastState>> last_states_of(const std::string& job_id) {
    return ask({"scontrol", "show", "job", "--oneliner", job_id}, Interruption::ends_it)
        .map([](const std::string& told) { return last_states_from(told); });
}

Told<void> cancel(const std::vector<std::string>& names) {
    if (names.empty()) {
        return {};
    }
    // One --name takes one name.
    for (const std::string& name : names) {
        if (const auto told = ask({"scancel", "--name=" + name}, Interruption::ignored); !told) {
            return tl::unexpected(told.error());
        }
    }
    return {};
}

Told<std::size_t> room_for_tasks(const std::string& partition, std::size_t cores) {
    std::vector<std::string> words{"sinfo", "--noheader", "--Node", "--format=%N|%c|%T|%P"};
    if (!partition.empty()) {
        words.push_back("--partition=" + partition);
    }
    return ask(std::move(words), Interruption::ends_it).map([&](const std::string& told) {
        return room_from(told, partition.empty(), cores);
    });
}

std::size_t largest_array() {
    return largest_array_from(ask({"scontrol", "show", "config"}, Interruption::ends_it).value_or(""));
}

} // namespace gilkit::batch::slurm
