#include "sandbox/enclosure/bubblewrap.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace gilkit::sandbox;

namespace {

BoxPlan a_plan() {
    BoxPlan plan;
    plan.bubblewrap = "/usr/bin/bwrap";
    plan.view.sights = {{Sight::shown, "/usr"}, {Sight::shown, "/home/learner/pythons/3.11"}};
    plan.view.links = {{"/lib", "usr/lib"}};
    plan.files = {{6, box_init, true}, {7, box_runner, false}};
    plan.init.control_fd = 4;
    plan.init.filter_fd = 5;
    plan.init.limits = {{RLIMIT_CORE, 0}};
    plan.init.program = {"/usr/bin/python3", box_runner};
    return plan;
}

// Where these words follow each other; -1 when nowhere.
std::ptrdiff_t find(const std::vector<std::string>& words, const std::vector<std::string>& part) {
    const auto at = std::search(words.begin(), words.end(), part.begin(), part.end());
    return at == words.end() ? -1 : at - words.begin();
}

} // namespace

TEST_CASE("Every form of the box has its own processes, network and IPC, and dies with us") {
    BoxPlan plan = a_plan();
    for (const bool as_root : {false, true}) {
        plan.init.identity = as_root ? std::optional(Identity{70001, 70001}) : std::nullopt;
        const auto words = bubblewrap_words(plan);
        for (const char* const word :
             {"--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent", "--as-pid-1"}) {
            CHECK(find(words, {word}) > 0);
        }
        CHECK(find(words, {"--cap-drop", "ALL"}) > 0);
        CHECK((find(words, {"--unshare-user"}) > 0) == !as_root);
        CHECK((find(words, {"--identity", "70001", "70001"}) > 0) == as_root);
        CHECK((find(words, {"CAP_SETUID"}) > 0) == as_root);
    }
}

TEST_CASE("Folders on the way to what is shown can be entered by everybody") {
    const auto words = bubblewrap_words(a_plan());
    const auto shown = find(words, {"--ro-bind", "/home/learner/pythons/3.11", "/home/learner/pythons/3.11"});
    for (const char* const folder : {"/home", "/home/learner", "/home/learner/pythons"}) {
        const auto made = find(words, {"--perms", "0755", "--dir", folder});
        CHECK(made > 0);
        CHECK(made < shown);
    }
}

TEST_CASE("Nothing is shown so that it could be written to, and the root is closed last") {
    const auto words = bubblewrap_words(a_plan());
    CHECK(find(words, {"--bind"}) == -1);
    const auto closed = find(words, {"--remount-ro", "/"});
    CHECK(closed > find(words, {"--perms", "0444", "--ro-bind-data", "7", box_runner}));
    CHECK(closed < find(words, {"--", box_init}));
    const auto program = find(words, {"--", "/usr/bin/python3", box_runner});
    CHECK(program == static_cast<std::ptrdiff_t>(words.size()) - 3);
}

TEST_CASE("A folder for files in general leads to the box's own, unless something shown lies there") {
    BoxPlan plan = a_plan();
    CHECK(find(bubblewrap_words(plan), {"--symlink", box_scratch, "/tmp"}) > 0);
    plan.view.sights.emplace_back(Sight::shown, "/tmp/venv");
    const auto words = bubblewrap_words(plan);
    CHECK(find(words, {"--symlink", box_scratch, "/tmp"}) == -1);
    CHECK(find(words, {"--symlink", box_scratch, "/var/tmp"}) > 0);
    CHECK(find(words, {"--ro-bind", "/tmp/venv", "/tmp/venv"}) > 0);
}

TEST_CASE("A hidden folder is empty and can't be filled") {
    BoxPlan plan = a_plan();
    plan.view.sights.emplace_back(Sight::hidden, "/usr/share/course");
    const auto words = bubblewrap_words(plan);
    const auto hidden = find(words, {"--tmpfs", "/usr/share/course"});
    CHECK(hidden > find(words, {"--ro-bind", "/usr", "/usr"}));
    CHECK(find(words, {"--remount-ro", "/usr/share/course"}) > hidden);
}

TEST_CASE("Without namespaces init is told what may be read and written, and makes no file systems") {
    InitPlan plan;
    plan.by_landlock = true;
    plan.directory = "/tmp/gilkit-x/work";
    plan.read = {"/usr", "/tmp/gilkit-x"};
    plan.write = {"/tmp/gilkit-x/work"};
    plan.program = {"/usr/bin/python3"};
    const auto words = init_words("/build/gilkit-init", plan);
    CHECK(words.front() == "/build/gilkit-init");
    CHECK(find(words, {"--landlock"}) > 0);
    CHECK(find(words, {"--read", "/tmp/gilkit-x"}) > 0);
    CHECK(find(words, {"--write", "/tmp/gilkit-x/work"}) > 0);
    CHECK(find(words, {"--write", "/usr"}) == -1);
    CHECK(find(words, {"--tmpfs"}) == -1);
    CHECK(find(words, {"--", "/usr/bin/python3"}) == static_cast<std::ptrdiff_t>(words.size()) - 2);
}

TEST_CASE("An identity is nobody's, another for each process, and one that this place has") {
    constexpr std::string_view whole = "         0          0 4294967295\n";
    const Identity a = identity_for(1234, whole);
    CHECK(a.uid == 1'879'048'192 + 1234);
    CHECK(a.gid == a.uid);
    CHECK(identity_for(1235, whole).uid != a.uid);
    constexpr std::string_view container = "0 100000 65536\n";
    const Identity few = identity_for(1'000'000, container);
    CHECK(few.uid >= 30'000);
    CHECK(few.uid < 60'000);
    CHECK(identity_for(7, "0 1000 1\n").uid == 65534);
    CHECK(identity_for(7, "").uid == 65534);
    CHECK(identity_for(7, "x y z 1 2").uid == 65534);
}
