#include "os/error.hpp"

#include <fmt/format.h>

#include <system_error>

namespace gilkit::os {

std::string Error::to_string() const {
    return fmt::format("{}: {}", what, std::generic_category().message(code));
}

} // namespace gilkit::os
