#include "report/terminal.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

using gilkit::report::terminal_style_for;
using gilkit::report::TerminalStyle;

namespace {

constexpr std::array names = {"NO_COLOR", "TERM", "COLUMNS", "LC_ALL", "LC_CTYPE", "LANG"};

// The variables that choose a style, empty at first; puts back what was there.
class CleanEnvironment {
public:
    CleanEnvironment() {
        for (std::size_t index = 0; index < names.size(); ++index) {
            const char* const value = std::getenv(names.at(index));
            if (value != nullptr) {
                before.at(index) = value;
            }
            unsetenv(names.at(index));
        }
    }
    ~CleanEnvironment() {
        for (std::size_t index = 0; index < names.size(); ++index) {
            if (before.at(index)) {
                setenv(names.at(index), before.at(index)->c_str(), 1);
            } else {
                unsetenv(names.at(index));
            }
        }
    }
    CleanEnvironment(const CleanEnvironment&) = delete;
    CleanEnvironment& operator=(const CleanEnvironment&) = delete;

private:
    std::array<std::optional<std::string>, names.size()> before;
};

class Terminal {
public:
    explicit Terminal(unsigned short columns) : master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        REQUIRE(master >= 0);
        REQUIRE(grantpt(master) == 0);
        REQUIRE(unlockpt(master) == 0);
        std::array<char, 64> path = {};
        REQUIRE(ptsname_r(master, path.data(), path.size()) == 0);
        fd = open(path.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        REQUIRE(fd >= 0);
        winsize size = {};
        size.ws_col = columns;
        REQUIRE(ioctl(fd, TIOCSWINSZ, &size) == 0);
    }
    ~Terminal() {
        close(fd);
        close(master);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    int fd = -1;

private:
    int master;
};

constexpr int no_terminal = -1;

} // namespace

TEST_CASE("What is no terminal gets plain text of 80 columns") {
    const CleanEnvironment clean;
    const TerminalStyle style = terminal_style_for(no_terminal);
    CHECK_FALSE(style.colour);
    CHECK_FALSE(style.unicode);
    CHECK(style.width == 80);
}

TEST_CASE("A terminal gets colours and its own width") {
    const CleanEnvironment clean;
    const Terminal terminal(123);
    CHECK(terminal_style_for(terminal.fd).colour);
    CHECK(terminal_style_for(terminal.fd).width == 123);
}

TEST_CASE("NO_COLOR and a dumb terminal take the colours away") {
    const CleanEnvironment clean;
    const Terminal terminal(80);
    setenv("NO_COLOR", "", 1); // an empty value asks for nothing
    CHECK(terminal_style_for(terminal.fd).colour);
    setenv("NO_COLOR", "1", 1);
    CHECK_FALSE(terminal_style_for(terminal.fd).colour);
    unsetenv("NO_COLOR");
    setenv("TERM", "dumb", 1);
    CHECK_FALSE(terminal_style_for(terminal.fd).colour);
}

TEST_CASE("COLUMNS wins over the terminal, where it is a number") {
    const CleanEnvironment clean;
    const Terminal terminal(70);
    setenv("COLUMNS", "100", 1);
    CHECK(terminal_style_for(terminal.fd).width == 100);
    CHECK(terminal_style_for(no_terminal).width == 100);
    for (const char* const nonsense : {"", "0", "-5", "wide", "90x", "99999999999"}) {
        setenv("COLUMNS", nonsense, 1);
        CHECK(terminal_style_for(terminal.fd).width == 70);
    }
}

TEST_CASE("Widths stay readable") {
    const CleanEnvironment clean;
    setenv("COLUMNS", "10", 1);
    CHECK(terminal_style_for(no_terminal).width == 40);
    setenv("COLUMNS", "1000", 1);
    CHECK(terminal_style_for(no_terminal).width == 200);
}

TEST_CASE("The locale says whether the terminal speaks UTF-8, LC_ALL first") {
    const CleanEnvironment clean;
    setenv("LANG", "en_GB.UTF-8", 1);
    CHECK(terminal_style_for(no_terminal).unicode);
    setenv("LC_CTYPE", "C", 1);
    CHECK_FALSE(terminal_style_for(no_terminal).unicode);
    setenv("LC_ALL", "C.utf8", 1);
    CHECK(terminal_style_for(no_terminal).unicode);
    setenv("LC_ALL", "", 1); // an empty one does not count
    CHECK_FALSE(terminal_style_for(no_terminal).unicode);
}
