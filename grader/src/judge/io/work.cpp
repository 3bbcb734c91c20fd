#include "judge/io/work.hpp"

#include "judge/cpu/judge.hpp"
#include "judge/io/site.hpp"
#include "judge/io/slow_server.hpp"
#include "judge/partner.hpp"
#include "os/prompt_wakeups.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace gilkit::judge {

namespace {

// Serves the pages of each run as fast as we look, which is often enough to be no work worth overlapping.
class QuickServer : public Partner {
public:
    QuickServer(SlowServer server, const std::filesystem::path& inputs)
        : server_(std::move(server)), inputs_(inputs) {}

    tl::expected<nlohmann::json, sandbox::Failure> begin(const nlohmann::json& arguments) override {
        auto call = served_call_from({{"$", "dict"}, {"v", arguments}});
        if (!call) {
            return tl::unexpected(
                sandbox::Failure{false, fmt::format("{}: workload(): {}", inputs_.string(), call.error())});
        }
        server_.serve(std::move(call->site));
        return with_server(std::move(call->arguments), server_.address());
    }
    void tick(double idle_s) override { server_.tick(idle_s); }

private:
    SlowServer server_;
    os::PromptWakeups prompt_;
    const std::filesystem::path& inputs_;
};

} // namespace

Judged judge_work(const content::CpuRequirement& asks, const Grading& grading) {
    BoxFactory boxes = grading.boxes;
    boxes.serve([&](sandbox::Box& box) -> tl::expected<std::unique_ptr<Partner>, sandbox::Failure> {
        constexpr bool patient = false;
        auto server = SlowServer::start(box.take_listener(), patient);
        if (!server) {
            return tl::unexpected(sandbox::Failure{false, server.error().to_string()});
        }
        return std::make_unique<QuickServer>(*std::move(server), grading.exercise.inputs);
    });
    return judge_speedup(
        asks, Grading{grading.result, grading.exercise, boxes, grading.options, grading.seeds, grading.told});
}

} // namespace gilkit::judge
