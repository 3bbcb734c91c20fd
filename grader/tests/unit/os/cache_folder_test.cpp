#include "os/cache_folder.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit::os;
using gilkit::os::test::Variable;

TEST_CASE("the cache's place follows the XDG specification") {
    const Variable home("HOME", "/home/me");
    {
        const Variable cache("XDG_CACHE_HOME", "/var/cache/me");
        CHECK(cache_folder() == "/var/cache/me/gilkit");
    }
    for (const std::string ignored : {"", "relative/cache"}) {
        const Variable cache("XDG_CACHE_HOME", ignored);
        CHECK(cache_folder() == "/home/me/.cache/gilkit");
        const Variable homeless("HOME", "");
        CHECK_FALSE(cache_folder());
    }
}
