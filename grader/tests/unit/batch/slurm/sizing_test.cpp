#include "batch/slurm/sizing.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace gilkit::batch;
using namespace gilkit::batch::slurm;

namespace {

std::vector<Pending> many(std::size_t count) {
    std::vector<Pending> wanted;
    for (std::size_t i = 0; i < count; ++i) {
        wanted.push_back({std::to_string(i), "exercise"});
    }
    return wanted;
}

// How many each task has; each submission is in one of them.
std::vector<std::size_t> sizes(const std::vector<std::vector<Pending>>& dealt, std::size_t count) {
    std::vector<std::size_t> found;
    std::set<std::string> keys;
    for (const auto& task : dealt) {
        found.push_back(task.size());
        for (const Pending& each : task) {
            CHECK(keys.insert(each.key).second);
        }
    }
    CHECK(keys.size() == count);
    return found;
}

} // namespace

TEST_CASE("a class is dealt out in about four rounds") {
    const auto dealt = sizes(deal_out(many(500), {.tasks = 5, .gradings = 4, .largest = 1000}), 500);
    CHECK(dealt == std::vector<std::size_t>(20, 25));
}

TEST_CASE("no task gets fewer submissions than it grades at the same time") {
    CHECK(sizes(deal_out(many(12), {.tasks = 100, .gradings = 4, .largest = 1000}), 12) ==
          std::vector<std::size_t>{4, 4, 4});
    CHECK(sizes(deal_out(many(1), {.tasks = 100, .gradings = 4, .largest = 1000}), 1) ==
          std::vector<std::size_t>{1});
}

TEST_CASE("a job has no more tasks than Slurm takes") {
    CHECK(sizes(deal_out(many(100), {.tasks = 500, .gradings = 1, .largest = 10}), 100) ==
          std::vector<std::size_t>(10, 10));
    CHECK(sizes(deal_out_singly(many(25), {.tasks = 1, .gradings = 4, .largest = 10}), 25).size() == 10);
}

TEST_CASE("what was lost gets a task for each") {
    CHECK(sizes(deal_out_singly(many(7), {.tasks = 1, .gradings = 4, .largest = 1000}), 7) ==
          std::vector<std::size_t>(7, 1));
}
