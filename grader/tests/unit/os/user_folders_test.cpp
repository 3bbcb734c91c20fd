#include "os/user_folders.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit::os;
using gilkit::os::test::Variable;

TEST_CASE("a user's folders follow the XDG specification") {
    const Variable home("HOME", "/home/me");
    {
        const Variable cache("XDG_CACHE_HOME", "/var/cache/me");
        const Variable state("XDG_STATE_HOME", "/var/state/me");
        CHECK(cache_folder() == "/var/cache/me/gilkit");
        CHECK(state_folder() == "/var/state/me/gilkit");
    }
    for (const std::string ignored : {"", "relative/cache"}) {
        const Variable cache("XDG_CACHE_HOME", ignored);
        const Variable state("XDG_STATE_HOME", ignored);
        CHECK(cache_folder() == "/home/me/.cache/gilkit");
        CHECK(state_folder() == "/home/me/.local/state/gilkit");
        const Variable homeless("HOME", "");
        CHECK_FALSE(cache_folder());
        CHECK_FALSE(state_folder());
    }
}
