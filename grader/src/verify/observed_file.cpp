#include "verify/observed_file.hpp"

#include "os/fd.hpp"
#include "report/timeline/timeline.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::verify {

using nlohmann::ordered_json;

namespace {

// As many spans as a picture of a page's width can show, and a file that people still can look into.
constexpr std::size_t most_spans = 600;

ordered_json timeline_of(gil::Recording recording) {
    gil::CoarseLanes coarse = gil::coarse_lanes(recording, most_spans);
    recording.lanes = std::move(coarse.lanes);
    recording.grain_ns = coarse.grain_ns;
    return report::timeline_json(recording);
}

// Indented, but for the timelines, each of which is one line: nobody reads thousands of lines of spans.
std::string pretty(ordered_json observed) {
    std::vector<std::pair<std::string, std::string>> lines; // what stands for a timeline, and its text
    for (ordered_json& recording : observed["recordings"]) {
        for (ordered_json& program : recording["programs"]) {
            if (program.contains("timeline")) {
                // No string of a JSON text is written so, but for this one.
                const ordered_json mark = fmt::format("\x01timeline {}", lines.size());
                lines.emplace_back(mark.dump(), program["timeline"].dump());
                program["timeline"] = mark;
            }
        }
    }
    std::string text = observed.dump(2);
    std::size_t from = 0;
    for (const auto& [mark, line] : lines) {
        const std::size_t at =
            text.find("\"timeline\": " + mark, from) + std::string_view("\"timeline\": ").size();
        text.replace(at, mark.size(), line);
        from = at + line.size();
    }
    return text + "\n";
}

} // namespace

os::Result<std::filesystem::path> add_to_observed_file(const content::Lesson& lesson,
                                                       const judge::LessonRecording& recording) {
    ordered_json entry = recording.figures;
    for (const auto& [program, timeline] : recording.timelines) {
        entry["programs"][program]["timeline"] = timeline_of(timeline);
    }
    ordered_json observed{{"schema", "gilkit.observed/1"}, {"recordings", ordered_json::array()}};
    if (!lesson.observed_json.empty()) {
        observed = ordered_json::parse(lesson.observed_json);
    }
    ordered_json& recordings = observed["recordings"];
    const auto old = std::ranges::find_if(recordings, [&](const ordered_json& other) {
        return other["interpreter"]["implementation"] == entry["interpreter"]["implementation"] &&
               other["interpreter"]["version"] == entry["interpreter"]["version"];
    });
    if (old != recordings.end()) {
        *old = std::move(entry);
    } else {
        recordings.push_back(std::move(entry));
    }
    std::filesystem::path file = lesson.folder / "observed.json";
    if (auto written = os::write_file_atomically(file, pretty(std::move(observed))); !written) {
        return tl::unexpected(written.error());
    }
    return file;
}

} // namespace gilkit::verify
