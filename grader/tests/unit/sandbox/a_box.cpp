#include "sandbox/a_box.hpp"

#include "os/clock.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <stdexcept>

namespace gilkit::sandbox::test {

namespace {

bool go_on(std::int64_t /*now_ns*/) {
    return true;
}

template<typename T>
T value_of(tl::expected<T, Failure> result) {
    if (!result) {
        throw std::runtime_error(result.error().what);
    }
    return *std::move(result);
}

} // namespace

const Enclosure& enclosure_under_test() {
    static const Enclosure enclosure = [] {
        const char* const wish = std::getenv("GILKIT_TIER");
        return probe_enclosure(GILKIT_INIT, {GILKIT_SOURCE_ROOT},
                               tier_from_string(wish != nullptr ? wish : "").value_or(Tier::A));
    }();
    return enclosure;
}

BoxSpec spec_for(std::string source) {
    BoxSpec spec;
    spec.enclosure = enclosure_under_test();
    spec.interpreter = "/usr/bin/python3";
    spec.runner = GILKIT_SOURCE_ROOT "/grader/runner/runner.py";
    spec.source = std::move(source);
    spec.module = "submission";
    spec.function = "run";
    spec.shown_as = "work/answer.py";
    spec.workers = 4;
    return spec;
}

ABox::ABox(const BoxSpec& spec) : box_(value_of(Box::start(spec))) {}

Reply ABox::load() {
    return value_of(box_.load(os::test::far_deadline(), go_on));
}

Reply ABox::call(const nlohmann::json& arguments) {
    return value_of(box_.call(arguments, os::test::far_deadline(), go_on));
}

Reply ABox::call_for(double seconds) {
    return value_of(
        box_.call(nlohmann::json::array(), os::monotonic_ns() + os::from_seconds(seconds), go_on));
}

Reply ABox::finish() {
    return value_of(box_.finish(os::test::far_deadline(), go_on));
}

Reply result_of(const std::string& source, const nlohmann::json& arguments) {
    ABox box(source);
    const Reply loaded = box.load();
    REQUIRE(loaded.ending == Ending::loaded);
    return box.call(arguments);
}

} // namespace gilkit::sandbox::test
