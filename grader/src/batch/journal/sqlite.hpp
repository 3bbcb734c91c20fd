// SQLite's C interface with owners, and faults as exceptions that never leave this room: Journal's functions
// turn them into values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace gilkit::batch {

class SqlFault : public std::runtime_error {
public:
    SqlFault(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
    int code() const { return code_; } // SQLite's primary result code: SQLITE_FULL

private:
    int code_;
};

// Bytes that need not be text: bound as a blob.
struct Bytes {
    std::string_view bytes;
};

class Statement {
public:
    Statement(sqlite3* database, std::string_view sql);

    // The next parameter, in their order.
    Statement& bind(std::int64_t value);
    Statement& bind(double value);
    Statement& bind(std::string_view text);
    Statement& bind(const Bytes& bytes);
    Statement& bind(std::nullptr_t);

    // Whether there is a row (another one).
    bool step();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const; // or the bytes of a blob

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    void require(int code) const;

    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bound_ = 0;
};

class Database {
public:
    enum class Access : std::uint8_t { read, write, create };
    Database(const std::filesystem::path& file, Access access);

    void execute(const char* sql);
    Statement prepare(std::string_view sql) { return {database_.get(), sql}; }
    // Prepares, binds and runs it.
    template<typename... Values>
    void run(std::string_view sql, const Values&... values) {
        Statement statement = prepare(sql);
        (statement.bind(values), ...);
        while (statement.step()) {
        }
    }

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::unique_ptr<sqlite3, Close> database_;
};

// Everything until commit(), or nothing.
class Transaction {
public:
    explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

private:
    Database& database_;
    bool committed_ = false;
};

} // namespace gilkit::batch
