#include "gil/knowledge.hpp"

#include <fmt/format.h>

#include <string_view>

namespace gilkit::gil {

namespace {

std::string_view why(Unseen unseen) {
    switch (unseen) {
    case Unseen::gone:
        return "it ended too soon";
    case Unseen::denied:
        return "its memory may not be read; be its user, or root";
    case Unseen::unavailable:
        return "no process's memory can be read here";
    case Unseen::not_cpython:
        return "not CPython";
    case Unseen::starting:
        return "Python was not up yet";
    case Unseen::unknown:
        break;
    }
    return "a build of CPython that gilkit does not know";
}

} // namespace

std::string describe(const GilKnowledge& gil) {
    if (gil.unseen) {
        return fmt::format("GIL unknown: {}", why(*gil.unseen));
    }
    const std::string version = gil.version ? " " + gil.version->to_string() : "";
    if (!gil.free_threaded) {
        return "CPython" + version;
    }
    return fmt::format("CPython{}, free-threaded: {}", version, gil.enabled ? "its GIL is on" : "no GIL");
}

} // namespace gilkit::gil
