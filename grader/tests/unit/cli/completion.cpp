#include "cli/shell/completion.hpp"

#include "cli/made_up_app.hpp"
#include "cli/shell/app_view.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::cli;
using namespace gilkit::cli::shell;
using gilkit::cli::test::made_up_surroundings;
using gilkit::cli::test::MadeUpApp;

namespace {

using Words = std::vector<std::string>;

Completion completed(MadeUpApp& made_up, const Words& words) {
    return complete(made_up.app(), words, made_up_surroundings());
}

} // namespace

TEST_CASE("commands are offered with what they do, hidden ones are not") {
    MadeUpApp kit;
    CHECK(kit.offered({""}) == Words{"grade", "verify", "site", "measure"});
    CHECK(completed(kit, {"gr"}).offers[0].description == "Grade submissions");
    CHECK(kit.offered({"site", ""}) == Words{"build", "check"});
    CHECK(kit.offered({}).empty());
}

TEST_CASE("options are offered to who begins one, once each") {
    MadeUpApp kit;
    CHECK(kit.offered({"-"}) == Words{"--help", "-h", "--version"});
    CHECK(kit.offered({"grade", "--"}) ==
          Words{"--help", "--exercise", "--runs", "--format", "--record", "--output", "--python"});
    CHECK(kit.offered({"grade", "-n", "3", "--format=json", "--output", "x", "--"}) ==
          Words{"--help", "--exercise", "--python"}); // --output excludes --record
    CHECK(kit.offered({"verify", "--only", "one", "--"}) == Words{"--help", "--only", "--all-of"});
    // After "--" there are none.
    CHECK(kit.offered({"grade", "--", "-"}) == Words{"one", "capstone"});
    // Where there is nothing else to offer, nobody has to begin.
    CHECK(kit.offered({"site", "build", ""}) == Words{"--help", "--out"});
}

TEST_CASE("fixed choices are offered wherever the value may stand") {
    MadeUpApp kit;
    CHECK(kit.offered({"grade", "--format", ""}) == Words{"text", "json"});
    CHECK(kit.offered({"grade", "--format=j"}) == Words{"--format=text", "--format=json"});
    CHECK(kit.offered({"grade", "--runs", ""}).empty());
    CHECK(kit.offered({"grade", "--nothing=j"}).empty());
    CHECK(kit.offered({"grade", "--record=j"}).empty());
}

TEST_CASE("choices are those of any validator, whatever the others say") {
    CLI::App app("", "x");
    std::string text;
    CLI::Option* const option = app.add_option("--level", text);
    CHECK(choices_of(*option).empty());
    option->check(CLI::ExistingFile);
    CHECK(choices_of(*option).empty());
    option->check(CLI::IsMember({"A", "B"}));
    CHECK(choices_of(*option) == Words{"A", "B"});
    CHECK(placeholder_of(*option) == "TEXT");

    int number = 0;
    CHECK(choices_of(*app.add_option("--number", number)->check(CLI::IsMember({1, 22}))) == Words{"1", "22"});
}

TEST_CASE("ids are those that the option is about") {
    MadeUpApp kit;
    CHECK(kit.offered({"grade", ""}) == Words{"one", "capstone"});
    CHECK(completed(kit, {"grade", ""}).files == Files::files);
    CHECK(kit.offered({"grade", "one", ""}) == Words{"one", "capstone"});
    CHECK(kit.offered({"grade", "--exercise", ""}) == Words{"one", "capstone"});
    CHECK(completed(kit, {"grade", "--exercise", ""}).files == Files::none);
    CHECK(kit.offered({"verify", ""}) == Words{"one", "reading", "capstone"});
    CHECK(kit.offered({"verify", "--all-of", "one", ""}) == Words{"one", "reading"});
    CHECK(kit.offered({"verify", "--only", "one", ""}) == Words{"one", "reading", "capstone"});
    CHECK(completed(kit, {"verify", "re"}).offers[1].description == "A lesson");

    CLI::App app("", "x");
    std::string text;
    CLI::Option* const merge = app.add_option("--merge", text, "Your file and the new stub")->type_name("ID");
    CHECK(values_of(*merge, "", made_up_surroundings()).offers.size() == 2); // only exercises have stubs
}

TEST_CASE("an earlier id is offered to who has begun it") {
    MadeUpApp kit;
    const Completion completion = completed(kit, {"verify", "fi"});
    REQUIRE(completion.offers.size() == 4);
    CHECK(completion.offers[1].word == "first");
    CHECK(completion.offers[1].description == "now one");
}

TEST_CASE("files, folders and Pythons are offered where they are meant") {
    MadeUpApp kit;
    CHECK(completed(kit, {"grade", "--output", ""}).files == Files::files);
    CHECK(completed(kit, {"grade", "--output=x"}).files == Files::files);
    CHECK(completed(kit, {"site", "build", "--out", ""}).files == Files::folders);
    CHECK(kit.offered({"grade", "--python", ""}) == Words{"python3", "/opt/python/bin/python3"});
    CHECK(completed(kit, {"grade", "--python", ""}).files == Files::files);
}

TEST_CASE("what another program is given is the shell's to complete") {
    MadeUpApp kit;
    CHECK(completed(kit, {"measure", ""}).command_at == 1);
    CHECK(completed(kit, {"measure", "-n", "3", "py"}).command_at == 3);
    CHECK(completed(kit, {"measure", "-n3", "--", ""}).command_at == 3);
    CHECK(completed(kit, {"measure", "python3", "-n", ""}).command_at == 1);
    CHECK(completed(kit, {"measure", "--", "--runs", "--"}).command_at == 2);
    CHECK_FALSE(completed(kit, {"measure", "-n", ""}).command_at);
    CHECK_FALSE(completed(kit, {"measure", "--r"}).command_at);
    CHECK_FALSE(completed(kit, {"grade", "--", ""}).command_at);
}

TEST_CASE("nonsense is no fault") {
    MadeUpApp kit;
    CHECK(kit.offered({"grade", "--nothing", "=", "--output", "--", "-"}) ==
          Words{"--help", "-h", "--exercise", "--runs", "-n", "--format", "--python"});
    CHECK(kit.offered({"nothing", ""}).size() == 2); // no command any more: the options
    CHECK(kit.offered({"--", "--", ""}).empty());
    CHECK(kit.offered({"grade", "\xff\xfe", "-\xff"}).size() == 9);
    CHECK(kit.offered({"hidden", ""}) == Words{"--help", "--version"});
}
