#include "learn/reading/pygments.hpp"

#include "learn/reading/terminals.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

using namespace gilkit::learn;
using namespace gilkit::learn::test;
namespace fs = std::filesystem;

namespace {

// It is only there so that a broken test ends.
constexpr double long_s = 60;

const std::vector<Snippet> one_program = {{"python", "x = 1\n"}};

// What stands in the interpreter's place.
fs::path program(const gilkit::os::test::Scratch& scratch, const std::string& script) {
    const fs::path path = scratch / "python";
    gilkit::os::test::put_file(path, "#!/bin/sh\n" + script + "\n");
    fs::permissions(path, fs::perms::owner_all);
    return path;
}

std::string painted_lines(const std::vector<Snippet>& snippets, const CodePainter& painter) {
    std::string all;
    for (const Strokes& strokes : strokes_of(snippets, painter, with_colours())) {
        all += joined(code_lines(strokes, with_colours(), 80));
    }
    return all;
}

} // namespace

TEST_CASE("Pygments colours Python and C++ in one go, and a language that nobody knows stays plain") {
    const std::vector<Snippet> snippets = {
        {"python", "\n@cache\ndef f(n):  # why\n    return \"é\\n\" + 1\n"},
        {"klingon", "x = 1\n"},
        {"cpp", "#include <mutex>\nint main() { return 0; }"},
        {"console", "$ ./gilkit grade plus-equals\n"},
    };
    CHECK(painted_lines(snippets, pygments_painter(GILKIT_TOOL_PYTHON, long_s)) ==
          "\n"
          "    \x1b[36m@cache\x1b[0m\n"
          "    \x1b[35mdef\x1b[0m \x1b[1mf\x1b[0m(n):  \x1b[3m# why\x1b[0m\n"
          "        \x1b[35mreturn\x1b[0m \x1b[32m\"é\\n\"\x1b[0m + \x1b[36m1\x1b[0m\n"
          "    x = 1\n"
          "    \x1b[35m#include\x1b[0m \x1b[32m<mutex>\x1b[0m\n"
          "    \x1b[35mint\x1b[0m \x1b[1mmain\x1b[0m() { \x1b[35mreturn\x1b[0m \x1b[36m0\x1b[0m; }\n"
          "    \x1b[2m$ \x1b[0m./gilkit grade plus-equals\n");
}

TEST_CASE("A program that is not text comes out plain") {
    const std::vector<Snippet> snippets = {{"python", "x = '\xff\x1b[2J'\n"}};
    CHECK(painted_lines(snippets, pygments_painter(GILKIT_TOOL_PYTHON, long_s)) ==
          "    x = '\\xff\\x1b[2J'\n");
}

TEST_CASE("A Pygments that lies in the folder where the learner is working is not used") {
    const gilkit::os::test::Scratch scratch;
    gilkit::os::test::put_file(scratch / "pygments" / "__init__.py", "raise SystemExit(1)\n");
    const fs::path before = fs::current_path();
    fs::current_path(scratch.path());
    const auto painted = pygments_painter(GILKIT_TOOL_PYTHON, long_s)(one_program);
    fs::current_path(before);
    CHECK(painted.size() == 1);
}

TEST_CASE("Where Pygments is missing, fails, talks nonsense or takes too long, there are no colours") {
    const gilkit::os::test::Scratch scratch;
    CHECK(pygments_painter((scratch / "nowhere").string(), long_s)(one_program).empty());
    CHECK(pygments_painter(program(scratch, "exit 1"), long_s)(one_program).empty());
    CHECK(pygments_painter(program(scratch, R"(echo '[[["Token", "x"]]]'; exit 1)"), long_s)(one_program)
              .empty());
    CHECK(pygments_painter(program(scratch, "exec sleep 1000"), 0.05)(one_program).empty());
    for (const std::string answer : {"", "[", "{}", "[null]", "[[1]]", "[[[]]]", R"([[["Token"]]])",
                                     R"([[["Token.Keyword", "y"]]])", R"([[[1, "x = 1\n"]]])"}) {
        CAPTURE(answer);
        const auto painter = pygments_painter(program(scratch, "cat <<'END'\n" + answer + "\nEND"), long_s);
        CHECK(painted_lines(one_program, painter) == "    x = 1\n");
    }
}

TEST_CASE("No escape sequence comes through: token names choose among our styles") {
    const gilkit::os::test::Scratch scratch;
    const std::string answer = R"([[["Token.Keyword[31m", "x"], ["Token.Keywords", " ="], )"
                               R"(["Token.Keyword.Constant", " 1\n"]]])";
    const auto painter = pygments_painter(program(scratch, "cat <<'END'\n" + answer + "\nEND"), long_s);
    CHECK(painted_lines(one_program, painter) == "    x =\x1b[35m 1\x1b[0m\n");
}
