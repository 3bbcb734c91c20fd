#include "learn/lesson/dialogue.hpp"

#include "learn/reading/screens.hpp"
#include "learn/terminal/window.hpp"
#include "os/signals.hpp"
#include "report/terminal.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>

namespace gilkit::learn {

namespace {

constexpr std::size_t longest_line = 4000; // bytes; a terminal hands over no more than 4095 at once

report::Pen pen_for(bool plain) {
    report::TerminalStyle style = report::terminal_style_for(STDOUT_FILENO);
    style.colour = style.colour && !plain;
    return report::Pen(style);
}

bool goes_on(const Key& key) {
    return key.name == KeyName::enter || key.name == KeyName::right || key.name == KeyName::down ||
           key.name == KeyName::page_down || key == character_key(U' ');
}

bool quits(const Key& key) {
    return key.name == KeyName::escape || key == character_key(U'q') || key == character_key(U'Q') ||
           key == Key{KeyName::control, U'd', false};
}

} // namespace

Dialogue::Dialogue(bool plain)
    : plain_(plain || !is_interactive(STDIN_FILENO, STDOUT_FILENO)), pen_(pen_for(plain_)) {}

void Dialogue::print(std::string_view text) {
    if (!write_to_terminal(STDOUT_FILENO, text)) {
        end();
    }
}

// The next key, with a line below that says which there are; it is gone afterwards.
std::optional<Key> Dialogue::press(std::string_view prompt) {
    std::optional<Key> pressed;
    auto keyboard = Keyboard::open();
    if (!keyboard) {
        end();
        return std::nullopt;
    }
    // Only for its size and for what it does when we are stopped: nothing is drawn on it.
    Screen screen(STDOUT_FILENO, Drawing::line_by_line);
    Events events(&*keyboard, screen);
    const std::string line = pen_.paint(
        report::Ink::faint, report::keep_start(pen_.prose(prompt), pen_.width() - 1, pen_.signs().ellipsis));
    for (bool drawn = false; !pressed && !over_;) {
        if (!drawn) {
            print("\r\033[K" + line);
            drawn = true;
        }
        const auto event = events.next(never_ns);
        if (!event || std::holds_alternative<Interrupted>(*event) || std::holds_alternative<Closed>(*event)) {
            end();
        } else if (const Key* const key = std::get_if<Key>(&*event)) {
            pressed = *key;
        } else {
            drawn = false; // after a stop, or with another size
        }
    }
    print("\r\033[K");
    if (pressed && quits(*pressed)) {
        end();
        return std::nullopt;
    }
    return over_ ? std::nullopt : pressed;
}

std::optional<std::string> Dialogue::read_line() {
    std::string line;
    for (char next = 0; !over_;) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        const auto ready = os::wait_for({&input, 1}, never_ns);
        if (!ready || os::interrupted() != 0 || ::read(STDIN_FILENO, &next, 1) != 1) {
            end();
        } else if (next == '\n') {
            return line;
        } else if (line.size() < longest_line) {
            line += next;
        }
    }
    return std::nullopt;
}

void Dialogue::say(const std::vector<std::string>& safe_lines) {
    std::string text;
    for (const std::string& line : safe_lines) {
        text += line + "\n";
    }
    print(text);
}

void Dialogue::say(std::string_view text) {
    say(report::wrap(pen_.prose(text), pen_.prose_width()));
}

void Dialogue::show(const Passages& passages) {
    // Who has lines read out is not helped by screens.
    const int height = plain_ ? 1'000'000 : std::max(window_size(STDOUT_FILENO).rows - 1, 3);
    const auto screens = screens_of(passages, height);
    for (std::size_t i = 0; i < screens.size() && !over_; ++i) {
        say(screens[i]);
        if (i + 1 < screens.size()) {
            go_on("");
        }
    }
}

void Dialogue::go_on(std::string_view to) {
    if (over_) {
        return;
    }
    const std::string where = to.empty() ? "go on" : fmt::format("go on to {}", to);
    if (plain_) {
        print(fmt::format("Press Enter to {}, or type q and Enter to quit.\n", where));
        const auto line = read_line();
        if (line && (*line == "q" || *line == "quit")) {
            end();
        }
        return;
    }
    for (std::optional<Key> key; !over_ && !(key && goes_on(*key));) {
        key = press(fmt::format("Enter: {} {} q: quit", where, pen_.signs().separator));
    }
}

std::optional<std::size_t> Dialogue::choose(std::string_view prompt, const std::vector<Option>& options) {
    for (const Option& option : options) {
        if (over_) {
            return std::nullopt;
        }
        constexpr int indent = 5;
        const auto lines = report::wrap(pen_.prose(option.words), pen_.prose_width() - indent);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            print(fmt::format("  {}  {}\n",
                              i == 0 ? pen_.paint(report::Ink::strong, std::string(1, option.key)) : " ",
                              lines[i]));
        }
    }
    const auto option_of = [&](char32_t key) -> std::optional<std::size_t> {
        const auto found = std::ranges::find_if(
            options, [&](const Option& option) { return static_cast<char32_t>(option.key) == (key | U' '); });
        return found == options.end() ? std::nullopt
                                      : std::optional(static_cast<std::size_t>(found - options.begin()));
    };
    while (!over_) {
        std::optional<std::size_t> chosen;
        if (plain_) {
            print(fmt::format("{} Type {} to {} and Enter; q quits.\n", pen_.prose(prompt),
                              options.front().key, options.back().key));
            const auto line = read_line();
            if (line && (*line == "q" || *line == "quit")) {
                end();
            }
            chosen = line && line->size() == 1 ? option_of(static_cast<unsigned char>(line->front()))
                                               : std::nullopt;
        } else {
            const auto key = press(fmt::format("{} {} q: quit", prompt, pen_.signs().separator));
            chosen = key && key->name == KeyName::character ? option_of(key->character) : std::nullopt;
        }
        if (chosen) {
            print(fmt::format("{} {}\n", pen_.unicode() ? "→" : ">", options[*chosen].key));
            return chosen;
        }
    }
    return std::nullopt;
}

std::optional<std::string> Dialogue::type(std::string_view prompt) {
    if (over_) {
        return std::nullopt;
    }
    print(fmt::format("{}\n{} ", pen_.prose(prompt), pen_.unicode() ? "→" : ">"));
    return read_line();
}

} // namespace gilkit::learn
