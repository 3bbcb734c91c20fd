#include "report/doctor.hpp"
#include "report/json_parts.hpp"

namespace gilkit::report {

namespace {

template<typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json json_of(const std::optional<os::LoadAverage>& load) {
    if (!load) {
        return nullptr;
    }
    return {{"avg1", figure(load->avg1)}, {"avg5", figure(load->avg5)}, {"avg15", figure(load->avg15)}};
}

// The kernel's figures are in percent; ours are shares.
Json json_of(const std::optional<os::Pressure>& pressure) {
    if (!pressure) {
        return nullptr;
    }
    return {{"avg10", figure(pressure->avg10 / 100)},
            {"avg60", figure(pressure->avg60 / 100)},
            {"avg300", figure(pressure->avg300 / 100)}};
}

Json json_of(const os::MachineFacts& machine) {
    return {
        {"kernel", machine.kernel},
        {"hypervisor", or_null(machine.hypervisor)},
        {"cores",
         {{"online", machine.cpus_online},
          {"allowed", machine.cpus_allowed},
          {"quota", figure(machine.quota)},
          {"effective", figure(machine.cores_effective)},
          {"physical", or_null(machine.physical_cores)}}},
        {"load", json_of(machine.load)},
        {"pressure", json_of(machine.pressure)},
    };
}

Json json_of(const os::LoadDifference& difference) {
    return {
        {"wall_s", figure(difference.wall_s)},
        {"busy_s", figure(difference.busy_s)},
        {"idle_s", figure(difference.idle_s)},
        {"steal_s", figure(difference.steal_s)},
        {"steal_share", figure(difference.steal_share)},
        {"throttled_cpu_s", figure(difference.throttled_cpu_s)},
        {"throttled_periods", or_null(difference.throttled_periods)},
        {"pressure_share", figure(difference.pressure_share)},
    };
}

Json json_of(const measure::Spread& spread) {
    return {{"median", figure(spread.median)}, {"low", figure(spread.low)}, {"high", figure(spread.high)}};
}

Json json_of(const measure::BootCalibration& boot) {
    Json object = {{"available", boot.calibration.has_value()}};
    if (boot.calibration) {
        object["cpus"] = boot.calibration->cpus;
        object["rounds"] = boot.calibration->rounds;
        object["throughput"] = json_of(boot.calibration->throughput);
        object["throughput_wall"] = json_of(boot.calibration->throughput_wall);
        object["disturbed"] = figure(boot.calibration->disturbed);
        object["steal_share"] = figure(boot.calibration->steal_share);
        object["cached"] = boot.cached;
        object["age_s"] = figure(boot.age_s);
    } else {
        object["why"] = boot.why_not;
    }
    object["cache_file"] = text_or_null(boot.cache_file);
    object["cache_trouble"] = text_or_null(boot.cache_trouble);
    return object;
}

Json json_of(const doctor::Facility& facility) {
    return {
        {"name", facility.name},           {"use", doctor::to_string(facility.use)},
        {"available", facility.available}, {"needed", facility.needed},
        {"found", facility.found},         {"enable", text_or_null(facility.enable)},
    };
}

Json json_of(const doctor::FoundInterpreter& found) {
    Json interpreter = nullptr;
    if (found.interpreter) {
        interpreter = {
            {"path", found.interpreter->path},
            {"implementation", found.interpreter->implementation},
            {"version", found.interpreter->version},
            {"gil_enabled", or_null(found.interpreter->gil_enabled)},
        };
    }
    return {
        {"found_as", found.found_as}, {"student", found.student},           {"usable", found.usable},
        {"interpreter", interpreter}, {"fault", text_or_null(found.fault)},
    };
}

template<typename T>
Json list_of(const std::vector<T>& items) {
    Json list = Json::array();
    for (const T& item : items) {
        list.push_back(json_of(item));
    }
    return list;
}

} // namespace

std::string doctor_json(const doctor::Doctor& doctor) {
    const auto missing = doctor.missing();
    return to_text({
        {"schema", "gilkit.doctor/1"},
        {"gilkit", GILKIT_VERSION},
        {"ready", missing.empty()},
        {"missing", missing},
        {"machine", json_of(doctor.machine)},
        {"meanwhile", json_of(doctor.meanwhile)},
        {"calibration", json_of(doctor.calibration)},
        {"sandbox_tier", to_string(doctor.enclosure.tier)},
        {"facilities", list_of(doctor.facilities)},
        {"interpreters", list_of(doctor.interpreters)},
    });
}

} // namespace gilkit::report
