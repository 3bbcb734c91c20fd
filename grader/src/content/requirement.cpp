#include "content/requirement.hpp"

#include "content/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace gilkit::content {

namespace {

constexpr std::int64_t most_workers = 1024;

CpuRequirement read_speedup(TableReader& table) {
    CpuRequirement cpu;
    cpu.speedup = table.number("speedup", {0, false, static_cast<double>(most_workers)});
    // Below 1 even the reference itself would be refused.
    cpu.work_ratio_max =
        table.number("work_ratio_max", {1, true, static_cast<double>(most_workers)}, cpu.work_ratio_max);
    return cpu;
}

CpuRequirement read_parallel_work(TableReader& table, Exercise& exercise) {
    exercise.workers = static_cast<int>(table.integer("workers", {1, most_workers}));
    return read_speedup(table);
}

Requirement read_cpu(TableReader& table, Exercise& exercise) {
    return read_parallel_work(table, exercise);
}

Requirement read_io(TableReader& table, Exercise& exercise) {
    constexpr std::int64_t most_requests = 512;
    IoRequirement io;
    exercise.workers = static_cast<int>(table.integer("workers", {1, most_requests}, exercise.workers));
    io.in_flight = table.number("in_flight", {1, true, static_cast<double>(most_requests)});
    io.at_most = static_cast<int>(table.integer("at_most", {0, most_requests}, io.at_most));
    if (table.has("speedup") || table.has("work_ratio_max")) {
        io.work = read_speedup(table);
    }
    return io;
}

Requirement read_race(TableReader& table, Exercise& exercise) {
    RaceRequirement race;
    exercise.workers = static_cast<int>(table.integer("threads", {1, most_workers}, exercise.workers));
    race.schedules = static_cast<int>(table.integer("schedules", {1, 10000}, race.schedules));
    return race;
}

Requirement read_native(TableReader& table, Exercise& exercise) {
    NativeRequirement native;
    native.cpu = read_parallel_work(table, exercise);
    native.module = table.text("module");
    if (!native.module.empty() && !is_python_name(native.module)) {
        table.fault(table.line("module"),
                    fmt::format("{} is not the name of a module", in_quotes(native.module)),
                    "use letters, digits and underscores");
    }
    native.build_s = table.number("build_s", {0, false, 3600}, native.build_s);
    const std::filesystem::path check = exercise.folder / "check";
    native.rules = check / "CMakeLists.txt";
    native.driver = check / "driver.py";
    native.reference = check / "reference.cpp";
    return native;
}

Requirement read_responsive(TableReader& table, Exercise& exercise) {
    // Less could not be told from how often gilkit looks.
    constexpr double least_ms = 10;
    constexpr double most_ms = 60'000;
    ResponsiveRequirement responsive;
    exercise.workers = static_cast<int>(table.integer("workers", {1, most_workers}, exercise.workers));
    for (const auto& [name, figure] :
         {std::pair{"median_ms", &responsive.median_ms}, std::pair{"p99_ms", &responsive.p99_ms},
          std::pair{"longest_gap_ms", &responsive.longest_gap_ms}}) {
        *figure = table.number(name, {least_ms, true, most_ms}, *figure);
    }
    return responsive;
}

struct Kind {
    std::string_view name;
    std::string_view suffix; // of submissions
    // That it can have, in the order in which they are told of.
    std::vector<std::string_view> checks;
    // Reads the table of that name; null: there is none, and `asks` is all that there is to say.
    Requirement (*read)(TableReader& table, Exercise& exercise);
    Requirement asks;
};

const std::array kinds{
    Kind{"cpu",
         ".py",
         {"imports", "cases", "parallel", "answers", "work", "speedup"},
         read_cpu,
         CpuRequirement{}},
    Kind{"io",
         ".py",
         {"imports", "cases", "once", "bound", "concurrent", "parallel", "answers", "work", "speedup"},
         read_io,
         IoRequirement{}},
    Kind{"native",
         ".cpp",
         {"compiles", "cases", "parallel", "answers", "work", "speedup"},
         read_native,
         NativeRequirement{}},
    Kind{"output", ".py", {"imports", "output"}, nullptr, OutputRequirement{}},
    Kind{"race", ".py", {"imports", "answers", "threads", "schedules"}, read_race, RaceRequirement{}},
    Kind{"responsive",
         ".py",
         {"imports", "cases", "answers", "median", "p99", "gap"},
         read_responsive,
         ResponsiveRequirement{}},
};

const Kind& row_of(const Requirement& requirement) {
    return *std::ranges::find(kinds, requirement.index(), [](const Kind& kind) { return kind.asks.index(); });
}

} // namespace

std::string_view kind_of(const Requirement& requirement) {
    return row_of(requirement).name;
}

std::string_view suffix_of(const Requirement& requirement) {
    return row_of(requirement).suffix;
}

std::vector<std::string_view> checks_of(const Requirement& requirement) {
    std::vector<std::string_view> checks = row_of(requirement).checks;
    if (const auto* const io = std::get_if<IoRequirement>(&requirement)) {
        std::erase_if(checks, [&](std::string_view check) {
            const bool of_work = check == "parallel" || check == "work" || check == "speedup";
            return (check == "bound" && io->at_most == 0) || (of_work && !io->work);
        });
    }
    return checks;
}

const CpuRequirement* parallel_work_of(const Requirement& requirement) {
    if (const auto* const native = std::get_if<NativeRequirement>(&requirement)) {
        return &native->cpu;
    }
    if (const auto* const io = std::get_if<IoRequirement>(&requirement)) {
        return io->work ? &*io->work : nullptr;
    }
    return std::get_if<CpuRequirement>(&requirement);
}

bool read_requirement(TableReader& toml, Exercise& exercise) {
    const std::string name = toml.text("kind");
    std::vector<std::string> names;
    for (const Kind& kind : kinds) {
        names.emplace_back(kind.name);
        if (kind.name != name) {
            continue;
        }
        exercise.requirement = kind.asks;
        if (kind.read != nullptr) {
            if (auto table = toml.table(name)) {
                exercise.requirement = kind.read(*table, exercise);
                table->finish();
            }
        }
        return true;
    }
    for (const Kind& kind : kinds) {
        toml.ignore(kind.name);
    }
    if (!name.empty()) {
        toml.fault(toml.line("kind"), fmt::format("unknown kind {}", in_quotes(name)),
                   did_you_mean(name, names, fmt::format("use one of {}", fmt::join(names, ", "))));
    }
    return false;
}

} // namespace gilkit::content
