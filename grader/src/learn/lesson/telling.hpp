// What is said of a lesson around its own text: about the prediction, and about what was measured here.
#pragma once

#include "content/model.hpp"
#include "learn/lesson/run_here.hpp"
#include "learn/progress/progress.hpp"
#include "report/pen.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::learn {

// "CPython 3.11.2 on 2 cores", of a recording.
std::string where_recorded(const nlohmann::ordered_json& recording);

// What a program printed, indented: safe lines.
std::vector<std::string> output_lines(const nlohmann::ordered_json& recording, const std::string& program,
                                      const report::Pen& pen);

// A table of what was measured here beside what the lesson has recorded; `recorded`: its first recording.
std::vector<std::string> beside_lines(const nlohmann::ordered_json& here,
                                      const nlohmann::ordered_json& recorded, const report::Pen& pen);

// What the threads of the broken program did, of a recording; nullopt where that was not recorded.
std::optional<gil::Recording> recorded_timeline(const nlohmann::ordered_json& recorded);

// Whether the prediction came true here, why one might think otherwise, and what is true where it was
// recorded: paragraphs of Markdown.
std::string verdict_on(const PredictionMade& made, const content::Prediction& prediction,
                       std::size_t right_here);

// One sentence for who was right or not, by how sure they were.
std::string_view sentence_for(bool right, Confidence confidence);

} // namespace gilkit::learn
