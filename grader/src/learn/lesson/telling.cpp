#include "learn/lesson/telling.hpp"

#include "content/observed.hpp"
#include "content/text.hpp"
#include "report/layout.hpp"
#include "report/timeline/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gilkit::learn {

namespace {

using Json = nlohmann::ordered_json;

constexpr int indent = 4;

const Json* program_in(const Json& recording, const std::string& program) {
    const auto programs = recording.find("programs");
    if (programs == recording.end() || !programs->contains(program)) {
        return nullptr;
    }
    return &(*programs)[program];
}

std::string figure_in(const Json& recording, const std::string& program, const char* name, const char* form) {
    const Json* const entry = program_in(recording, program);
    if (entry == nullptr || !entry->contains(name) || !(*entry)[name].is_number()) {
        return "";
    }
    return fmt::format(fmt::runtime(form), (*entry)[name].get<double>());
}

} // namespace

std::string where_recorded(const Json& recording) {
    const int cores = recording["machine"].value("cores_online", 0);
    return fmt::format("{} on {} core{}", content::interpreter_name(nlohmann::json(recording)), cores,
                       cores == 1 ? "" : "s");
}

std::vector<std::string> output_lines(const Json& recording, const std::string& program,
                                      const report::Pen& pen) {
    std::vector<std::string> lines;
    const Json* const entry = program_in(recording, program);
    const std::string text = entry == nullptr ? "" : entry->value("stdout", "");
    for (const std::string_view line : content::split_lines(text)) {
        for (const std::string& part : report::wrap(pen.exact(line), pen.width() - indent)) {
            lines.push_back(std::string(indent, ' ') + pen.paint(report::Ink::strong, part));
        }
    }
    return lines;
}

std::vector<std::string> beside_lines(const Json& here, const Json& recorded, const report::Pen& pen) {
    constexpr int label_columns = 30;
    struct Row {
        const char* label;
        const char* figure;
        const char* form;
    };
    constexpr std::array<Row, 3> wanted{{{"took, seconds", "wall_s", "{:.2f}"},
                                         {"cores' worth of work at a time", "parallelism", "{:.2f}"},
                                         {"times as fast on 4 idle cores", "speedup_4", "{:.2f}"}}};
    std::vector<report::TableRow> rows;
    rows.reserve(wanted.size());
    for (const auto& [label, figure, form] : wanted) {
        rows.push_back(
            {label, {figure_in(here, "broken", figure, form), figure_in(recorded, "broken", figure, form)}});
    }
    return report::table({"", {"here", "recorded"}}, rows, label_columns, pen);
}

std::optional<gil::Recording> recorded_timeline(const Json& recorded) {
    const Json* const entry = program_in(recorded, "broken");
    if (entry == nullptr || !entry->contains("timeline")) {
        return std::nullopt;
    }
    auto recording = report::timeline_from_json((*entry)["timeline"]);
    return recording ? std::optional(*std::move(recording)) : std::nullopt;
}

std::string_view sentence_for(bool right, Confidence confidence) {
    switch (confidence) {
    case Confidence::guess:
        return right ? "A good guess. Now turn it into something that you know."
                     : "You said that it was a guess. Now you can find out.";
    case Confidence::fairly:
        return right ? "Read on and see whether your reason holds as well."
                     : "Somewhere your picture and the interpreter part. Find the place.";
    case Confidence::certain:
        return right ? "You were certain, and with reason."
                     : "You were certain, so here you can learn most: what surprises us stays with us.";
    }
    return "";
}

std::string verdict_on(const PredictionMade& made, const content::Prediction& prediction,
                       std::size_t right_here) {
    const content::Choice& here = prediction.choices[right_here];
    std::string text = fmt::format("**You predicted:** {}\n\n", made.choice);
    if (made.choice == here.text) {
        text += fmt::format("**So it is.** {}\n\n{}\n", sentence_for(true, made.confidence), here.because);
    } else {
        text += fmt::format("**Here it is:** {}\n\n{}\n\n", here.text, sentence_for(false, made.confidence));
        const auto chosen = std::ranges::find(prediction.choices, made.choice, &content::Choice::text);
        if (chosen != prediction.choices.end()) {
            text += fmt::format("Of what you predicted: {}\n\n", chosen->because);
        }
        text += fmt::format("Of what it is: {}\n", here.because);
    }
    const auto recorded = std::ranges::find(prediction.choices, true, &content::Choice::right);
    if (recorded != prediction.choices.end() && recorded->text != here.text) {
        text +=
            fmt::format("\nWhere the lesson was recorded, another answer was right: {}\n", recorded->text);
    }
    return text;
}

} // namespace gilkit::learn
