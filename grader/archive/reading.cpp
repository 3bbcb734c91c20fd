#include "reading.hpp"

#include "netstrings.hpp"

#include <fmt/format.h>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace gilkit::archive {

namespace {

struct Free {
    void operator()(::archive* of) const { archive_read_free(of); }
};
using Reader = std::unique_ptr<::archive, Free>;

Reader make_reader() {
    Reader reader(archive_read_new());
    ::archive* const to = reader.get();
    archive_read_support_format_tar(to);
    archive_read_support_format_gnutar(to);
    archive_read_support_format_zip(to);
    archive_read_support_format_7zip(to);
    archive_read_support_filter_gzip(to);
    archive_read_support_filter_bzip2(to);
    archive_read_support_filter_xz(to);
    archive_read_support_filter_lzma(to);
    archive_read_support_filter_zstd(to);
    archive_read_support_filter_lz4(to);
    // Names are bytes.
    archive_read_set_options(to, "hdrcharset=BINARY");
    return reader;
}

// What a path would do where it is unpacked.
bool leads_out(std::string_view path) {
    if (path.starts_with('/') || path.starts_with('\\') || (path.size() > 1 && path[1] == ':')) {
        return true;
    }
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find_first_of("/\\", start), path.size());
        if (path.substr(start, end - start) == "..") {
            return true;
        }
        start = end + 1;
    }
    return false;
}

std::string path_of(archive_entry* entry) {
    // Without a locale libarchive has no words for some names; it keeps the UTF-8 then.
    const char* path = archive_entry_pathname(entry);
    path = path != nullptr ? path : archive_entry_pathname_utf8(entry);
    std::string text = path != nullptr ? path : "";
    while (text.starts_with("./")) {
        text.erase(0, 2);
    }
    return text;
}

bool is_of_the_system(std::string_view path) {
    return path.starts_with("__MACOSX/") || path.find("/__MACOSX/") != std::string_view::npos;
}

// Why libarchive can't go on, as a predicate.
std::string unreadable(::archive* from) {
    const char* const why = archive_error_string(from);
    return fmt::format(
        "is damaged, cut off, or no archive of a kind that is read here ({}); pack it again, as "
        ".zip or .tar.gz",
        why != nullptr ? why : "no more is known");
}

class Unpacking {
public:
    Unpacking(::archive* from, const std::vector<std::string>& names, const Limits& limits)
        : from_(from), names_(names), limits_(limits) {}

    std::string run() {
        for (;;) {
            archive_entry* entry = nullptr;
            const int code = archive_read_next_header(from_, &entry);
            if (code == ARCHIVE_EOF || !fault_.empty()) {
                break;
            }
            if (code == ARCHIVE_RETRY) {
                continue;
            }
            if (code < ARCHIVE_WARN) {
                damaged();
                break;
            }
            take(entry);
        }
        std::string said;
        add_netstring(said, fault_);
        add_netstring(said, std::to_string(files_));
        return fault_.empty() ? said + wanted_ : said;
    }

private:
    void take(archive_entry* entry) {
        const std::string path = path_of(entry);
        if (++entries_ > limits_.entries) {
            fail(fmt::format("holds more than {} entries; hand in the submission alone", limits_.entries));
        } else if (leads_out(path)) {
            fail(
                fmt::format("holds {}, which would be unpacked outside of it; pack the folder itself", path));
        } else if (archive_entry_is_encrypted(entry) == 1) {
            fail("is encrypted; hand it in without a password");
        } else {
            take_file(entry, path);
        }
    }

    void take_file(archive_entry* entry, const std::string& path) {
        const auto type = archive_entry_filetype(entry);
        const bool is_link = archive_entry_hardlink(entry) != nullptr || type == AE_IFLNK;
        if (type != AE_IFDIR) {
            ++files_;
        }
        if (type == AE_IFDIR || !is_name(path) || is_of_the_system(path)) {
            read(nullptr);
        } else if (is_link || type != AE_IFREG) {
            add(path, is_link ? says_link : says_special, "");
        } else {
            std::string bytes;
            const bool whole = read(&bytes);
            add(path, whole ? says_file : says_too_large, whole ? bytes : "");
        }
    }

    bool is_name(std::string_view path) const {
        return std::ranges::find(names_, path.substr(path.rfind('/') + 1)) != names_.end();
    }

    void add(const std::string& path, std::string_view what, const std::string& bytes) {
        add_netstring(wanted_, path);
        add_netstring(wanted_, what);
        add_netstring(wanted_, bytes);
        if (wanted_.size() > limits_.wanted_bytes) {
            explodes();
        }
    }

    // Reads past an entry, or into `bytes`; false when it is more than a submission may be.
    bool read(std::string* bytes) {
        bool whole = true;
        std::size_t end = 0; // of what was read of this entry: holes in it count
        for (;;) {
            const void* data = nullptr;
            std::size_t size = 0;
            la_int64_t offset = 0;
            const int code = archive_read_data_block(from_, &data, &size, &offset);
            if (code == ARCHIVE_EOF) {
                return whole;
            }
            if (code == ARCHIVE_RETRY) {
                continue;
            }
            if (code < ARCHIVE_WARN || offset < 0) {
                damaged();
                return false;
            }
            const auto start = static_cast<std::size_t>(offset);
            if (start > limits_.bytes || !count(start + size - std::min(end, start + size))) {
                explodes();
                return false;
            }
            end = start + size;
            whole = whole && end <= limits_.file_bytes;
            if (bytes != nullptr && whole) {
                bytes->resize(start);
                bytes->append(static_cast<const char*>(data), size);
            }
        }
    }

    bool count(std::size_t more) {
        bytes_ += more;
        const auto packed =
            static_cast<std::size_t>(std::max<la_int64_t>(archive_filter_bytes(from_, -1), 1));
        return bytes_ <= limits_.bytes && (bytes_ <= limits_.small_bytes || bytes_ / packed <= limits_.ratio);
    }

    void explodes() {
        fail(
            fmt::format("unpacks to far more than it is: more than {} MiB, or {} times its size; hand in the "
                        "submission alone",
                        limits_.bytes >> 20U, limits_.ratio));
    }

    void damaged() {
        if (archive_read_has_encrypted_entries(from_) == 1) {
            fail("is encrypted; hand it in without a password");
        } else {
            fail(unreadable(from_));
        }
    }

    // A predicate.
    void fail(const std::string& what) {
        if (fault_.empty()) {
            fault_ = what;
        }
    }

    ::archive* from_;
    const std::vector<std::string>& names_;
    const Limits& limits_;
    std::string fault_;
    std::string wanted_; // as it will be said
    std::size_t files_ = 0;
    std::size_t entries_ = 0;
    std::size_t bytes_ = 0;
};

} // namespace

std::string read_contents(int fd, const std::vector<std::string>& names, const Limits& limits) {
    const Reader reader = make_reader();
    constexpr std::size_t block = 65536;
    if (archive_read_open_fd(reader.get(), fd, block) != ARCHIVE_OK) {
        std::string said;
        add_netstring(said, unreadable(reader.get()));
        add_netstring(said, "0");
        return said;
    }
    return Unpacking(reader.get(), names, limits).run();
}

} // namespace gilkit::archive
