#include "verify/check.hpp"

#include <algorithm>

namespace gilkit::verify {

std::string_view to_string(Part part) {
    switch (part) {
    case Part::files:
        return "files";
    case Part::lesson:
        return "lesson";
    case Part::solution:
        return "solution";
    case Part::stub:
        return "stub";
    case Part::mistake:
        break;
    }
    return "mistake";
}

std::string_view to_string(Status status) {
    switch (status) {
    case Status::passed:
        return "passed";
    case Status::failed:
        return "failed";
    case Status::inconclusive:
        return "inconclusive";
    case Status::error:
        break;
    }
    return "error";
}

std::optional<Status> status_from_string(std::string_view name) {
    for (const Status status : {Status::passed, Status::failed, Status::inconclusive, Status::error}) {
        if (to_string(status) == name) {
            return status;
        }
    }
    return std::nullopt;
}

std::string Check::name() const {
    if (unit.empty()) {
        return "the course: its ids and files";
    }
    std::string name = unit + ": the " + std::string(to_string(part));
    if (part == Part::mistake) {
        name += " " + file.filename().string();
    }
    return name;
}

std::size_t Report::count(Status status) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(checks, [&](const Check& check) { return check.found.status == status; }));
}

int Report::exit_code() const {
    if (count(Status::error) > 0) {
        return 3;
    }
    if (count(Status::failed) > 0) {
        return 1;
    }
    return count(Status::inconclusive) > 0 ? 4 : 0;
}

} // namespace gilkit::verify
