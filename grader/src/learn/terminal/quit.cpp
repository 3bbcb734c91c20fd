#include "learn/terminal/quit.hpp"

#include "learn/terminal/window.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>

namespace gilkit::learn {

namespace {

// What there is to do. The rest is only changed while the descriptor beside it is -1.
struct {
    std::atomic<int> modes_fd = -1;
    termios modes{};
    std::atomic<int> text_fd = -1;
    const char* text = nullptr;
    bool installed = false;
    struct sigaction before {};
} on_quit;

static_assert(std::atomic<int>::is_always_lock_free);

// Calls only what a handler may call.
void give_back_and_quit(int signal) {
    if (const int fd = on_quit.modes_fd; fd >= 0 && !is_in_background(fd)) {
        ::tcsetattr(fd, TCSANOW, &on_quit.modes);
    }
    if (const int fd = on_quit.text_fd; fd >= 0 && !is_in_background(fd)) {
        (void)!::write(fd, on_quit.text, std::strlen(on_quit.text));
    }
    ::sigaction(signal, &on_quit.before, nullptr);
    ::raise(signal); // takes effect when this handler returns
}

void install_or_remove() {
    const bool wanted = on_quit.modes_fd >= 0 || on_quit.text_fd >= 0;
    if (wanted == on_quit.installed) {
        return;
    }
    on_quit.installed = wanted;
    if (wanted) {
        ::sigaction(SIGQUIT, nullptr, &on_quit.before);
    }
    if (on_quit.before.sa_handler == SIG_IGN) {
        return;
    }
    struct sigaction action {};
    action.sa_handler = give_back_and_quit;
    ::sigaction(SIGQUIT, wanted ? &action : &on_quit.before, nullptr);
}

} // namespace

void set_modes_on_quit(int fd, const termios* wanted) {
    on_quit.modes_fd = -1;
    if (wanted != nullptr) {
        on_quit.modes = *wanted;
        on_quit.modes_fd = fd;
    }
    install_or_remove();
}

void write_on_quit(int fd, const char* wanted) {
    on_quit.text_fd = -1;
    if (wanted != nullptr) {
        on_quit.text = wanted;
        on_quit.text_fd = fd;
    }
    install_or_remove();
}

} // namespace gilkit::learn
