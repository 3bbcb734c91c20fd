// A text and questions, one below the other, at a terminal: all of it can be scrolled back, copied and read
// aloud.
//
// Where keys can be read one by one, one key answers; in plain manner, for screen readers and terminals that
// can do little, a line does. Nothing that was printed is ever taken back but the line that says which keys
// there are.
#pragma once

#include "learn/reading/render.hpp"
#include "learn/terminal/events.hpp"
#include "report/pen.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::learn {

class Dialogue {
public:
    // Reads stdin and writes stdout, which are terminals.
    explicit Dialogue(bool plain);

    const report::Pen& pen() const { return pen_; }
    Manner manner() const { return plain_ ? Manner::linear : Manner::usual; }

    // Each returns at once, without a word, when the person has had enough: after q, Ctrl-C, or when the
    // terminal is gone.
    bool is_over() const { return over_; }

    // Screen by screen, with a wait behind each but the last.
    void show(const Passages& passages);
    void say(const std::vector<std::string>& safe_lines);
    void say(std::string_view text); // wrapped
    // Waits for who reads to go on. `to`: "the exercise"; what comes then.
    void go_on(std::string_view to);

    struct Option {
        char key;
        std::string words;
    };
    // The index of the option that was chosen. `prompt`: one line.
    std::optional<std::size_t> choose(std::string_view prompt, const std::vector<Option>& options);
    // A line that is typed, edited as the terminal does it; may be empty.
    std::optional<std::string> type(std::string_view prompt);

private:
    void print(std::string_view text);
    std::optional<Key> press(std::string_view prompt);
    std::optional<std::string> read_line();
    void end() { over_ = true; }

    bool plain_;
    bool over_ = false;
    report::Pen pen_;
};

} // namespace gilkit::learn
