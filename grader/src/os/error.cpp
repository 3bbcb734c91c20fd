#include "os/error.hpp"

#include <system_error>

namespace gilkit::os {

std::string Error::to_string() const {
    return what + ": " + std::generic_category().message(code);
}

} // namespace gilkit::os
