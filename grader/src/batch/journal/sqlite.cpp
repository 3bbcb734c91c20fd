#include "batch/journal/sqlite.hpp"

#include <sqlite3.h>

namespace gilkit::batch {

namespace {

[[noreturn]] void fail(sqlite3* database, int code) {
    throw SqlFault(code & 0xFF, database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
}

int flags_for(Database::Access access) {
    switch (access) {
    case Database::Access::read:
        return SQLITE_OPEN_READONLY;
    case Database::Access::write:
        return SQLITE_OPEN_READWRITE;
    case Database::Access::create:
        break;
    }
    return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Statement::require(int code) const {
    if (code != SQLITE_OK) {
        fail(database_, code);
    }
}

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
    sqlite3_stmt* made = nullptr;
    require(sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &made, nullptr));
    statement_.reset(made);
}

Statement& Statement::bind(std::int64_t value) {
    require(sqlite3_bind_int64(statement_.get(), ++bound_, value));
    return *this;
}

Statement& Statement::bind(double value) {
    require(sqlite3_bind_double(statement_.get(), ++bound_, value));
    return *this;
}

// An empty view may have no address, and SQLite takes that for NULL.
static const char* address_of(std::string_view view) {
    return view.empty() ? "" : view.data();
}

Statement& Statement::bind(std::string_view text) {
    require(sqlite3_bind_text64(statement_.get(), ++bound_, address_of(text), text.size(), SQLITE_TRANSIENT,
                                SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind(const Bytes& bytes) {
    require(sqlite3_bind_blob64(statement_.get(), ++bound_, address_of(bytes.bytes), bytes.bytes.size(),
                                SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bind(std::nullptr_t) {
    require(sqlite3_bind_null(statement_.get(), ++bound_));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        fail(database_, code);
    }
    return code == SQLITE_ROW;
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
    const void* const data = sqlite3_column_blob(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close(database);
}

Database::Database(const std::filesystem::path& file, Access access) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, flags_for(access), nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) {
        fail(opened, code);
    }
    constexpr int patience_ms = 10'000; // with who only reads, or copies the journal
    sqlite3_busy_timeout(opened, patience_ms);
}

void Database::execute(const char* sql) {
    if (const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr); code != SQLITE_OK) {
        fail(database_.get(), code);
    }
}

Transaction::~Transaction() {
    if (!committed_) {
        try {
            database_.execute("ROLLBACK");
        } catch (const SqlFault&) { // a full disk has rolled it back already
        }
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
    committed_ = true;
}

} // namespace gilkit::batch
