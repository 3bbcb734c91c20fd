#include "doctor/doctor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using gilkit::doctor::Doctor;
using gilkit::doctor::examine_facilities;
using gilkit::doctor::Facility;
using gilkit::doctor::FacilityUse;

namespace {

using Names = std::vector<std::string>;

Doctor able_machine() {
    Doctor doctor;
    doctor.facilities = {
        {.name = "run-queue-delay",
         .use = FacilityUse::measuring,
         .available = true,
         .needed = true,
         .found = "",
         .enable = ""},
        {.name = "landlock",
         .use = FacilityUse::sandbox,
         .available = true,
         .needed = false,
         .found = "",
         .enable = ""},
    };
    doctor.interpreters.resize(2);
    doctor.interpreters[0].usable = true;
    return doctor;
}

} // namespace

TEST_CASE("Only what grading needs can be missing") {
    Doctor doctor = able_machine();
    CHECK(doctor.missing().empty());
    doctor.facilities[1].available = false;
    CHECK(doctor.missing().empty());
    doctor.facilities[0].available = false;
    CHECK(doctor.missing() == Names{"run-queue-delay"});
    doctor.interpreters[0].usable = false; // the student's; that the other one works does not help
    doctor.interpreters[1].usable = true;
    CHECK(doctor.missing() == Names{"run-queue-delay", "interpreter"});
    doctor.interpreters.clear();
    CHECK(doctor.missing() == Names{"run-queue-delay", "interpreter"});
}

TEST_CASE("Every facility says what is the case, and how to get it exactly when it is missing") {
    const std::vector<Facility> facilities = examine_facilities(gilkit::sandbox::Tier::D);
    std::set<std::string> names;
    for (const Facility& facility : facilities) {
        CAPTURE(facility.name);
        CHECK(names.insert(facility.name).second);
        CHECK(facility.found.ends_with("."));
        CHECK(facility.enable.empty() == facility.available);
    }
    const auto is_there = [&](std::string_view name, bool needed) {
        return std::ranges::any_of(facilities, [&](const Facility& facility) {
            return facility.name == name && facility.available && facility.needed == needed;
        });
    };
    // The other tests could not pass here without them; processes are followed without the lists, too.
    CHECK(is_there("run-queue-delay", true));
    CHECK(is_there("program-room", true));
    CHECK(is_there("process-children", false));
}
