#include "doctor/doctor.hpp"

#include "judge/grade.hpp"
#include "os/signals.hpp"

#include <utility>

namespace gilkit::doctor {

std::vector<std::string> Doctor::missing() const {
    std::vector<std::string> names;
    for (const Facility& facility : facilities) {
        if (facility.needed && !facility.available) {
            names.push_back(facility.name);
        }
    }
    if (interpreters.empty() || !interpreters.front().usable) {
        names.emplace_back("interpreter");
    }
    return names;
}

tl::expected<Doctor, judge::InterpreterError> examine_machine(const DoctorOptions& options) {
    const auto tell = [&](std::string_view what) {
        if (options.progress) {
            options.progress(what);
        }
    };
    Doctor doctor;
    const os::MachineLoad before = os::read_load();
    tell("reading the kernel's files");
    doctor.machine = os::read_machine();
    doctor.enclosure = options.enclosure;

    measure::BootCalibrationOptions calibration;
    calibration.cpus = doctor.machine.cpus_allowed;
    calibration.measure_anew = options.recalibrate;
    calibration.on_measuring = [&] { tell("measuring what two cores deliver"); };
    auto calibrated = measure::calibrate_for_this_boot(calibration);
    if (!calibrated) {
        return tl::unexpected(judge::InterpreterError{true, calibrated.error().what});
    }
    doctor.calibration = *std::move(calibrated);

    tell("trying what the kernel allows");
    doctor.facilities = examine_facilities(options.enclosure.tier);
    // A facility that an interruption kept from being tried must not be reported as missing.
    if (os::interrupted() != 0) {
        return tl::unexpected(judge::InterpreterError{true, "interrupted"});
    }
    auto found = find_interpreters(options.python, places_from_environment(), options.progress);
    if (!found) {
        return tl::unexpected(found.error());
    }
    doctor.interpreters = *std::move(found);
    doctor.meanwhile = os::difference(before, os::read_load());
    return doctor;
}

} // namespace gilkit::doctor
