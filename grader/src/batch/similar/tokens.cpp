#include "batch/similar/tokens.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace gilkit::batch {

namespace {

// FNV-1a, 64 bits (RFC 9923).
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    }
    return hash;
}

constexpr std::array python_keywords = std::to_array<std::string_view>(
    {"False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
     "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
     "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
     "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"});
constexpr std::array cpp_keywords = std::to_array<std::string_view>(
    {"auto",      "bool",     "break",     "case",    "catch",    "char",    "class",    "const",
     "constexpr", "continue", "default",   "delete",  "do",       "double",  "else",     "enum",
     "explicit",  "false",    "float",     "for",     "friend",   "goto",    "if",       "inline",
     "int",       "long",     "namespace", "new",     "noexcept", "nullptr", "operator", "private",
     "protected", "public",   "return",    "short",   "signed",   "sizeof",  "static",   "struct",
     "switch",    "template", "this",      "throw",   "true",     "try",     "typedef",  "typename",
     "union",     "unsigned", "using",     "virtual", "void",     "while"});

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

// Letters beyond ASCII as well, in whatever encoding.
bool begins_name(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_' ||
           static_cast<unsigned char>(letter) >= 0x80;
}

bool is_in_name(char letter) {
    return begins_name(letter) || is_digit(letter);
}

class Tokenizer {
public:
    Tokenizer(std::string_view source, Language language) : rest_(source), language_(language) {}

    std::vector<std::uint64_t> run() {
        while (!rest_.empty()) {
            step();
        }
        end_line();
        return std::move(tokens_);
    }

private:
    bool is_python() const { return language_ == Language::python; }

    void step() {
        const char letter = rest_[0];
        if (letter == '\n') {
            if (depth_ == 0) {
                end_line();
            }
            take(1);
        } else if (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\f' || letter == '\\') {
            take(1);
        } else if (is_python() ? letter == '#' : rest_.starts_with("//")) {
            take(std::min(rest_.find('\n'), rest_.size()));
        } else if (!is_python() && rest_.starts_with("/*")) {
            take_behind("*/", 2);
        } else if (begins_name(letter)) {
            take_name();
        } else if (is_digit(letter) || (letter == '.' && rest_.size() > 1 && is_digit(rest_[1]))) {
            take_number();
        } else if (letter == '"' || letter == '\'') {
            take_text();
        } else {
            note_depth(letter);
            add(rest_.substr(0, 1));
            take(1);
        }
    }

    void take(std::size_t count) { rest_.remove_prefix(count); }

    void take_behind(std::string_view end, std::size_t from) {
        const std::size_t found = rest_.find(end, from);
        take(found == std::string_view::npos ? rest_.size() : found + end.size());
    }

    void add(std::string_view token) { tokens_.push_back(hash_of(token)); }

    void add_text() {
        // In a Python line of its own it is a docstring, which does nothing.
        line_is_text_ = is_python() && depth_ == 0 && tokens_.size() == line_begins_at_;
        add("\"");
    }

    void note_depth(char letter) {
        depth_ += letter == '(' || letter == '[' || letter == '{' ? 1 : 0;
        depth_ -= (letter == ')' || letter == ']' || letter == '}') && depth_ > 0 ? 1 : 0;
    }

    void end_line() {
        if (line_is_text_ && tokens_.size() == line_begins_at_ + 1) {
            tokens_.pop_back();
        }
        line_is_text_ = false;
        line_begins_at_ = tokens_.size();
    }

    void take_name() {
        const auto end =
            static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_in_name) - rest_.begin());
        const std::string_view name = rest_.substr(0, end);
        take(end);
        // r"…", f'…', u8"…", R"(…)"
        constexpr std::size_t longest_prefix = 3;
        if (!rest_.empty() && (rest_[0] == '"' || rest_[0] == '\'') && name.size() <= longest_prefix) {
            if (!is_python() && name.ends_with('R') && rest_[0] == '"') {
                take_raw_text();
            } else {
                take_text();
            }
            return;
        }
        const bool is_keyword = is_python() ? std::ranges::binary_search(python_keywords, name)
                                            : std::ranges::binary_search(cpp_keywords, name);
        add(is_keyword ? name : "n");
    }

    void take_number() {
        std::size_t end = 1;
        while (end < rest_.size() &&
               (is_in_name(rest_[end]) || rest_[end] == '.' || (!is_python() && rest_[end] == '\''))) {
            ++end;
        }
        take(end);
        add("0");
    }

    void take_text() {
        const std::string three(3, rest_[0]);
        if (is_python() && rest_.starts_with(three)) {
            take_behind(three, 3);
        } else {
            const char quote = rest_[0];
            std::size_t end = 1;
            while (end < rest_.size() && rest_[end] != quote && rest_[end] != '\n') {
                end += rest_[end] == '\\' ? 2 : 1;
            }
            end = std::min(end, rest_.size());
            take(end < rest_.size() && rest_[end] == quote ? end + 1 : end);
        }
        add_text();
    }

    void take_raw_text() {
        const std::size_t open = std::min(rest_.find('('), rest_.size() - 1);
        take_behind(")" + std::string(rest_.substr(1, open - std::min<std::size_t>(open, 1))) + "\"", open);
        add_text();
    }

    std::string_view rest_;
    Language language_;
    std::vector<std::uint64_t> tokens_;
    int depth_ = 0; // of brackets: a Python line goes on in them
    std::size_t line_begins_at_ = 0;
    bool line_is_text_ = false;
};

} // namespace

std::vector<std::uint64_t> tokens_of(std::string_view source, Language language) {
    return Tokenizer(source, language).run();
}

} // namespace gilkit::batch
