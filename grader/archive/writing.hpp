// A zip archive, made in memory. The same files give the same bytes, at any time and in any time zone.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::archive {

// `said`: the files, as `gilkit-archive zip` is told of them (netstrings.hpp); the zip has them in this
// order. The error is one sentence.
tl::expected<std::string, std::string> zip_of(const std::vector<std::string_view>& said);

} // namespace gilkit::archive
