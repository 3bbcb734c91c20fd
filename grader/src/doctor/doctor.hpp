// What this machine can measure, what it can't, and how that is changed.
#pragma once

#include "doctor/facilities.hpp"
#include "doctor/interpreter_search.hpp"
#include "measure/calibration_cache.hpp"
#include "os/machine.hpp"
#include "sandbox/enclosure/tier.hpp"

#include <tl/expected.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::doctor {

struct Doctor {
    os::MachineFacts machine;
    os::LoadDifference meanwhile; // what happened on the machine while all this was found out
    measure::BootCalibration calibration;
    std::vector<Facility> facilities;
    sandbox::Enclosure enclosure;               // what submissions are boxed with
    std::vector<FoundInterpreter> interpreters; // the student's first

    // What keeps grading from working here: names of facilities, "interpreter". Empty: it can.
    std::vector<std::string> missing() const;
};

struct DoctorOptions {
    std::string python = "python3"; // the student interpreter
    bool recalibrate = false;
    sandbox::Enclosure enclosure;                   // what grading would use
    std::function<void(std::string_view)> progress; // may be empty
};

// Takes a few seconds. The error is an interruption: nothing is left running then.
tl::expected<Doctor, judge::InterpreterError> examine_machine(const DoctorOptions& options);

} // namespace gilkit::doctor
