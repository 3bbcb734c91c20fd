// A kind of exercise: one function, which asks of a submission what the exercise requires.
//
// Each kind has a header of its own with `judge(requirement, grading)`; grade.cpp picks it by the
// requirement's type, so that a kind without a judge does not compile. No kind knows another, but those that
// ask for parallel work, too (native, io) have the judge of `cpu` measure it.
#pragma once

#include "content/model.hpp"
#include "judge/boxes.hpp"
#include "judge/grade.hpp"
#include "judge/result.hpp"
#include "judge/seeds.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace gilkit::judge {

// What a judge has. It fills in the result: verdict, reason, message, explanation and checks.
struct Grading {
    Result& result;
    const content::Exercise& exercise;
    const BoxFactory& boxes;
    const GradeOptions& options;
    Seeds& seeds;
    std::size_t& told; // how many of the result's checks stand, and were told

    // For people who wait.
    void tell(std::string_view what) const {
        if (options.progress) {
            options.progress(what);
        }
    }

    // Adds a check that nothing which comes can change, and tells of it at once. Those that are only put into
    // the result stand when the judge is done.
    void settle(Check check) const {
        result.checks.push_back(std::move(check));
        settle_all();
    }
    // All of the result's checks stand.
    void settle_all() const {
        for (; told < result.checks.size(); ++told) {
            if (options.on_check) {
                options.on_check(result.checks[told]);
            }
        }
    }
};

using Judged = tl::expected<void, JudgeError>;

} // namespace gilkit::judge
