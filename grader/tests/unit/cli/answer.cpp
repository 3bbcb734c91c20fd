#include "cli/shell/answer.hpp"

#include "cli/made_up_app.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::cli::shell;
using gilkit::cli::test::made_up_surroundings;
using gilkit::cli::test::MadeUpApp;

namespace {

std::string answered(std::string_view shell, const std::vector<std::string>& words) {
    MadeUpApp kit;
    return answer(shell, kit.app(), words, made_up_surroundings());
}

} // namespace

TEST_CASE("bash gets the words that it is to insert") {
    CHECK(answered("bash", {"g"}) == "words\ngrade\n");
    CHECK(answered("bash", {"x"}) == "words\n");
    CHECK(answered("bash", {"grade", "--format", "="}) == "words\ntext\njson\n");
    CHECK(answered("bash", {"grade", "--format", "=", "j"}) == "words\njson\n");
    CHECK(answered("bash", {"grade", "--format=j"}) == "words\n--format=json\n"); // where "=" breaks no words
    CHECK(answered("bash", {"grade", "--output", "=", "x"}) == "files\n");
    CHECK(answered("bash", {"grade", "--format", "=", "json", "o"}) == "files\none\n");
    CHECK(answered("bash", {"grade", "\"o"}) == "files\none\n");
    CHECK(answered("bash", {"site", "build", "--out", ""}) == "folders\n");
}

TEST_CASE("a command's place is counted in the shell's words") {
    CHECK(answered("bash", {"measure", "--runs", "=", "3", "--", "ls", "a=", ""}) == "command 6\n");
    CHECK(answered("zsh", {"measure", "--runs=3", "--", "ls", ""}) == "command 4\n");
    CHECK(answered("fish", {"measure", ""}) == "command 2\n");
}

TEST_CASE("zsh and fish get all words, with descriptions") {
    CHECK(answered("fish", {"site", "x"}) == "words\nbuild\tWrite it\ncheck\tCheck it\n");
    CHECK(answered("fish", {"grade", "--format=j"}) == "words\n--format=text\n--format=json\n");
    CHECK(answered("zsh", {"site", ""}) == "words\nbuild:Write it\ncheck:Check it\n");
    CHECK(answered("zsh", {"grade", ""}) == "files\none:The first: begin\ncapstone:An exercise\n");
}

TEST_CASE("what would break a line of the answer does not get into it") {
    CLI::App app("", "kit");
    app.add_subcommand("tell", "First\nsecond\tthird\x1b[31m");
    CHECK(answer("zsh", app, {"tell", ""}, made_up_surroundings()).starts_with("words\n--help:"));
    CHECK(answer("fish", app, {"t"}, made_up_surroundings()) == "words\ntell\tFirst second third [31m\n");

    std::string text;
    app.add_option("--python", text, "");
    const Surroundings odd{nullptr, [] { return std::vector<std::string>{"a\nb", "c\td", "e:\\f"}; }};
    CHECK(answer("fish", app, {"--python", ""}, odd) == "files\ne:\\f\n");
    CHECK(answer("zsh", app, {"--python", ""}, odd) == "files\ne\\:\\\\f\n");
}

TEST_CASE("nobody is answered in a language that is not known") {
    CHECK(answered("tcsh", {"g"}).empty());
    CHECK(answered("bash", {}).empty());
}
