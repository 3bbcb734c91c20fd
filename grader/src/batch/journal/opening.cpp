// Opening a journal: whose it is, whether this gilkit understands it, and its faults in words.
#include "batch/journal/clock.hpp"
#include "batch/journal/journal.hpp"
#include "batch/journal/schema.hpp"

#include <fmt/format.h>

#include <sqlite3.h>

#include <system_error>
#include <utility>

namespace gilkit::batch {

namespace {

int user_version(Database& database) {
    Statement statement = database.prepare("PRAGMA user_version");
    return statement.step() ? static_cast<int>(statement.integer(0)) : 0;
}

bool has_tables(Database& database) {
    Statement statement = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1");
    return statement.step();
}

std::optional<JournalFault> fault_of_version(int found, const std::filesystem::path& file) {
    if (found <= Journal::version) {
        return std::nullopt;
    }
    return JournalFault{JournalFault::Kind::newer,
                        fmt::format("{} was written by a newer gilkit (its format is {}, and this one knows "
                                    "{}); use that one, or name another folder with --out",
                                    file.string(), found, Journal::version)};
}

} // namespace

JournalFault fault_from(const SqlFault& fault, const std::filesystem::path& file) {
    const std::string name = file.empty() ? "the journal" : file.string();
    switch (fault.code()) {
    case SQLITE_FULL:
        return {
            JournalFault::Kind::failed,
            fmt::format("{}: its disk is full; make room, and the same command goes on where it was", name)};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return {JournalFault::Kind::failed,
                fmt::format("{} is damaged, or no journal of gilkit's ({}); move it away to begin anew", name,
                            fault.what())};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return {JournalFault::Kind::failed,
                fmt::format("{} can't be opened or written to ({}); name a folder of yours with --out", name,
                            fault.what())};
    case SQLITE_IOERR: // a full disk shows as this one, too, where its log is made
        return {
            JournalFault::Kind::failed,
            fmt::format("{} can't be read or written ({}); look whether its disk is full or broken, and the "
                        "same command goes on where it was",
                        name, fault.what())};
    default:
        return {JournalFault::Kind::failed, fmt::format("{}: {}", name, fault.what())};
    }
}

std::filesystem::path Journal::file_in(const std::filesystem::path& folder) {
    return folder / "journal.sqlite3";
}

Journaled<Journal> Journal::open(const std::filesystem::path& folder) {
    const std::filesystem::path file = file_in(folder);
    try {
        auto database = std::make_unique<Database>(file, Database::Access::create);
        const int found = user_version(*database);
        if (auto fault = fault_of_version(found, file)) {
            return tl::unexpected(*std::move(fault));
        }
        if (found == 0 && has_tables(*database)) {
            throw SqlFault(SQLITE_NOTADB, "it has other tables");
        }
        database->execute("PRAGMA journal_mode = WAL");
        database->execute("PRAGMA synchronous = FULL"); // power may fail after any commit
        database->execute("PRAGMA foreign_keys = ON");
        if (found == 0) {
            Transaction transaction(*database);
            database->execute(schema_1);
            database->execute(fmt::format("PRAGMA user_version = {}", version).c_str());
            transaction.commit();
        }
        Journal journal(std::move(database));
        Statement left = journal.database_->prepare("SELECT count(*) FROM attempt WHERE ended IS NULL");
        left.step();
        journal.abandoned_ = static_cast<std::size_t>(left.integer(0));
        if (journal.abandoned_ > 0) {
            journal.database_->run("UPDATE attempt SET ended = ?, end = ? WHERE ended IS NULL",
                                   seconds_since_1970(), to_string(AttemptEnd::abandoned));
        }
        return journal;
    } catch (const SqlFault& fault) {
        return tl::unexpected(fault_from(fault, file));
    }
}

Journaled<Journal> Journal::open_to_read(const std::filesystem::path& folder) {
    const std::filesystem::path file = file_in(folder);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return tl::unexpected(
            JournalFault{JournalFault::Kind::missing,
                         fmt::format("there is no journal of a batch in {}; name the folder of its results "
                                     "with --out",
                                     folder.string())});
    }
    try {
        auto database = std::make_unique<Database>(file, Database::Access::read);
        if (auto fault = fault_of_version(user_version(*database), file)) {
            return tl::unexpected(*std::move(fault));
        }
        return Journal(std::move(database));
    } catch (const SqlFault& fault) {
        return tl::unexpected(fault_from(fault, file));
    }
}

} // namespace gilkit::batch
