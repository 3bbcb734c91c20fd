#include "batch/slurm/plan.hpp"

#include "os/fd.hpp"
#include "report/json_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace gilkit::batch::slurm {

namespace fs = std::filesystem;

namespace {

using report::Json;

constexpr std::string_view plan_schema = "gilkit.slurm/1";
constexpr std::size_t largest_file = 64U << 20U;
constexpr std::string_view our_prefix = "gilkit: "; // of what we say on stderr

// SHA-256 in hexadecimal digits: nothing else becomes the name of a file.
bool is_key(std::string_view text) {
    constexpr std::size_t digits = 64;
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Planned<std::string> read_file(const fs::path& file) {
    return os::read_regular_file(file, largest_file).map_error([](const os::Error& error) {
        return error.to_string();
    });
}

Planned<void> write_file(const fs::path& file, std::string_view bytes) {
    return os::write_file_atomically(file, bytes).map_error([](const os::Error& error) {
        return error.to_string();
    });
}

// What `take` makes of the JSON in a file.
template<typename T, typename Take>
Planned<T> read_json(const fs::path& file, const Take& take) {
    const auto text = read_file(file);
    if (!text) {
        return tl::unexpected(text.error());
    }
    try {
        return take(Json::parse(*text));
    } catch (const Json::exception& fault) {
        return tl::unexpected(fmt::format("{} is damaged: {}", file.string(), fault.what()));
    }
}

Json json_of(const Job& job) {
    Json tasks = Json::array();
    for (const std::vector<Pending>& task : job.tasks) {
        Json keys = Json::array();
        for (const Pending& each : task) {
            keys.push_back({{"key", each.key}, {"exercise", each.exercise}});
        }
        tasks.push_back(std::move(keys));
    }
    return {{"number", job.number}, {"id", job.id}, {"tasks", std::move(tasks)}};
}

Job job_from(const Json& told) {
    Job job;
    job.number = told.at("number").get<std::size_t>();
    job.id = told.at("id").get<std::string>();
    for (const Json& keys : told.at("tasks")) {
        std::vector<Pending>& task = job.tasks.emplace_back();
        for (const Json& each : keys) {
            task.push_back({each.at("key").get<std::string>(), each.at("exercise").get<std::string>()});
        }
    }
    return job;
}

// The number in "12.json".
std::optional<std::size_t> number_of(const fs::path& file) {
    const std::string stem = file.stem().string();
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    const bool whole = error == std::errc() && end == stem.data() + stem.size();
    return whole && file.extension() == ".json" ? std::optional(number) : std::nullopt;
}

// NFS may have an older idea of a folder: what isn't listed yet is found by the next look.
std::vector<fs::path> names_in(const fs::path& folder) {
    std::vector<fs::path> names;
    std::error_code error;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        names.push_back(entry->path().filename());
    }
    return names;
}

} // namespace

std::string name_of_job(const std::string& token, std::size_t number) {
    return fmt::format("{}-{}", token, number);
}

std::vector<std::string> names_of_jobs(const std::string& token, const std::vector<Job>& jobs) {
    std::vector<std::string> names;
    names.reserve(jobs.size());
    for (const Job& job : jobs) {
        names.push_back(name_of_job(token, job.number));
    }
    return names;
}

bool PlanFolder::exists() const {
    std::error_code ignored;
    return fs::exists(folder_ / "plan.json", ignored);
}

Planned<void> PlanFolder::make() const {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (!error) {
        fs::permissions(folder_, fs::perms::owner_all, error);
    }
    for (const char* const name : {"items", "jobs", "results", "logs", "turns"}) {
        if (!error) {
            fs::create_directory(folder_ / name, error);
        }
    }
    return error ? tl::unexpected(fmt::format("can't make the folder {}: {}; name another one with --out",
                                              folder_.string(), error.message()))
                 : Planned<void>{};
}

void PlanFolder::remove() const {
    // First what says that it is a plan: whoever comes after a half removed one begins anew.
    std::error_code ignored;
    fs::remove(folder_ / "plan.json", ignored);
    fs::remove_all(folder_, ignored);
}

Planned<void> PlanFolder::write(const Plan& plan) const {
    return write_file(folder_ / "plan.json", report::to_text({{"schema", plan_schema},
                                                              {"token", plan.token},
                                                              {"gilkit", plan.gilkit},
                                                              {"python", plan.python},
                                                              {"interpreter", plan.interpreter},
                                                              {"require_tier", plan.require_tier},
                                                              {"gradings", plan.gradings}}));
}

Planned<Plan> PlanFolder::read() const {
    return read_json<Plan>(folder_ / "plan.json", [](const Json& told) {
        Plan plan;
        plan.token = told.at("token").get<std::string>();
        plan.gilkit = told.at("gilkit").get<std::string>();
        plan.python = told.at("python").get<std::string>();
        plan.interpreter = told.at("interpreter").get<std::string>();
        plan.require_tier = told.at("require_tier").get<std::string>();
        plan.gradings = told.at("gradings").get<std::size_t>();
        return plan;
    });
}

Planned<void> PlanFolder::write_script(const std::string& text) const {
    return write_file(script(), text);
}

fs::path PlanFolder::job_file(std::size_t number) const {
    return folder_ / "jobs" / fmt::format("{}.json", number);
}

Planned<void> PlanFolder::write(const Job& job) const {
    return write_file(job_file(job.number), report::to_text(json_of(job)));
}

Planned<Job> PlanFolder::read_job(std::size_t number) const {
    return read_json<Job>(job_file(number), job_from);
}

Planned<std::vector<Job>> PlanFolder::jobs() const {
    std::vector<Job> jobs;
    for (const fs::path& name : names_in(folder_ / "jobs")) {
        if (const auto number = number_of(name)) {
            auto job = read_job(*number);
            if (!job) {
                return tl::unexpected(job.error());
            }
            jobs.push_back(*std::move(job));
        }
    }
    std::ranges::sort(jobs, {}, &Job::number);
    return jobs;
}

Planned<void> PlanFolder::put_item(const std::string& key, const std::string& bytes) const {
    const fs::path file = folder_ / "items" / key;
    std::error_code ignored;
    return fs::exists(file, ignored) ? Planned<void>{} : write_file(file, bytes);
}

Planned<std::string> PlanFolder::item(const std::string& key) const {
    return read_file(folder_ / "items" / key);
}

fs::path PlanFolder::result_file(const std::string& key) const {
    return folder_ / "results" / (key + ".json");
}

bool PlanFolder::has_result(const std::string& key) const {
    std::error_code ignored;
    return fs::exists(result_file(key), ignored);
}

Planned<bool> PlanFolder::hand_in(const std::string& key, const std::string& bytes) const {
    return os::write_file_once(result_file(key), bytes).map_error([](const os::Error& error) {
        return error.to_string();
    });
}

Planned<Outcome> PlanFolder::result(const std::string& key) const {
    const auto bytes = read_file(result_file(key));
    if (!bytes) {
        return tl::unexpected(bytes.error());
    }
    auto outcome = outcome_from(*bytes);
    if (outcome && outcome->key != key) {
        return tl::unexpected(fmt::format("{} is of another grading", result_file(key).string()));
    }
    return outcome.map_error(
        [&](const std::string& fault) { return fmt::format("{}: {}", result_file(key).string(), fault); });
}

std::vector<std::string> PlanFolder::results() const {
    std::vector<std::string> keys;
    for (const fs::path& name : names_in(folder_ / "results")) {
        if (name.extension() == ".json" && is_key(name.stem().string())) {
            keys.push_back(name.stem().string());
        }
    }
    return keys;
}

void PlanFolder::discard_result(const std::string& key) const {
    std::error_code ignored;
    fs::rename(result_file(key), folder_ / "results" / (key + ".damaged"), ignored);
}

std::string PlanFolder::log(std::size_t job, std::size_t task) const {
    constexpr std::size_t largest = 1U << 20U;
    const auto text = os::read_regular_file(folder_ / "logs" / fmt::format("{}.{}", job, task), largest);
    if (!text) {
        return "";
    }
    constexpr std::size_t most = 400;
    const std::string_view end = std::string_view(*text).substr(text->size() - std::min(most, text->size()));
    std::string line;
    for (std::size_t at = 0; at < end.size();) {
        const std::size_t stop = std::min(end.find('\n', at), end.size());
        std::string_view part = end.substr(at, stop - at);
        part.remove_prefix(part.starts_with(our_prefix) ? our_prefix.size() : 0);
        line += line.empty() || part.empty() ? "" : "; ";
        line += part;
        at = stop + 1;
    }
    return line;
}

} // namespace gilkit::batch::slurm
