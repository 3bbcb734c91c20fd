// The formats that a grading is reported in, by name: for the command line and for whoever grades many. Each
// is a pure function in a file of its own.
//
// What a submission wrote is hostile in every one of them. It is capped, made valid UTF-8 without characters
// that steer a terminal (formats/foreign.hpp), and escaped by the rules of the format, so that it neither
// ends nor begins anything there.
//
// A check of a submission is a test (formats/cases.hpp). One that a grading did not come to is skipped. What
// can't be told here is neither a failure nor a pass, and what gilkit itself could not do is no failure of
// the learner's; how a format says that stands at the top of its file.
#pragma once

#include "judge/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace gilkit::report {

struct Format {
    std::string_view name;      // "junit", as in --format
    std::string_view extension; // of a file in it: ".xml"
    // The whole text, valid UTF-8 that ends in a newline unless it is empty.
    std::string (*write)(const judge::Report& report);
};

// Sorted as they are to be listed: text and json first.
std::span<const Format> formats();
// Null when there is none of that name.
const Format* find_format(std::string_view name);

} // namespace gilkit::report
