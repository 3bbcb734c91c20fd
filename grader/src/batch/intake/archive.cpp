#include "batch/intake/archive.hpp"

#include "batch/intake/folder.hpp"
#include "judge/grade.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace gilkit::batch {

namespace {

std::string fault_of(archive::Kind kind) {
    switch (kind) {
    case archive::Kind::file:
        return "";
    case archive::Kind::too_large:
        return too_large();
    case archive::Kind::link:
        return "is a link, which is not followed; pack the file itself";
    case archive::Kind::special:
        return no_regular_file();
    }
    return "";
}

} // namespace

Finds read_archive(const std::filesystem::path& program, const std::filesystem::path& file,
                   const Wanted& wanted, const std::string& place, const archive::Limits& limits) {
    const os::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) < 0 || !S_ISREG(status.st_mode)) {
        return {{}, 0, fmt::format("{} can't be read ({}); make it readable", place, std::strerror(errno))};
    }
    if (status.st_size == 0) {
        return {{}, 0, fmt::format("{} is an empty file; pack the submission again", place)};
    }
    static_assert(archive::Limits{}.file_bytes == judge::max_submission_bytes);
    archive::Contents contents = archive::read(program, fd.get(), wanted.file_names(), limits);
    Finds finds;
    finds.files = contents.files;
    if (!contents.fault.empty()) {
        finds.fault = fmt::format("{} {}", place, contents.fault);
        return finds;
    }
    for (archive::File& found : contents.wanted) {
        Candidate candidate{std::move(found.path), fault_of(found.kind), std::nullopt};
        if (found.kind == archive::Kind::file) {
            candidate.bytes = std::move(found.bytes);
        }
        finds.candidates.push_back(std::move(candidate));
    }
    return finds;
}

} // namespace gilkit::batch
