#include "writing.hpp"

#include "netstrings.hpp"

#include <fmt/format.h>

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <cstdint>
#include <memory>

namespace gilkit::archive {

namespace {

struct FreeArchive {
    void operator()(::archive* which) const { ::archive_write_free(which); }
};
struct FreeEntry {
    void operator()(archive_entry* which) const { ::archive_entry_free(which); }
};

la_ssize_t append(::archive* /*unused*/, void* to, const void* data, std::size_t size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(data), size);
    return static_cast<la_ssize_t>(size);
}

// No time is set: libarchive then writes the first that the format knows, where it would write another one in
// another time zone.
bool add(::archive* to, std::string_view name, bool is_program, std::string_view bytes) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(::archive_entry_new());
    if (!entry) {
        return false;
    }
    constexpr unsigned for_all = 0644;
    constexpr unsigned executable = 0755;
    ::archive_entry_set_pathname(entry.get(), std::string(name).c_str());
    ::archive_entry_set_mode(entry.get(), S_IFREG | (is_program ? executable : for_all));
    ::archive_entry_set_size(entry.get(), static_cast<std::int64_t>(bytes.size()));
    return ::archive_write_header(to, entry.get()) == ARCHIVE_OK &&
           ::archive_write_data(to, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size());
}

} // namespace

tl::expected<std::string, std::string> zip_of(const std::vector<std::string_view>& said) {
    constexpr std::size_t parts = 3;
    std::string bytes;
    const std::unique_ptr<::archive, FreeArchive> zip(::archive_write_new());
    bool good = zip && said.size() % parts == 0 && ::archive_write_set_format_zip(zip.get()) == ARCHIVE_OK &&
                ::archive_write_set_bytes_in_last_block(zip.get(), 1) == ARCHIVE_OK &&
                ::archive_write_open(zip.get(), &bytes, nullptr, append, nullptr) == ARCHIVE_OK;
    for (std::size_t at = 0; good && at < said.size(); at += parts) {
        good = add(zip.get(), said[at], said[at + 1] == says_program, said[at + 2]);
    }
    good = good && ::archive_write_close(zip.get()) == ARCHIVE_OK;
    if (!good) {
        const char* const why = zip ? ::archive_error_string(zip.get()) : nullptr;
        return tl::unexpected(fmt::format("can't make the archive: {}", why != nullptr ? why : "no memory"));
    }
    return bytes;
}

} // namespace gilkit::archive
