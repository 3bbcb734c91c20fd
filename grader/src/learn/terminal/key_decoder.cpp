#include "learn/terminal/key_decoder.hpp"

#include "learn/terminal/key_sequences.hpp"

#include <algorithm>

namespace gilkit::learn {

namespace {

constexpr char escape_byte = '\033';
constexpr std::string_view paste_end = "\033[201~";
// No key is longer; what is was never meant for us.
constexpr std::size_t longest_sequence = 4096;

// Of a text that doesn't hold the end of a paste: all that can't be the beginning of it.
std::size_t surely_pasted(std::string_view bytes) {
    const auto last = bytes.rfind(escape_byte);
    return last != std::string_view::npos && paste_end.starts_with(bytes.substr(last)) ? last : bytes.size();
}

} // namespace

std::size_t KeyDecoder::skip_paste(std::string_view bytes) {
    const auto end = bytes.find(paste_end);
    if (end == std::string_view::npos) {
        return surely_pasted(bytes);
    }
    pasting_ = false;
    return end + paste_end.size();
}

void KeyDecoder::decode() {
    std::size_t done = 0;
    while (done < bytes_.size()) {
        const std::string_view rest = std::string_view(bytes_).substr(done);
        if (pasting_) {
            const std::size_t skipped = skip_paste(rest);
            done += skipped;
            if (skipped == 0) {
                break;
            }
            continue;
        }
        const Decoded first = decode_first(rest);
        if (first.length == 0) {
            break;
        }
        done += first.length;
        pasting_ = first.begins_paste;
        if (first.key) {
            keys_.push_back(*first.key);
        }
    }
    bytes_.erase(0, done);
    if (bytes_.size() > longest_sequence) {
        bytes_.clear();
    }
}

void KeyDecoder::feed(std::string_view bytes) {
    bytes_.append(bytes);
    decode();
}

std::optional<Key> KeyDecoder::next() {
    if (keys_.empty()) {
        return std::nullopt;
    }
    const Key key = keys_.front();
    keys_.pop_front();
    return key;
}

KeyDecoder::Pending KeyDecoder::pending() const {
    if (pasting_) {
        return Pending::paste;
    }
    return bytes_.empty() ? Pending::nothing : Pending::sequence;
}

void KeyDecoder::settle() {
    const bool escapes =
        !pasting_ && std::ranges::all_of(bytes_, [](char byte) { return byte == escape_byte; });
    if (escapes) {
        keys_.insert(keys_.end(), bytes_.size(), Key{KeyName::escape});
    } else if (!pasting_ && bytes_.size() == 2 && bytes_.front() == escape_byte && bytes_.back() >= ' ' &&
               bytes_.back() <= '~') {
        // Alt and a character that could have begun a sequence.
        keys_.push_back({KeyName::character, static_cast<char32_t>(bytes_.back()), true});
    }
    bytes_.clear();
    pasting_ = false;
}

} // namespace gilkit::learn
