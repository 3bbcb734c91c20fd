#include "measure/calibration_cache.hpp"

#include "os/fd.hpp"
#include "os/user_folders.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <string_view>
#include <system_error>

namespace gilkit::measure {

namespace {

using Json = nlohmann::json;

constexpr std::string_view schema = "gilkit.calibration/1";
constexpr std::size_t largest_file = 1U << 20U;
constexpr std::size_t most_entries = 16; // CPU sets of one boot

Json json_of(const Spread& spread) {
    return {{"median", spread.median}, {"low", spread.low}, {"high", spread.high}};
}

Json json_of(const std::optional<double>& figure) {
    return figure ? Json(*figure) : Json(nullptr);
}

Json json_of(const Calibration& calibration) {
    return {{"cpus", calibration.cpus},
            {"rounds", calibration.rounds},
            {"throughput", json_of(calibration.throughput)},
            {"throughput_wall", json_of(calibration.throughput_wall)},
            {"disturbed", json_of(calibration.disturbed)},
            {"steal_share", json_of(calibration.steal_share)}};
}

// Readers of what may be anybody's file: nullopt for whatever write_cached() would not have written.

Json field(const Json& object, const char* key) {
    return object.is_object() ? object.value(key, Json()) : Json();
}

std::optional<double> figure_in(const Json& json) {
    const double value = json.is_number() ? json.get<double>() : -1;
    return std::isfinite(value) && value >= 0 ? std::optional(value) : std::nullopt;
}

std::optional<std::vector<int>> cpus_in(const Json& json) {
    std::vector<int> cpus;
    for (const Json& cpu : json.is_array() ? json : Json::array()) {
        constexpr int most = 1 << 16;
        if (!cpu.is_number_unsigned() || cpu.get<unsigned>() >= most) {
            return std::nullopt;
        }
        cpus.push_back(cpu.get<int>());
    }
    return cpus.empty() ? std::nullopt : std::optional(cpus);
}

std::optional<Spread> spread_in(const Json& json) {
    const auto median = figure_in(field(json, "median"));
    const auto low = figure_in(field(json, "low"));
    const auto high = figure_in(field(json, "high"));
    if (!median || !low || !high || *low > *median || *median > *high || *low <= 0) {
        return std::nullopt;
    }
    return Spread{*median, *low, *high};
}

bool share_into(std::optional<double>& share, const Json& json) {
    share = figure_in(json);
    return json.is_null() || (share && *share <= 1);
}

std::optional<Calibration> calibration_in(const Json& json) {
    Calibration calibration;
    const auto cpus = cpus_in(field(json, "cpus"));
    const auto rounds = figure_in(field(json, "rounds"));
    const auto throughput = spread_in(field(json, "throughput"));
    const auto throughput_wall = spread_in(field(json, "throughput_wall"));
    constexpr double most_rounds = 1000;
    if (!cpus || cpus->size() != calibration.cpus.size() || !rounds || *rounds < 1 || *rounds > most_rounds ||
        !throughput || !throughput_wall || !share_into(calibration.disturbed, field(json, "disturbed")) ||
        !share_into(calibration.steal_share, field(json, "steal_share"))) {
        return std::nullopt;
    }
    std::ranges::copy(*cpus, calibration.cpus.begin());
    calibration.rounds = static_cast<int>(*rounds);
    calibration.throughput = *throughput;
    calibration.throughput_wall = *throughput_wall;
    return calibration;
}

// The file's entries; none when there is no file.
tl::expected<Json, std::string> entries_of(const std::filesystem::path& file) {
    const auto text = os::read_regular_file(file, largest_file);
    if (!text) {
        if (text.error().code == ENOENT) {
            return Json::array();
        }
        return tl::unexpected(text.error().to_string());
    }
    const Json object = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
    Json entries = field(object, "entries");
    if (field(object, "schema") != schema || !entries.is_array()) {
        return tl::unexpected(file.string() + " is corrupt or of another version");
    }
    return entries;
}

bool is_for(const Json& entry, const CacheKey& key) {
    return field(entry, "boot") == key.boot_id && cpus_in(field(entry, "allowed")) == key.cpus;
}

double boot_clock_s() {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

} // namespace

std::optional<std::filesystem::path> calibration_cache_file() {
    const auto folder = os::cache_folder();
    return folder ? std::optional(*folder / "calibration.json") : std::nullopt;
}

tl::expected<std::optional<CachedCalibration>, std::string> read_cached(const std::filesystem::path& file,
                                                                        const CacheKey& key, double now_s) {
    const auto entries = entries_of(file);
    if (!entries) {
        return tl::unexpected(entries.error());
    }
    const auto entry = std::ranges::find_if(*entries, [&](const Json& each) { return is_for(each, key); });
    if (entry == entries->end()) {
        return std::nullopt;
    }
    const auto calibration = calibration_in(field(*entry, "calibration"));
    const auto at_s = figure_in(field(*entry, "at_s"));
    if (!calibration || !at_s || *at_s > now_s) {
        return tl::unexpected(file.string() + " holds an impossible calibration");
    }
    return CachedCalibration{*calibration, now_s - *at_s};
}

tl::expected<void, std::string> write_cached(const std::filesystem::path& file, const CacheKey& key,
                                             const Calibration& calibration, double now_s) {
    Json kept = Json::array();
    kept.push_back({{"boot", key.boot_id},
                    {"allowed", key.cpus},
                    {"at_s", now_s},
                    {"calibration", json_of(calibration)}});
    for (const Json& entry : entries_of(file).value_or(Json::array())) {
        if (kept.size() < most_entries && field(entry, "boot") == key.boot_id && !is_for(entry, key)) {
            kept.push_back(entry);
        }
    }
    std::error_code fault;
    std::filesystem::create_directories(file.parent_path(), fault);
    if (fault) {
        return tl::unexpected("can't make the folder " + file.parent_path().string() + ": " +
                              fault.message());
    }
    const Json object = {{"schema", schema}, {"entries", kept}};
    const auto written = os::write_file_atomically(file, object.dump(2) + "\n");
    if (!written) {
        return tl::unexpected(written.error().to_string());
    }
    return {};
}

tl::expected<BootCalibration, CalibrationError>
calibrate_for_this_boot(const BootCalibrationOptions& options) {
    BootCalibration result;
    if (options.cpus.size() < 2) {
        result.why_not = "there is only one core for us to use";
        return result;
    }
    CacheKey key{"", options.cpus};
    if (const auto boot_id = os::read_small_file(options.boot_id_file)) {
        key.boot_id = boot_id->substr(0, boot_id->find('\n'));
    }
    const bool may_cache = options.cache_file && !key.boot_id.empty();
    if (may_cache) {
        result.cache_file = options.cache_file->string();
    } else {
        result.cache_trouble = options.cache_file ? options.boot_id_file.string() + " can't be read"
                                                  : "neither XDG_CACHE_HOME nor HOME holds an absolute path";
    }
    if (may_cache && !options.measure_anew) {
        const auto cached = read_cached(*options.cache_file, key, boot_clock_s());
        if (cached && *cached) {
            result.calibration = (*cached)->calibration;
            result.cached = true;
            result.age_s = (*cached)->age_s;
            return result;
        }
        if (!cached) {
            result.cache_trouble = cached.error();
        }
    }
    if (options.on_measuring) {
        options.on_measuring();
    }
    auto measured = calibrate({options.cpus[0], options.cpus[1]});
    if (!measured) {
        if (measured.error().interrupted) {
            return tl::unexpected(measured.error());
        }
        result.why_not = measured.error().what;
        return result;
    }
    result.calibration = *measured;
    if (may_cache) {
        if (const auto written = write_cached(*options.cache_file, key, *measured, boot_clock_s());
            !written) {
            result.cache_trouble = written.error();
        }
    }
    return result;
}

} // namespace gilkit::measure
