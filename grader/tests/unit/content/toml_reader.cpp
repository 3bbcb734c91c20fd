#include "content/toml_reader.hpp"

#include "content/good_course.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

namespace {

class Toml {
public:
    explicit Toml(const std::string& text) : findings_(folder_.path()) {
        write_file(folder_.path() / "x.toml", "format = 1\n" + text);
        reader_ = TableReader::open(folder_.path() / "x.toml", findings_);
        REQUIRE(reader_);
    }
    TableReader* operator->() { return &*reader_; }
    Diagnostics faults() { return findings_.take(); }

private:
    TemporaryFolder folder_;
    Findings findings_;
    std::optional<TableReader> reader_;
};

} // namespace

TEST_CASE("values of the right type are read") {
    Toml toml(
        "text = \"a\"\nwhole = 3\nreal = 2.5\nlist = [\"x\", \"\"]\n[inner]\nk = 1\n[[many]]\n[[many]]\n");
    CHECK(toml->text("text") == "a");
    CHECK(toml->integer("whole", {1, 5}) == 3);
    CHECK(toml->number("real", {0, false, 9}) == 2.5);
    CHECK(toml->number("whole", {}) == 3.0); // written without its point
    CHECK(toml->texts("list") == std::vector<std::string>{"x", ""});
    auto inner = toml->table("inner");
    REQUIRE(inner);
    CHECK(inner->line() == 6);
    CHECK(inner->line("k") == 7);
    CHECK(inner->line("none") == 6);
    CHECK(inner->integer("k", {}) == 1);
    inner->finish();
    const auto many = toml->tables("many");
    REQUIRE(many.size() == 2);
    CHECK(many[1].line() == 9);
    toml->finish();
    CHECK(toml.faults().empty());
}

TEST_CASE("optional values have fallbacks") {
    Toml toml("");
    CHECK(toml->text("a", Presence::optional).empty());
    CHECK(toml->texts("b", Presence::optional).empty());
    CHECK(toml->integer("c", {1, 5}, 4) == 4);
    CHECK(toml->number("d", {}, 1.5) == 1.5);
    CHECK_FALSE(toml->table("e", Presence::optional));
    toml->finish();
    CHECK(toml.faults().empty());
}

TEST_CASE("numbers outside of their range, bounds included or not") {
    Toml toml("a = 0\nb = 6\nc = 0.0\nd = nan\ne = inf\nf = 1.0\ng = 1\nh = 5\n");
    CHECK(toml->integer("a", {1, 5}) == 1);
    CHECK(toml->integer("b", {1, 5}, 3) == 3);
    toml->number("c", {0, false, 9});
    toml->number("d", {});
    toml->number("e", {});
    CHECK(toml->number("f", {1, true, 9}) == 1);
    CHECK(toml->integer("g", {1, 5}) == 1);
    CHECK(toml->integer("h", {1, 5}) == 5);
    toml->finish();
    const auto faults = toml.faults();
    REQUIRE(faults.size() == 5);
    for (std::size_t i = 0; i < faults.size(); ++i) {
        CHECK(faults[i].line == i + 2);
        CHECK(faults[i].message.find("out of range") != std::string::npos);
    }
}

TEST_CASE("values of the wrong type") {
    const std::vector<std::string> values = {"true", "1979-05-27", "[1]", "{x = 1}"};
    for (const std::string& value : values) {
        CAPTURE(value);
        Toml toml("k = " + value + "\n");
        toml->text("k");
        toml->texts("k");
        toml->integer("k", {});
        toml->number("k", {});
        toml->tables("k");
        toml->finish();
        const auto faults = toml.faults();
        CHECK(faults.size() == 5);
        for (const Diagnostic& fault : faults) {
            CHECK(fault.line == 2);
            CHECK_FALSE(fault.action.empty());
        }
    }
    Toml toml("k = 1\n");
    toml->table("k");
    toml->finish();
    check_one(toml.faults(), "x.toml", 2, "'k' must be a table", "[k]");
}

TEST_CASE("a misspelt key is one fault; other unknown and missing keys are one each") {
    Toml toml("summry = \"x\"\nother = 1\n");
    toml->text("title");
    toml->text("summary");
    toml->finish();
    const auto faults = toml.faults();
    REQUIRE(faults.size() == 3);
    for (const Diagnostic& fault : faults) {
        if (fault.line == 1) {
            CHECK(fault.message == "missing key 'title'");
        } else if (fault.line == 2) {
            CHECK(fault.action == "did you mean 'summary'?");
        } else {
            CHECK(fault.line == 3);
            CHECK(fault.action == "remove it");
        }
    }
}

TEST_CASE("a key that is there already is not suggested again") {
    Toml toml("title = \"x\"\ntitle2 = \"y\"\n");
    toml->text("title");
    toml->ignore("rest");
    toml->finish();
    check_one(toml.faults(), "x.toml", 3, "unknown key 'title2'", "remove it");
}
