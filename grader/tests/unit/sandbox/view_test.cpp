#include "sandbox/enclosure/view.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

using namespace gilkit::sandbox;
namespace fs = std::filesystem;
using gilkit::os::test::Scratch;

namespace {

// A system whose /lib is a link, and that has some folders more.
class System {
public:
    explicit System(std::initializer_list<const char*> folders) {
        for (const char* const folder : {"usr/bin", "usr/lib", "etc/alternatives"}) {
            fs::create_directories(root() / folder);
        }
        fs::create_directory_symlink("usr/lib", root() / "lib");
        for (const char* const folder : folders) {
            fs::create_directories(root() / folder);
        }
    }

    const fs::path& root() const { return scratch_.path(); }

    View view(std::vector<fs::path> wanted, std::vector<fs::path> hidden = {}) const {
        return view_of(std::move(wanted), std::move(hidden), root());
    }

private:
    Scratch scratch_;
};

using Sights = std::vector<std::pair<Sight, fs::path>>;

// What comes after the system's own.
Sights after_system(const View& view) {
    Sights sights;
    for (const auto& sight : view.sights) {
        if (sight.second != "/usr" && sight.second != "/etc/alternatives") {
            sights.push_back(sight);
        }
    }
    return sights;
}

} // namespace

TEST_CASE("A path lies in a folder by its names, not by its letters") {
    CHECK(lies_in("/usr/bin", "/usr"));
    CHECK(lies_in("/usr", "/usr"));
    CHECK_FALSE(lies_in("/usr2", "/usr"));
    CHECK_FALSE(lies_in("/usr", "/usr/bin"));
    CHECK(lies_in("/usr", "/"));
}

TEST_CASE("The system is shown with its links, and nothing else") {
    const System system({"home/me", "root", "var/lib"});
    const View view = system.view({});
    CHECK(view.sights == Sights{{Sight::shown, "/usr"}, {Sight::shown, "/etc/alternatives"}});
    REQUIRE(view.links.size() == 1);
    CHECK(view.links.front().first == "/lib");
    CHECK(view.links.front().second == "usr/lib");
}

TEST_CASE("What the interpreter needs is shown once, an outer folder first") {
    const System system({"home/me/python/lib", "opt/nothing"});
    CHECK(after_system(system.view({"/home/me/python/lib", "/home/me/python", "/usr/bin", "/lib/x.so",
                                    "/gone", "/"})) == Sights{{Sight::shown, "/home/me/python"}});
}

TEST_CASE("The course is hidden in whatever is shown, but not what is needed of it") {
    const System system({"usr/share/course/venv", "home/me/course/venv"});
    CHECK(after_system(system.view({}, {"/usr/share/course"})) ==
          Sights{{Sight::hidden, "/usr/share/course"}});
    CHECK(after_system(system.view({"/usr/share/course/venv"}, {"/usr/share/course"})) ==
          Sights{{Sight::hidden, "/usr/share/course"}, {Sight::shown, "/usr/share/course/venv"}});
    CHECK(after_system(system.view({"/home/me", "/home/me/course/venv"}, {"/home/me/course"})) ==
          Sights{{Sight::shown, "/home/me"},
                 {Sight::hidden, "/home/me/course"},
                 {Sight::shown, "/home/me/course/venv"}});
    // What is not shown need not be hidden.
    CHECK(after_system(system.view({}, {"/home/me/course"})).empty());
}

TEST_CASE("Who can only allow gets what lies beside the hidden") {
    const Scratch scratch;
    const fs::path usr = scratch.path() / "usr";
    for (const char* const folder : {"bin", "share/course/venv", "share/zoneinfo"}) {
        fs::create_directories(usr / folder);
    }
    fs::create_directory_symlink("course", usr / "share/link");
    const auto allowed = [](const Sights& sights) {
        auto paths = allowed_paths(View{sights, {}});
        std::sort(paths.begin(), paths.end());
        return paths;
    };
    using Paths = std::vector<fs::path>;
    const fs::path course = usr / "share/course";
    CHECK(allowed({{Sight::shown, usr}}) == Paths{usr});
    CHECK(allowed({{Sight::shown, usr}, {Sight::hidden, course}}) ==
          Paths{usr / "bin", usr / "share/zoneinfo"});
    CHECK(allowed({{Sight::shown, usr}, {Sight::hidden, course}, {Sight::shown, course / "venv"}}) ==
          Paths{usr / "bin", course / "venv", usr / "share/zoneinfo"});
    CHECK(allowed({{Sight::shown, usr}, {Sight::hidden, usr}}).empty());
}
