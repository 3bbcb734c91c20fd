#include "learn/reading/document.hpp"

#include "learn/reading/entities.hpp"

#include <md4c.h>

#include <limits>
#include <utility>

namespace gilkit::learn::markdown {

namespace {

constexpr unsigned dialect = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML;

// Quotes, lists and items within each other. Every level costs columns, and the stack of whoever walks the
// tree.
constexpr int deepest = 16;

std::string text_of(const MD_ATTRIBUTE& attribute) {
    std::string text;
    for (std::size_t i = 0; attribute.text != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
        const MD_OFFSET begin = attribute.substr_offsets[i];
        const std::string_view part(attribute.text + begin, attribute.substr_offsets[i + 1] - begin);
        text += attribute.substr_types[i] == MD_TEXT_ENTITY ? decode_entity(part) : std::string(part);
    }
    return text;
}

bool is_on_the_web(std::string_view address) {
    return address.starts_with("http://") || address.starts_with("https://");
}

std::optional<Span> span_of(MD_SPANTYPE type) {
    switch (type) {
    case MD_SPAN_EM:
        return Span::emphasis;
    case MD_SPAN_STRONG:
        return Span::strong;
    case MD_SPAN_CODE:
        return Span::code;
    case MD_SPAN_DEL:
        return Span::struck;
    case MD_SPAN_A:
    case MD_SPAN_IMG: // its text and where it is: a terminal shows no pictures
        return Span::link;
    default:
        return std::nullopt; // of a dialect that is not ours
    }
}

Align align_of(MD_ALIGN align) {
    return align == MD_ALIGN_RIGHT ? Align::right : align == MD_ALIGN_CENTER ? Align::centre : Align::left;
}

// Makes the tree of md4c's calls, from the leaves up: each block is put into the innermost quote, item or
// document that is still open when it ends.
class Builder {
public:
    Builder() : open_(1) {}

    void enter(MD_BLOCKTYPE type, const void* detail);
    void leave(MD_BLOCKTYPE type, const void* detail);
    void enter_span(MD_SPANTYPE type);
    void leave_span(MD_SPANTYPE type, const void* detail);
    void add(MD_TEXTTYPE type, std::string_view part);
    std::vector<Block> take() { return std::move(open_.front()); }

private:
    template<typename T>
    void put(T block) {
        open_.back().push_back(Block{std::move(block)});
    }
    // An item of a tight list has its text without a paragraph around it.
    void end_text();
    void leave_container(MD_BLOCKTYPE type);
    void leave_table_part(MD_BLOCKTYPE type, const void* detail);

    std::vector<std::vector<Block>> open_; // the document, then the quotes and items that are open
    std::vector<List> lists_;              // that are open
    int depth_ = 0;
    Inline text_;
    std::vector<std::size_t> links_; // where in text_ the open ones begin
    std::string code_;
    bool in_code_ = false;
    Table table_;
    std::vector<Inline> row_;
};

void Builder::end_text() {
    if (!text_.empty()) {
        put(Paragraph{std::exchange(text_, {})});
    }
}

void Builder::enter(MD_BLOCKTYPE type, const void* detail) {
    end_text();
    const bool container =
        type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL || type == MD_BLOCK_LI;
    if (container && ++depth_ > deepest) {
        return;
    }
    if (type == MD_BLOCK_QUOTE || type == MD_BLOCK_LI) {
        open_.emplace_back();
    } else if (type == MD_BLOCK_UL) {
        lists_.push_back({{}, static_cast<const MD_BLOCK_UL_DETAIL*>(detail)->is_tight != 0, {}});
    } else if (type == MD_BLOCK_OL) {
        const auto& list = *static_cast<const MD_BLOCK_OL_DETAIL*>(detail);
        lists_.push_back({list.start, list.is_tight != 0, {}});
    } else if (type == MD_BLOCK_CODE) {
        in_code_ = true;
    } else if (type == MD_BLOCK_TABLE) {
        table_ = {};
    }
}

void Builder::leave(MD_BLOCKTYPE type, const void* detail) {
    switch (type) {
    case MD_BLOCK_H:
        put(Heading{static_cast<int>(static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level),
                    std::exchange(text_, {})});
        return;
    case MD_BLOCK_HR:
        put(Rule{});
        return;
    case MD_BLOCK_CODE:
        in_code_ = false;
        put(Code{text_of(static_cast<const MD_BLOCK_CODE_DETAIL*>(detail)->lang), std::exchange(code_, {})});
        return;
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
    case MD_BLOCK_LI:
        end_text();
        leave_container(type);
        return;
    case MD_BLOCK_TABLE:
    case MD_BLOCK_TR:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        leave_table_part(type, detail);
        return;
    default: // the document, a paragraph
        end_text();
        return;
    }
}

void Builder::leave_container(MD_BLOCKTYPE type) {
    if (depth_-- > deepest) {
        return;
    }
    if (type == MD_BLOCK_QUOTE || type == MD_BLOCK_LI) {
        std::vector<Block> blocks = std::move(open_.back());
        open_.pop_back();
        if (type == MD_BLOCK_QUOTE) {
            put(Quote{std::move(blocks)});
        } else {
            lists_.back().items.push_back(std::move(blocks));
        }
        return;
    }
    List list = std::move(lists_.back());
    lists_.pop_back();
    if (!list.items.empty()) { // they are elsewhere when they were too deep
        put(std::move(list));
    }
}

void Builder::leave_table_part(MD_BLOCKTYPE type, const void* detail) {
    if (type == MD_BLOCK_TABLE) {
        put(std::exchange(table_, {}));
    } else if (type == MD_BLOCK_TR) {
        auto cells = std::exchange(row_, {});
        if (table_.head.empty()) {
            table_.head = std::move(cells);
        } else {
            cells.resize(table_.head.size());
            table_.rows.push_back(std::move(cells));
        }
    } else {
        if (type == MD_BLOCK_TH) {
            table_.aligns.push_back(align_of(static_cast<const MD_BLOCK_TD_DETAIL*>(detail)->align));
        }
        row_.push_back(std::exchange(text_, {}));
    }
}

void Builder::enter_span(MD_SPANTYPE type) {
    const auto span = span_of(type);
    if (span == Span::link) {
        links_.push_back(text_.size());
    }
    if (span) {
        text_.push_back({Piece::Kind::begin, *span});
    }
}

void Builder::leave_span(MD_SPANTYPE type, const void* detail) {
    const auto span = span_of(type);
    std::string address;
    if (span == Span::link) {
        address = text_of(type == MD_SPAN_A ? static_cast<const MD_SPAN_A_DETAIL*>(detail)->href
                                            : static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src);
        std::string said;
        for (std::size_t i = links_.back(); i < text_.size(); ++i) {
            said += text_[i].kind == Piece::Kind::text ? text_[i].text : "";
        }
        links_.pop_back();
        if (!is_on_the_web(address) || address == said) {
            address.clear();
        }
    }
    if (span) {
        text_.push_back({Piece::Kind::end, *span, std::move(address)});
    }
}

void Builder::add(MD_TEXTTYPE type, std::string_view part) {
    if (in_code_) {
        code_ += type == MD_TEXT_NULLCHAR ? "\uFFFD" : part;
        return;
    }
    switch (type) {
    case MD_TEXT_BR:
        text_.push_back({Piece::Kind::line_break});
        return;
    case MD_TEXT_SOFTBR:
        text_.push_back({.text = " "});
        return;
    case MD_TEXT_NULLCHAR:
        text_.push_back({.text = "\uFFFD"});
        return;
    case MD_TEXT_ENTITY:
        text_.push_back({.text = decode_entity(part)});
        return;
    default:
        text_.push_back({.text = std::string(part)});
        return;
    }
}

Builder& builder_of(void* user_data) {
    return *static_cast<Builder*>(user_data);
}

} // namespace

std::vector<Block> parse(std::string_view text) {
    MD_PARSER parser = {};
    parser.flags = dialect;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* user_data) {
        builder_of(user_data).enter(type, detail);
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* user_data) {
        builder_of(user_data).leave(type, detail);
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void*, void* user_data) {
        builder_of(user_data).enter_span(type);
        return 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void* detail, void* user_data) {
        builder_of(user_data).leave_span(type, detail);
        return 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* part, MD_SIZE size, void* user_data) {
        builder_of(user_data).add(type, {part, size});
        return 0;
    };
    Builder builder;
    if (text.size() > std::numeric_limits<MD_SIZE>::max() ||
        md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &builder) != 0) {
        return {Block{Code{{}, std::string(text)}}};
    }
    return builder.take();
}

} // namespace gilkit::learn::markdown
