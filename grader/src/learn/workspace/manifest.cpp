#include "learn/workspace/manifest.hpp"

#include "learn/files.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gilkit::learn {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema = "gilkit.workspace/1";

// A name that stays inside the workspace, whoever wrote the manifest.
bool is_name(const Json& value) {
    if (!value.is_string()) {
        return false;
    }
    const auto name = value.get<std::string>();
    return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
           name.find('\0') == std::string::npos;
}

} // namespace

fs::path manifest_of(const fs::path& root) {
    return root / ".gilkit" / "workspace.json";
}

tl::expected<Workspace, std::string> read_manifest(const fs::path& root) {
    const fs::path file = manifest_of(root);
    const auto refuse = [&](std::string_view fault) {
        return tl::unexpected(fmt::format("{} {}", file.string(), fault));
    };
    const auto text = os::read_regular_file(file, largest_file);
    if (!text) {
        return tl::unexpected(text.error().to_string());
    }
    const Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("schema") || !json["schema"].is_string()) {
        return refuse("is damaged; remove it and call gilkit init there again, which keeps your files");
    }
    if (json["schema"] != schema) {
        return refuse(
            fmt::format("is of the version {}, and this gilkit knows {}; use the gilkit that made it",
                        json["schema"].get<std::string>(), schema));
    }
    Workspace workspace{root, {}};
    const Json none = Json::object();
    for (const auto& [id, name] : (json.contains("folders") ? json["folders"] : none).items()) {
        if (!is_name(name)) {
            return refuse(fmt::format("names no folder of the workspace for '{}'; correct it", id));
        }
        workspace.folders[id] = name.get<std::string>();
    }
    return workspace;
}

os::Result<void> write_manifest(const Workspace& workspace) {
    const Json json{{"schema", schema}, {"folders", workspace.folders}};
    constexpr int indent = 2;
    return os::write_file_atomically(manifest_of(workspace.root),
                                     json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n");
}

} // namespace gilkit::learn
