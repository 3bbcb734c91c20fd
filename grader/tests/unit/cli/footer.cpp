#include "cli/manual/footer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::cli::manual;

TEST_CASE("a footer's parts") {
    const Footer footer =
        parts_of_footer("Example:\n  kit a\n  kit b\n`kit` says\nmore.\n\nKeep it so:\n  x > y\n"
                        "And so on.\n\nExit code: 0 good,\n1 not.\n");
    CHECK(footer.examples == std::vector<std::string>{"kit a", "kit b"});
    CHECK(footer.exit_code == "0 good, 1 not.");
    REQUIRE(footer.blocks.size() == 3);
    CHECK(footer.blocks[0].prose == "`kit` says more.");
    CHECK(footer.blocks[0].indented.empty());
    CHECK(footer.blocks[1].prose == "Keep it so:");
    CHECK(footer.blocks[1].indented == std::vector<std::string>{"x > y"});
    CHECK(footer.blocks[2].prose == "And so on.");
}

TEST_CASE("footers that have nothing, or little") {
    CHECK(parts_of_footer("").blocks.empty());
    CHECK(parts_of_footer("\n\n").blocks.empty());
    CHECK(parts_of_footer("Exit code:").exit_code.empty());
    CHECK(parts_of_footer("Example:").examples.empty());
    const Footer footer = parts_of_footer("  indented");
    REQUIRE(footer.blocks.size() == 1);
    CHECK(footer.blocks[0].indented == std::vector<std::string>{"indented"});
}
