#include "archive/zip.hpp"

#include "../../archive/netstrings.hpp"
#include "archive/program.hpp"
#include "os/memory_file.hpp"

namespace gilkit::archive {

tl::expected<std::string, std::string> zip_of(const std::filesystem::path& program,
                                              const std::vector<Member>& members) {
    std::string files;
    for (const Member& member : members) {
        add_netstring(files, member.name);
        add_netstring(files, member.executable ? says_program : says_data);
        add_netstring(files, member.contents);
    }
    const auto told = os::make_memory_file(files);
    if (!told) {
        return tl::unexpected(told.error().to_string());
    }
    constexpr std::size_t of_the_zip = 1U << 20U; // its own words
    const auto captured = run_program(program, {"zip"}, told->get(), (2 * files.size()) + of_the_zip);
    if (!captured) {
        return tl::unexpected(captured.error().to_string());
    }
    const auto said = netstrings_in(captured->out);
    if (!captured->status.success() || !said || said->size() != 2) {
        const std::string complaint = complaint_of(*captured);
        return tl::unexpected("can't make the archive" + (complaint.empty() ? "" : ": " + complaint));
    }
    if (said->front().empty()) {
        return tl::unexpected(std::string(said->back()));
    }
    return std::string(said->front());
}

} // namespace gilkit::archive
