// What the JSON calls the reasons why nothing is known of a GIL.
#pragma once

#include "gil/knowledge.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace gilkit::report {

inline constexpr std::array<std::pair<gil::Unseen, std::string_view>, 6> unseen_names{{
    {gil::Unseen::gone, "gone"},
    {gil::Unseen::denied, "denied"},
    {gil::Unseen::unavailable, "unavailable"},
    {gil::Unseen::not_cpython, "not-cpython"},
    {gil::Unseen::starting, "starting"},
    {gil::Unseen::unknown, "unknown"},
}};

} // namespace gilkit::report
