#include "learn/workspace/editor.hpp"

#include <nlohmann/json.hpp>

namespace gilkit::learn {

namespace {

using Json = nlohmann::ordered_json;

// The first two lines of a report: "✗ failed: race · plus-equals" and the file below it. The verdict is one
// on the file as a whole.
Json problem_matcher() {
    return {{"owner", "gilkit"},
            {"fileLocation", Json::array({"autoDetect", "${workspaceFolder}"})},
            {"severity", "error"},
            {"pattern",
             Json::array(
                 {Json{{"regexp", "^\\S+ ((?:failed|inconclusive): .+)$"}, {"kind", "file"}, {"message", 1}},
                  Json{{"regexp", "^  (\\S.*?\\.(?:py|cpp))(?: .*)?$"}, {"file", 1}}})}};
}

Json task(const std::string& label, const std::string& gilkit, const Json& words) {
    return {{"label", label},
            {"type", "process"},
            {"command", gilkit},
            {"args", words},
            {"presentation", {{"clear", true}, {"focus", false}}}};
}

} // namespace

std::map<std::string, std::string> editor_files(const std::string& gilkit) {
    Json grade = task("gilkit: grade this file", gilkit, Json::array({"grade", "${file}"}));
    grade["group"] = {{"kind", "test"}, {"isDefault", true}};
    grade["problemMatcher"] = problem_matcher();
    Json watch = task("gilkit: watch", gilkit, Json::array({"watch"}));
    watch["problemMatcher"] = Json::array();
    Json hint = task("gilkit: a hint for this file", gilkit, Json::array({"hint", "${file}"}));
    hint["problemMatcher"] = Json::array();
    const Json tasks{{"version", "2.0.0"}, {"tasks", Json::array({grade, watch, hint})}};
    constexpr int indent = 2;
    return {{"tasks.json", tasks.dump(indent) + "\n"}};
}

} // namespace gilkit::learn
