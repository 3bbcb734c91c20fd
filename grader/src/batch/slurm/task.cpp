#include "batch/slurm/task.hpp"

#include "batch/digest.hpp"
#include "batch/identity.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>
#include <string_view>

namespace gilkit::batch::slurm {

namespace {

// Results are files, and attempts are put down by who gathers them.
class FolderDesk final : public Desk {
public:
    explicit FolderDesk(const PlanFolder& folder) : folder_(folder) {}

    bool is_done(const std::string& key) override { return folder_.has_result(key); }
    tl::expected<std::string, std::string> source_of(const std::string& key) override {
        return folder_.item(key);
    }
    tl::expected<void, std::string> begin(const std::string& /*attempt*/,
                                          const std::string& /*key*/) override {
        return {};
    }
    tl::expected<void, std::string> end(const std::string& /*attempt*/, AttemptEnd /*end*/) override {
        return {};
    }
    tl::expected<void, std::string> hand_in(const Outcome& outcome, const std::string& bytes) override {
        return folder_.hand_in(outcome.key, bytes).map([](bool) {});
    }

private:
    const PlanFolder& folder_;
};

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::optional<std::size_t> number_in_variable(const char* name) {
    const std::string text = variable(name);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() ? std::optional(number) : std::nullopt;
}

} // namespace

tl::expected<TaskPlace, std::string> place_of_task() {
    const auto task = number_in_variable("SLURM_ARRAY_TASK_ID");
    TaskPlace place;
    place.node = variable("SLURMD_NODENAME");
    if (!task || place.node.empty() || place.node.find('/') != std::string::npos) {
        return tl::unexpected(
            std::string("SLURM_ARRAY_TASK_ID and SLURMD_NODENAME are not set; this is called by "
                        "the tasks of gilkit batch --engine slurm"));
    }
    place.task = *task;
    place.cores = number_in_variable("SLURM_CPUS_PER_TASK").value_or(1);
    place.restarts = number_in_variable("SLURM_RESTART_COUNT").value_or(0);
    return place;
}

tl::expected<void, std::string> is_fit(const PlanFolder& folder, const Plan& plan,
                                       const std::vector<Pending>& wanted, const content::Course& course,
                                       const std::string& interpreter) {
    if (plan.gilkit != GILKIT_VERSION) {
        return tl::unexpected(
            fmt::format("this is gilkit {}, and the batch is one of gilkit {}; use the same on all "
                        "nodes",
                        GILKIT_VERSION, plan.gilkit));
    }
    if (plan.interpreter != interpreter) {
        return tl::unexpected(
            fmt::format("{} is another Python here than where the batch was started; name one that "
                        "is the same on all nodes with --python",
                        plan.python));
    }
    std::map<std::string, std::string> identities;
    for (const Pending& each : wanted) {
        const content::Unit* const unit = course.find(each.exercise);
        if (unit == nullptr || !unit->exercise) {
            return tl::unexpected(fmt::format("there is no exercise {} here", each.exercise));
        }
        if (!identities.contains(each.exercise)) {
            auto identity = identity_of(*unit->exercise);
            if (!identity) {
                return tl::unexpected(identity.error());
            }
            identities.emplace(each.exercise, *std::move(identity));
        }
        const auto source = folder.item(each.key);
        if (!source) {
            return tl::unexpected(source.error());
        }
        if (key_of(digest_of(*source), identities.at(each.exercise), interpreter) != each.key) {
            return tl::unexpected(
                fmt::format("the exercise {} is another one here than where the batch was started; "
                            "use the same gilkit on all nodes",
                            each.exercise));
        }
    }
    return {};
}

tl::expected<void, std::string> grade_task(const PlanFolder& folder, const std::vector<Pending>& wanted,
                                           const content::Course& course, const EngineOptions& options) {
    FolderDesk desk(folder);
    return grade_all(wanted, desk, course, options);
}

} // namespace gilkit::batch::slurm
