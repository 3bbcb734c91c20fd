#include "cli/manual/footer.hpp"

#include <optional>

namespace gilkit::cli::manual {

namespace {

constexpr std::string_view indent = "  ";
constexpr std::string_view exit_code_title = "Exit code:";

bool announces_examples(std::string_view line) {
    return line == "Example:" || line == "Examples:";
}

class Reader {
public:
    void read(std::string_view line) {
        if (line.empty()) {
            end_block();
        } else if (announces_examples(line)) {
            end_block();
            in_examples_ = true;
        } else if (line.starts_with(indent)) {
            (in_examples_ ? footer_.examples : block().indented).emplace_back(line.substr(indent.size()));
        } else {
            read_prose(line);
        }
    }

    Footer take() {
        end_block();
        return std::move(footer_);
    }

private:
    void read_prose(std::string_view line) {
        // Prose right below indented lines is a block of its own.
        if (in_examples_ || !block().indented.empty()) {
            end_block();
        }
        std::string& prose = block().prose;
        prose += prose.empty() ? "" : " ";
        prose += line;
    }

    FooterBlock& block() {
        if (!block_) {
            block_.emplace();
        }
        return *block_;
    }

    void end_block() {
        in_examples_ = false;
        if (block_ && block_->prose.starts_with(exit_code_title)) {
            const std::size_t begin = block_->prose.find_first_not_of(' ', exit_code_title.size());
            footer_.exit_code = begin == std::string::npos ? "" : block_->prose.substr(begin);
        } else if (block_) {
            footer_.blocks.push_back(std::move(*block_));
        }
        block_.reset();
    }

    Footer footer_;
    std::optional<FooterBlock> block_;
    bool in_examples_ = false;
};

} // namespace

Footer parts_of_footer(std::string_view text) {
    Reader reader;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        reader.read(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return reader.take();
}

} // namespace gilkit::cli::manual
