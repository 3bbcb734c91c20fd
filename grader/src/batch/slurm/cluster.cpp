#include "batch/slurm/cluster.hpp"

#include "batch/digest.hpp"
#include "batch/slurm/script.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <system_error>
#include <utility>

namespace gilkit::batch::slurm {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t default_cores = 2; // submit() asks for as many

std::size_t cores_of_task(const std::vector<std::string>& wishes) {
    const std::string wished = option_in(wishes, 'c', "cpus-per-task");
    std::size_t cores = default_cores;
    std::from_chars(wished.data(), wished.data() + wished.size(), cores);
    return std::max<std::size_t>(cores, 1);
}

// What to do about words of sbatch's.
std::string hint_for(const std::string& refusal) {
    if (refusal.find("artition") != std::string::npos) {
        return "sinfo lists the partitions, and --slurm-options=\"--partition=NAME\" names one";
    }
    if (refusal.find("ccount") != std::string::npos) {
        return "--slurm-options=\"--account=NAME\" names an account of yours";
    }
    if (refusal.find("there is no ") != std::string::npos) {
        return ""; // says it itself
    }
    return "--slurm-options=\"…\" gives sbatch what this cluster asks for";
}

} // namespace

Cluster::Cluster(const ClusterOptions& options, std::string python)
    : options_(options), folder_(PlanFolder::of_batch(options.out)) {
    plan_.python = std::move(python);
    plan_.interpreter = options.interpreter;
    plan_.require_tier = options.require_tier;
    plan_.gradings = options.gradings.value_or(0);
}

const Job& Cluster::job(std::size_t number) const {
    return *std::ranges::find(jobs_, number, &Job::number);
}

std::string Cluster::name_of(std::size_t job) const {
    return name_of_job(plan_.token, job);
}

std::vector<std::string> Cluster::names() const {
    return names_of_jobs(plan_.token, jobs_);
}

std::optional<std::size_t> Cluster::number_of(const std::string& name) const {
    const auto found =
        std::ranges::find_if(jobs_, [&](const Job& job) { return name_of(job.number) == name; });
    return found == jobs_.end() ? std::nullopt : std::optional(found->number);
}

Planned<void> Cluster::open() {
    if (folder_.exists()) {
        const auto before = folder_.read();
        auto jobs = before ? folder_.jobs() : tl::unexpected(before.error());
        if (!jobs) {
            return tl::unexpected(
                fmt::format("{}; to begin anew, remove {}", jobs.error(), folder_.path().string()));
        }
        plan_.token = before->token;
        jobs_ = *std::move(jobs);
    } else {
        folder_.remove(); // half of one that is not needed any more
        constexpr std::size_t enough = 8;
        plan_.token = "gilkit-" + random_name().substr(0, enough);
    }
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    return folder_.make()
        .and_then([&] { return folder_.write_script(task_script(folder_.path(), self, options_.kit)); })
        .and_then([&] { return folder_.write(plan_); });
}

void Cluster::give_up() {
    const auto before = folder_.read();
    auto jobs = folder_.jobs();
    if (before && jobs) {
        plan_.token = before->token;
        jobs_ = *std::move(jobs);
        (void)end(); // says what is left; nobody takes what that comes to
    }
    jobs_.clear();
    folder_.remove();
}

void Cluster::answered() {
    if (pause_ns_ > 0) {
        note("Slurm answers again");
    }
    pause_ns_ = 0;
}

void Cluster::did_not_answer(const std::string& why) {
    if (pause_ns_ == 0) {
        note(fmt::format("Slurm does not answer ({}); it is asked again, and what is handed in is gathered",
                         why));
    }
    constexpr std::int64_t shortest_ns = 2 * os::ns_per_s;
    constexpr std::int64_t longest_ns = 60 * os::ns_per_s;
    pause_ns_ = std::clamp(2 * pause_ns_, shortest_ns, longest_ns);
    next_look_ns_ = os::monotonic_ns() + pause_ns_;
}

// An id that was not told is found by the job's name.
void Cluster::adopt(const std::vector<QueuedTask>& queue) {
    for (const QueuedTask& task : queue) {
        const auto number = number_of(task.job_name);
        if (!number) {
            continue;
        }
        Job& job = *std::ranges::find(jobs_, *number, &Job::number);
        if (job.id.empty()) {
            job.id = task.job_id;
            (void)folder_.write(job); // else it is found again
        }
    }
}

void Cluster::tell_what_is_waited_for(const std::vector<QueuedTask>& queue) {
    std::string reason;
    for (const QueuedTask& task : queue) {
        if (task.runs || task.is_ending) {
            waits_for_.clear();
            return;
        }
        reason = task.reason.empty() ? reason : task.reason;
    }
    // These are what a queue is for.
    for (const std::string_view usual : {"Resources", "Priority", "BeginTime"}) {
        reason = reason == usual ? "" : reason;
    }
    if (!reason.empty() && reason != waits_for_) {
        note(fmt::format("no task runs yet; why, Slurm calls {}", reason));
    }
    waits_for_ = reason;
}

std::optional<std::map<TaskName, QueuedTask>> Cluster::look_at_queue() {
    if (jobs_.empty() || os::monotonic_ns() < next_look_ns_) {
        return std::nullopt;
    }
    const auto queue = queue_of(names(), Interruption::ends_it);
    if (!queue) {
        if (os::interrupted() == 0) {
            did_not_answer(queue.error().message);
        }
        return std::nullopt;
    }
    answered();
    constexpr std::int64_t pause_ns = 5 * os::ns_per_s; // its controller answers many others
    next_look_ns_ = os::monotonic_ns() + pause_ns;
    adopt(*queue);
    tell_what_is_waited_for(*queue);
    std::map<TaskName, QueuedTask> tasks;
    for (const QueuedTask& task : *queue) {
        if (const auto number = number_of(task.job_name)) {
            tasks.emplace(TaskName{*number, task.task}, task);
        }
    }
    return tasks;
}

// Nothing where Slurm does not answer.
std::optional<Room> Cluster::room() {
    const std::size_t cores = cores_of_task(options_.wishes);
    const auto tasks = room_for_tasks(option_in(options_.wishes, 'p', "partition"), cores);
    if (!tasks && tasks.error().may_pass) {
        did_not_answer(tasks.error().message);
        return std::nullopt;
    }
    // What else is wrong, sbatch says better.
    return Room{std::max<std::size_t>(tasks.value_or(1), 1), options_.gradings.value_or(2 * cores),
                largest_array()};
}

Planned<std::optional<Job>> Cluster::submit(const std::vector<Pending>& wanted, Deal deal,
                                            const std::vector<std::string>& without_nodes) {
    if (pause_ns_ > 0 && os::monotonic_ns() < next_look_ns_) {
        return std::nullopt;
    }
    const auto found = room();
    if (!found) {
        return std::nullopt;
    }
    Job job;
    job.number = jobs_.empty() ? 1 : jobs_.back().number + 1;
    job.tasks = deal(wanted, *found);
    if (auto written = folder_.write(job); !written) {
        return tl::unexpected(written.error());
    }
    jobs_.push_back(job);
    const auto id = slurm::submit({name_of(job.number),
                                   job.tasks.size(),
                                   options_.wishes,
                                   without_nodes,
                                   folder_.script().string(),
                                   {std::to_string(job.number)}});
    if (id) {
        answered();
        jobs_.back().id = *id;
        (void)folder_.write(jobs_.back()); // else it is found by its name
        return std::optional(jobs_.back());
    }
    if (id.error().may_pass) {
        did_not_answer(id.error().message);
        return std::optional(job);
    }
    is_refused_ = true;
    jobs_.pop_back();
    const std::string hint = hint_for(id.error().message);
    return tl::unexpected(fmt::format("Slurm does not take the job: {}{}{}", id.error().message,
                                      hint.empty() ? "" : "; ", hint));
}

std::vector<LastState> Cluster::last_states(std::size_t number) const {
    const std::string& id = job(number).id;
    return id.empty() ? std::vector<LastState>() : last_states_of(id).value_or(std::vector<LastState>());
}

bool Cluster::end() {
    constexpr std::int64_t patience_ns = 60 * os::ns_per_s;
    constexpr std::int64_t pause_ns = os::ns_per_s / 2;
    const std::int64_t deadline_ns = os::monotonic_ns() + patience_ns;
    std::string left;
    do {
        const auto queue = queue_of(names(), Interruption::ignored);
        if (queue && queue->empty()) {
            return true;
        }
        std::set<std::string> ids;
        for (const QueuedTask& task : queue.value_or(std::vector<QueuedTask>())) {
            ids.insert(task.job_id);
        }
        left = queue ? fmt::format("it has {} of them still", fmt::join(ids, ", ")) : queue.error().message;
        if (queue) {
            (void)cancel(names()); // the next look shows what came of it
        }
        (void)os::wait_for({}, os::monotonic_ns() + pause_ns);
    } while (os::monotonic_ns() < deadline_ns);
    note(fmt::format(
        "Slurm does not tell that the jobs of this batch are gone ({}); look later by `squeue --name={}`",
        left, fmt::join(names(), ",")));
    return false;
}

} // namespace gilkit::batch::slurm
