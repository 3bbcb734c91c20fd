#include "batch/intake/names.hpp"

#include "batch/digest.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>

namespace gilkit::batch {

namespace {

bool stays(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '-' || letter == '_';
}

// A code point beyond ASCII that can be seen, and takes room: no space of another script, no combining mark
// that would hide in its neighbour.
bool stays(char32_t code_point, std::string_view bytes) {
    constexpr char32_t last_of_latin_spaces = 0xA0;
    const bool is_space = code_point == last_of_latin_spaces || code_point == 0x1680 ||
                          code_point == 0x3000 || (code_point >= 0x2000 && code_point <= 0x206F);
    return !is_space && !report::is_unprintable(code_point) && report::display_width(bytes) > 0;
}

std::string escaped(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        text += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
    return text;
}

} // namespace

std::string folder_name_of(std::string_view name) {
    constexpr std::size_t longest = 200; // bytes; file systems take 255
    constexpr std::size_t digits = 32;
    std::string folder;
    std::string beginning; // what a digest finds room behind
    for (std::size_t position = 0; position < name.size();) {
        const std::size_t start = position;
        const auto code_point = report::next_code_point(name, position);
        const std::string_view bytes = name.substr(start, position - start);
        const bool plain = bytes.size() == 1 ? stays(bytes[0]) && (bytes[0] != '.' || start > 0)
                                             : code_point && stays(*code_point, bytes);
        folder += plain ? std::string(bytes) : escaped(bytes);
        if (folder.size() + 1 + digits <= longest) {
            beginning = folder;
        }
    }
    return folder.size() <= longest ? folder : beginning + "~" + digest_of(name).substr(0, digits);
}

std::string name_behind(std::string_view folder_name) {
    std::string name;
    for (std::size_t i = 0; i < folder_name.size(); ++i) {
        unsigned byte = 0;
        if (folder_name[i] == '%' && i + 2 < folder_name.size()) {
            std::from_chars(folder_name.data() + i + 1, folder_name.data() + i + 3, byte, 16);
            name += static_cast<char>(byte);
            i += 2;
        } else if (folder_name[i] == '~') {
            return std::string(folder_name);
        } else {
            name += folder_name[i];
        }
    }
    return name;
}

} // namespace gilkit::batch
