// The calibration of this boot: measured once, then read from a file. Two cores deliver what they deliver
// until the machine is another one; /proc/sys/kernel/random/boot_id and the CPUs that we may use stand for
// that. (A virtual machine that is moved or resumed keeps its boot: measure anew there.)
//
// The file is a convenience: one that is missing, corrupt or can't be written costs a second and no more.
#pragma once

#include "measure/calibration.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::measure {

// calibration.json in os::cache_folder(); nullopt when there is no such folder.
std::optional<std::filesystem::path> calibration_cache_file();

struct CacheKey {
    std::string boot_id;
    std::vector<int> cpus; // all that we may use, ascending
};

struct CachedCalibration {
    Calibration calibration;
    double age_s = 0;
};

// nullopt: nothing is stored for this key. The error says what is wrong with the file. `now_s`:
// CLOCK_BOOTTIME.
tl::expected<std::optional<CachedCalibration>, std::string> read_cached(const std::filesystem::path& file,
                                                                        const CacheKey& key, double now_s);

// Keeps what the file holds for this boot and other CPUs. The error says what could not be done.
tl::expected<void, std::string> write_cached(const std::filesystem::path& file, const CacheKey& key,
                                             const Calibration& calibration, double now_s);

struct BootCalibration {
    std::optional<Calibration> calibration;
    bool cached = false;
    double age_s = 0;          // since it was measured
    std::string why_not;       // when there is none
    std::string cache_file;    // empty: no place for one
    std::string cache_trouble; // what kept the file from being read or written; empty: nothing
};

struct BootCalibrationOptions {
    std::vector<int> cpus; // that we may use; the first two are measured
    bool measure_anew = false;
    std::function<void()> on_measuring; // told before the second that it takes; may be empty
    std::filesystem::path boot_id_file = "/proc/sys/kernel/random/boot_id";
    std::optional<std::filesystem::path> cache_file = calibration_cache_file();
};

// The error is an interruption.
tl::expected<BootCalibration, CalibrationError>
calibrate_for_this_boot(const BootCalibrationOptions& options);

} // namespace gilkit::measure
