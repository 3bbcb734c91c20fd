// Which packages of Debian or Ubuntu this very program needs where it is taken to.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace gilkit::bundle {

// The packages that hold the libraries which this process has loaded, sorted, each once. The error is one
// sentence: on another distribution, or with libraries that were built by hand, nobody could say what to
// install.
tl::expected<std::vector<std::string>, std::string> packages_of_our_libraries();

// The distribution that they belong to, as "debian 12"; empty where it isn't told (os-release(5)).
std::string this_distribution();

} // namespace gilkit::bundle
