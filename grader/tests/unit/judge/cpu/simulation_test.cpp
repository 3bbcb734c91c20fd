// Thousands of gradings of programs whose truth is known, on machines that are not quiet.
#include "judge/cpu/decision.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace gilkit::judge;

namespace {

enum class Truth : std::uint8_t { good, serial, threads, slow, wasteful };

// The figures' scatter: work ratios by a quarter, as on hyper-threads that are shared with others, and by a
// twentieth when both shared a core; gains by a twentieth; the parallelism of programs that are serial in
// truth by the little that 144 real runs of such showed (0.97 to 1.03).
class NoisyMachine {
public:
    explicit NoisyMachine(unsigned seed) : random_(seed) {}

    double uniform(double low, double high) { return std::uniform_real_distribution(low, high)(random_); }
    double noisy(double truth, double sigma = 0.05) {
        return truth * std::exp(std::normal_distribution(0.0, sigma)(random_));
    }

    // One grading from its first to its last run.
    CpuDecision grade(Truth truth) {
        const bool parallel = truth == Truth::good || truth == Truth::slow || truth == Truth::wasteful;
        const double speedup = truth == Truth::good   ? uniform(2.8, 3.9)
                               : truth == Truth::slow ? uniform(1.15, 1.45)
                                                      : 1.0;
        const double work = truth == Truth::wasteful ? uniform(2.4, 4.0) : uniform(0.98, 1.08);
        const double parallelism = truth == Truth::slow ? uniform(2.4, 3.0) : uniform(2.8, 4.0);
        const double plain_threads = uniform(1.2, 2.6);
        std::vector<CpuRun> runs;
        const CpuAsk ask{2.0, 1.6, {1, 2}};
        for (;;) {
            const CpuDecision decision = decide_cpu(ask, runs);
            if (!decision.next) {
                return decision;
            }
            REQUIRE(runs.size() < max_cpu_runs);
            CpuRun run;
            run.cores = decision.next->cores;
            run.diagnosis = decision.next->diagnosis;
            run.gain = noisy(speedup) * work;
            run.beside = decision.next->baseline == BaselineRun::beside;
            run.work_ratio = noisy(work, run.beside ? 0.05 : 0.25);
            if (parallel) {
                run.parallelism = noisy(parallelism);
                run.parallelism_low = run.parallelism * uniform(0.8, 1.0);
            } else if (truth == Truth::threads && !run.diagnosis) {
                // Wake-ups for the GIL look like demand, for the replay as well.
                run.parallelism = noisy(plain_threads);
                run.parallelism_low = run.parallelism * uniform(0.6, 0.9);
                run.gain = noisy(run.parallelism);
            } else {
                run.parallelism = noisy(1.0, 0.02);
                run.parallelism_low = run.parallelism * uniform(0.97, 1.0);
            }
            runs.push_back(run);
        }
    }

private:
    std::mt19937 random_;
};

} // namespace

TEST_CASE("Of thousands of gradings on a noisy machine none has a wrong verdict") {
    const std::map<Truth, std::optional<Reason>> right{{Truth::good, std::nullopt},
                                                       {Truth::serial, Reason::not_parallel},
                                                       {Truth::threads, Reason::not_parallel},
                                                       {Truth::slow, Reason::too_slow},
                                                       {Truth::wasteful, Reason::wasted_work}};
    NoisyMachine machine(20261125);
    int wrong = 0;
    int undecided = 0;
    constexpr int rounds = 1000;
    for (int round = 0; round < rounds; ++round) {
        for (const auto& [truth, reason] : right) {
            const CpuDecision decision = machine.grade(truth);
            const bool inconclusive = decision.verdict == Verdict::inconclusive;
            const bool wrong_verdict = decision.verdict != (reason ? Verdict::failed : Verdict::passed);
            undecided += inconclusive ? 1 : 0;
            wrong += !inconclusive && (wrong_verdict || decision.reason != reason) ? 1 : 0;
        }
    }
    CHECK(wrong == 0);
    CHECK(undecided < rounds * 5 / 100); // one in a hundred
}
