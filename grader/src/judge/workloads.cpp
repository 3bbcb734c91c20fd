#include "judge/workloads.hpp"

#include <algorithm>

namespace gilkit::judge {

namespace {

// To start four interpreters costs a quarter of a second of CPU time, on fast machines as well. It must not
// decide the verdict, so there has to be more work than that, also where the machine was in a slow moment
// when that was found out.
constexpr double enough_work_s = 0.9;
constexpr double wanted_work_s = 1.0;
constexpr double most_scale = 50; // a reference that does next to nothing

} // namespace

double workload_scale_after(double cpu_s) {
    if (cpu_s >= enough_work_s) {
        return 1;
    }
    return std::min(wanted_work_s / std::max(cpu_s, 1e-3), most_scale);
}

tl::expected<Workloads, JudgeError>
Workloads::make(const WorkloadMaker& maker, const content::Exercise& exercise, const BoxFactory& boxes) {
    Workloads workloads;
    double scale = 1;
    for (bool tried = false;; tried = true) {
        auto made = maker(scale);
        if (!made) {
            return tl::unexpected(made.error());
        }
        workloads.all_ = *std::move(made);
        workloads.used_ = 0;
        auto run = run_baseline(exercise, boxes, workloads.next());
        if (!run) {
            return tl::unexpected(run.error());
        }
        scale = workload_scale_after(run->figures.cpu_s);
        if (tried || scale == 1) {
            workloads.first_baseline_ = *std::move(run);
            return workloads;
        }
    }
}

} // namespace gilkit::judge
