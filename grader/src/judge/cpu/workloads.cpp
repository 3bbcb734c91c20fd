#include "judge/cpu/workloads.hpp"

#include "judge/cpu/decision.hpp"

#include <algorithm>

namespace gilkit::judge {

namespace {

// A machine may have been in a slow moment when it was found out how much work a run is.
constexpr double enough = 0.9;
constexpr double usual_work_s = 1.0;
constexpr double starts_in_plenty = 40; // decision.cpp says what a pool costs
constexpr double most_work_s = 6.0;
constexpr double most_scale = 50; // a reference that does next to nothing

} // namespace

double wanted_work_s(Work work, double start_s) {
    return work == Work::usual ? usual_work_s
                               : std::clamp(starts_in_plenty * start_s, 2 * usual_work_s, most_work_s);
}

double workload_scale_after(double cpu_s, double wanted_s) {
    if (cpu_s >= enough * wanted_s) {
        return 1;
    }
    return std::min(wanted_s / std::max(cpu_s, 1e-3), most_scale);
}

tl::expected<Workloads, JudgeError> Workloads::make(const Grading& grading, Work work) {
    Workloads workloads;
    double scale = 1;
    for (bool tried = false;; tried = true) {
        auto made = make_workloads(grading.exercise, grading.boxes, grading.seeds, max_cpu_runs, scale);
        if (!made) {
            return tl::unexpected(made.error());
        }
        workloads.all_ = *std::move(made);
        workloads.used_ = 0;
        auto run = run_baseline(grading.exercise, grading.boxes, workloads.next());
        if (!run) {
            return tl::unexpected(run.error());
        }
        scale = workload_scale_after(run->figures.cpu_s, wanted_work_s(work, run->start_s));
        if (tried || scale == 1) {
            workloads.first_baseline_ = *std::move(run);
            return workloads;
        }
    }
}

} // namespace gilkit::judge
