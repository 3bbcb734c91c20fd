#include "cli/own_files.hpp"

#include <system_error>

namespace gilkit::cli {

namespace fs = std::filesystem;

OwnFiles own_files() {
    std::error_code error;
    OwnFiles files;
    files.program = fs::read_symlink("/proc/self/exe", error);
    const fs::path beside = files.program.parent_path();
    const fs::path prefix = beside.parent_path();
    const fs::path internal = prefix / "libexec" / "gilkit";
    if (fs::exists(internal / "gilkit-init", error)) {
        files.init = internal / "gilkit-init";
        files.archive = internal / "gilkit-archive";
        files.bindings = internal / "python";
        files.kit = prefix / "share" / "gilkit";
    } else {
        files.init = beside / "gilkit-init";
        files.archive = beside / "gilkit-archive";
        files.bindings = prefix / "python";
    }
    return files;
}

} // namespace gilkit::cli
