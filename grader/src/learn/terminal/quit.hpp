// Ctrl-\ (SIGQUIT), which must work even when we are stuck: it ends us at any moment, after the terminal has
// been given back. Everything else that ends us unwinds, and destructors do it.
#pragma once

#include <termios.h>

namespace gilkit::learn {

// What is done before SIGQUIT does what it did without us; nullptr: nothing any more. For one terminal at a
// time. `text` must live for ever. Where we were started with SIGQUIT ignored, it stays so.
void set_modes_on_quit(int fd, const termios* modes);
void write_on_quit(int fd, const char* text);

} // namespace gilkit::learn
