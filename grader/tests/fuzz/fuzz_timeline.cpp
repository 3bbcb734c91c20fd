// Feeds texts to the reader of timelines, which come from files that anybody may have written. What it takes,
// it can draw.
#include "report/timeline/timeline.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto picture =
        gilkit::report::timeline_svg_of_json({reinterpret_cast<const char*>(data), size}, "");
    if (picture && !picture->ends_with("</svg>\n")) {
        std::abort();
    }
    return 0;
}
