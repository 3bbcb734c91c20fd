#include "gil/runtime_symbols.hpp"

#include "os/fd.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <memory>
#include <string_view>

namespace gilkit::gil {

namespace {

constexpr std::string_view runtime_name = "_PyRuntime";
constexpr std::string_view version_name = "Py_Version";
// Marks the structure for debuggers since 3.10, whether symbols are kept or not.
constexpr std::string_view runtime_section = ".PyRuntime";

using ElfHandle = std::unique_ptr<Elf, int (*)(Elf*)>;

std::string_view string_at(Elf* elf, std::size_t section, std::size_t offset) {
    const char* const text = ::elf_strptr(elf, section, offset);
    return text != nullptr ? std::string_view(text) : std::string_view();
}

// True when the file has a segment that is loaded.
bool read_first_segment(Elf* elf, RuntimeSymbols& symbols) {
    std::size_t count = 0;
    if (::elf_getphdrnum(elf, &count) != 0) {
        return false;
    }
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    for (std::size_t i = 0; i < count; ++i) {
        GElf_Phdr header;
        if (::gelf_getphdr(elf, static_cast<int>(i), &header) != nullptr && header.p_type == PT_LOAD) {
            symbols.first_offset = header.p_offset - (header.p_offset % page);
            symbols.first_address = header.p_vaddr - (header.p_vaddr % page);
            return true; // they are in ascending order
        }
    }
    return false;
}

void read_symbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, RuntimeSymbols& symbols) {
    Elf_Data* const data = ::elf_getdata(section, nullptr);
    if (data == nullptr || header.sh_entsize == 0) {
        return;
    }
    const std::size_t count = data->d_size / header.sh_entsize;
    for (std::size_t i = 0; i < count; ++i) {
        GElf_Sym symbol;
        if (::gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr || symbol.st_shndx == SHN_UNDEF) {
            continue; // used here, defined elsewhere
        }
        const std::string_view name = string_at(elf, header.sh_link, symbol.st_name);
        if (name == runtime_name) {
            symbols.runtime = symbol.st_value;
        } else if (name == version_name) {
            symbols.version = symbol.st_value;
        }
    }
}

} // namespace

os::Result<std::optional<RuntimeSymbols>> runtime_symbols(const std::string& path) {
    ::elf_version(EV_CURRENT);
    const os::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd) {
        return os::last_error("open " + path);
    }
    const ElfHandle elf(::elf_begin(fd.get(), ELF_C_READ, nullptr), ::elf_end);
    if (!elf || ::elf_kind(elf.get()) != ELF_K_ELF || ::gelf_getclass(elf.get()) != ELFCLASS64) {
        return tl::unexpected(os::Error{ENOEXEC, "read " + path + " as a 64-bit program"});
    }
    RuntimeSymbols symbols;
    std::size_t names = 0;
    if (!read_first_segment(elf.get(), symbols) || ::elf_getshdrstrndx(elf.get(), &names) != 0) {
        return std::nullopt;
    }
    std::uint64_t marked = 0;
    for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf.get(), section)) != nullptr;) {
        GElf_Shdr header;
        if (::gelf_getshdr(section, &header) == nullptr) {
            continue;
        }
        if (header.sh_type == SHT_DYNSYM || header.sh_type == SHT_SYMTAB) {
            read_symbols(elf.get(), section, header, symbols);
        } else if (string_at(elf.get(), names, header.sh_name) == runtime_section) {
            marked = header.sh_addr;
        }
    }
    symbols.runtime = symbols.runtime != 0 ? symbols.runtime : marked;
    return symbols.runtime != 0 ? std::optional(symbols) : std::nullopt;
}

} // namespace gilkit::gil
