#include "archive/reading.hpp"

#include "../../archive/netstrings.hpp"
#include "archive/program.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <csignal>
#include <optional>
#include <utility>

namespace gilkit::archive {

namespace {

Contents failed(std::string fault) {
    return {{}, 0, std::move(fault)};
}

std::vector<std::string> words_for(const std::vector<std::string>& names, const Limits& limits) {
    std::vector<std::string> words{"read"};
    for (const std::size_t limit : {limits.entries, limits.bytes, limits.ratio, limits.small_bytes,
                                    limits.file_bytes, limits.wanted_bytes}) {
        words.push_back(std::to_string(limit));
    }
    words.insert(words.end(), names.begin(), names.end());
    return words;
}

std::optional<Kind> kind_in(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, Kind>, 4> kinds{{{says_file, Kind::file},
                                                                      {says_too_large, Kind::too_large},
                                                                      {says_link, Kind::link},
                                                                      {says_special, Kind::special}}};
    for (const auto& [name, kind] : kinds) {
        if (name == word) {
            return kind;
        }
    }
    return std::nullopt;
}

// Nothing when it is not what gilkit-archive says.
std::optional<Contents> contents_in(const std::string& said, const Limits& limits) {
    const auto parts = netstrings_in(said);
    constexpr std::size_t head = 2;
    constexpr std::size_t each = 3;
    if (!parts || parts->size() < head || (parts->size() - head) % each != 0) {
        return std::nullopt;
    }
    Contents contents;
    contents.fault = parts->at(0);
    const std::string_view count = parts->at(1);
    std::from_chars(count.data(), count.data() + count.size(), contents.files);
    for (std::size_t at = head; at < parts->size(); at += each) {
        const auto kind = kind_in(parts->at(at + 1));
        if (!kind || parts->at(at + 2).size() > limits.file_bytes) {
            return std::nullopt;
        }
        contents.wanted.push_back({std::string(parts->at(at)), *kind, std::string(parts->at(at + 2))});
    }
    return contents;
}

Contents contents_of(const os::Captured& captured, const Limits& limits) {
    const int signal = captured.status.signal;
    if (captured.timed_out || signal == SIGXCPU || (signal == SIGKILL && !captured.interrupted)) {
        return failed(fmt::format("takes more than {} s of work to unpack; pack it again, as .zip or .tar.gz",
                                  most_cpu_s));
    }
    if (captured.status.success()) {
        if (auto contents = contents_in(captured.out, limits)) {
            return *std::move(contents);
        }
    }
    return failed(fmt::format("can't be unpacked: {}; pack it again, as .zip or .tar.gz",
                              signal != 0 ? "it ends what unpacks it, as a damaged one may do"
                              : !captured.err.empty()
                                  ? complaint_of(captured)
                                  : "what unpacks it says nothing that could be understood"));
}

} // namespace

Contents read(const std::filesystem::path& program, int fd, const std::vector<std::string>& names,
              const Limits& limits) {
    constexpr std::size_t beside_the_bytes = 16U << 20U; // paths and the like
    const auto captured = run_program(program, words_for(names, limits), fd,
                                      limits.wanted_bytes + limits.file_bytes + beside_the_bytes);
    if (!captured) {
        return failed(fmt::format("can't be unpacked: {}", captured.error().to_string()));
    }
    return contents_of(*captured, limits);
}

} // namespace gilkit::archive
