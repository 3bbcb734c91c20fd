// A command's footer, the end of its --help, in its parts.
//
// It consists of blocks with a blank line between them. "Example:" stands above indented lines; "Exit code:"
// begins a block about it; everything else is prose, in which indented lines stand for themselves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::cli::manual {

struct FooterBlock {
    std::string prose;                 // on one line
    std::vector<std::string> indented; // below it, without their common two spaces
};

struct Footer {
    std::vector<std::string> examples; // command lines
    std::string exit_code;             // what was behind "Exit code:"
    std::vector<FooterBlock> blocks;
};

Footer parts_of_footer(std::string_view text);

} // namespace gilkit::cli::manual
