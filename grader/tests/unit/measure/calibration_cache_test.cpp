#include "measure/calibration_cache.hpp"

#include "os/cores.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <string>

using namespace gilkit::measure;
using namespace gilkit::os::test;

namespace {

const CacheKey key{"boot-1", {0, 1}};

Calibration sample(double median = 1.5) {
    return {.cpus = {0, 1},
            .rounds = 7,
            .throughput = {median, median - 0.25, median + 0.125},
            .throughput_wall = {1.0, 0.5, 1.25},
            .disturbed = 0.0625,
            .steal_share = std::nullopt};
}

std::optional<double> stored(const std::filesystem::path& file, const CacheKey& wanted, double now_s = 110) {
    const auto cached = read_cached(file, wanted, now_s);
    return cached && *cached ? std::optional((*cached)->calibration.throughput.median) : std::nullopt;
}

// What calibrate_for_this_boot() does in a folder of the test's own, and whether it measured.
struct Boot {
    Scratch scratch;
    std::filesystem::path file = scratch / "cache/gilkit/calibration.json";
    bool measured = false;

    Boot() { put_file(scratch / "boot_id", "boot-1\n"); }
    BootCalibration ask(bool anew = false) {
        const int cpu = gilkit::os::allowed_cpus().front();
        return ask(anew, {cpu, cpu}); // one core is enough to see whether anything was measured
    }
    BootCalibration ask(bool anew, std::vector<int> cpus) {
        measured = false;
        BootCalibrationOptions options;
        options.cpus = std::move(cpus);
        options.measure_anew = anew;
        options.on_measuring = [this] { measured = true; };
        options.boot_id_file = scratch / "boot_id";
        options.cache_file = file;
        return calibrate_for_this_boot(options).value();
    }
};

} // namespace

TEST_CASE("What was written is read again, with its age") {
    const Scratch scratch;
    const auto file = scratch / "new/folders/calibration.json";
    CHECK_FALSE(read_cached(file, key, 5).value()); // no file is no error
    REQUIRE(write_cached(file, key, sample(), 100));
    const auto cached = read_cached(file, key, 130);
    REQUIRE(cached);
    REQUIRE(*cached);
    CHECK((*cached)->age_s == 30);
    const Calibration& read = (*cached)->calibration;
    CHECK(read.cpus == sample().cpus);
    CHECK(read.rounds == 7);
    CHECK(read.throughput.median == 1.5);
    CHECK(read.throughput.low == 1.25);
    CHECK(read.throughput.high == 1.625);
    CHECK(read.throughput_wall.low == 0.5);
    CHECK(read.disturbed == 0.0625);
    CHECK_FALSE(read.steal_share);
}

TEST_CASE("Each set of CPUs has its calibration, and another boot's are forgotten") {
    const Scratch scratch;
    const auto file = scratch / "calibration.json";
    const CacheKey other_cpus{"boot-1", {0, 3}};
    const CacheKey other_boot{"boot-2", {0, 1}};
    REQUIRE(write_cached(file, key, sample(1.5), 100));
    REQUIRE(write_cached(file, other_cpus, sample(1.75), 101));
    REQUIRE(write_cached(file, key, sample(1.625), 102));
    CHECK(stored(file, key) == 1.625);
    CHECK(stored(file, other_cpus) == 1.75);
    CHECK_FALSE(stored(file, other_boot));
    REQUIRE(write_cached(file, other_boot, sample(1.0), 103));
    CHECK(stored(file, other_boot) == 1.0);
    CHECK_FALSE(stored(file, key));
}

TEST_CASE("The file does not grow for ever") {
    const Scratch scratch;
    const auto file = scratch / "calibration.json";
    for (int cpu = 1; cpu < 40; ++cpu) {
        REQUIRE(write_cached(file, {"boot-1", {0, cpu}}, sample(), 100));
    }
    CHECK(nlohmann::json::parse(get_file(file))["entries"].size() == 16);
    CHECK(stored(file, {"boot-1", {0, 39}}));
}

TEST_CASE("A file that gilkit has not written is refused, whatever is wrong with it") {
    const Scratch scratch;
    const auto file = scratch / "calibration.json";
    REQUIRE(write_cached(file, key, sample(), 100));
    const auto good = nlohmann::json::parse(get_file(file));
    const auto refused = [&](const std::string& text) {
        put_file(file, text);
        return !read_cached(file, key, 110);
    };
    for (const std::string text : {"", "{", "[]", "5", "null", R"({"schema": "gilkit.calibration/1"})",
                                   R"({"schema": "gilkit.calibration/2", "entries": []})"}) {
        CAPTURE(text);
        CHECK(refused(text));
    }
    for (const std::string patch : {
             R"([{"op": "replace", "path": "/entries/0/at_s", "value": 111}])", // in the future
             R"([{"op": "remove", "path": "/entries/0/at_s"}])",
             R"([{"op": "remove", "path": "/entries/0/calibration"}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/rounds", "value": 0}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/rounds", "value": 1e300}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/cpus", "value": [1]}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/cpus", "value": [0, -1]}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/cpus", "value": "01"}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/throughput/low", "value": 1.6}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/throughput/low", "value": 0}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/throughput_wall/high", "value": "2"}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/disturbed", "value": 1.5}])",
             R"([{"op": "replace", "path": "/entries/0/calibration/steal_share", "value": "none"}])",
         }) {
        CAPTURE(patch);
        CHECK(refused(good.patch(nlohmann::json::parse(patch)).dump()));
    }
    CHECK_FALSE(refused(good.dump()));
    // Neither a folder nor a FIFO makes anybody wait.
    std::filesystem::remove(file);
    ::mkfifo(file.c_str(), 0600);
    CHECK_FALSE(read_cached(file, key, 110));
}

TEST_CASE("One measurement a boot, unless another one is asked for") {
    Boot boot;
    CHECK_FALSE(boot.ask().cached);
    CHECK(boot.measured);
    const BootCalibration second = boot.ask();
    CHECK(second.cached);
    CHECK_FALSE(boot.measured);
    CHECK(second.calibration);
    CHECK(second.cache_trouble.empty());
    CHECK_FALSE(boot.ask(/*anew=*/true).cached);
    CHECK(boot.measured);
    put_file(boot.scratch / "boot_id", "boot-2\n");
    CHECK_FALSE(boot.ask().cached);
    CHECK(boot.measured);
}

TEST_CASE("With one core there is nothing to measure, and no file") {
    Boot boot;
    const BootCalibration answer = boot.ask(false, {0});
    CHECK_FALSE(answer.calibration);
    CHECK_FALSE(boot.measured);
    CHECK(answer.why_not == "there is only one core for us to use");
    CHECK_FALSE(std::filesystem::exists(boot.file));
}

TEST_CASE("A corrupt file is told of and written anew") {
    Boot boot;
    put_file(boot.file, "not JSON");
    const BootCalibration answer = boot.ask();
    CHECK(answer.calibration);
    CHECK(answer.cache_trouble.find("is corrupt") != std::string::npos);
    CHECK(boot.ask().cached);
}

TEST_CASE("A cache that can't be written, or has no key, costs only the measurement") {
    Boot boot;
    put_file(boot.scratch / "cache", "a file where the folder should be");
    const BootCalibration answer = boot.ask();
    CHECK(answer.calibration);
    CHECK(answer.cache_trouble.find((boot.scratch / "cache").string()) != std::string::npos);
    std::filesystem::remove(boot.scratch / "cache");
    std::filesystem::remove(boot.scratch / "boot_id");
    CHECK(boot.ask().cache_trouble.find("boot_id can't be read") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(boot.file));
}
