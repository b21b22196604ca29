#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "host/store/vfs.hpp"

namespace widefield {

enum class Access { read, write };

/// A SQLite file. Every failure becomes one sentence: InputError where the file is not SQLite's,
/// RunError otherwise (damaged, disk full, read-only, locked).
class Database {
 public:
  Database(Io& io, const std::filesystem::path& path, Access access);

  void execute(const char* sql);
  /// The single number a query gives.
  std::int64_t number(const char* sql);
  bool writable() const;
  void close() { handle_.reset(); }
  [[noreturn]] void fail(int code) const;
  std::string path() const { return path_.string(); }
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::filesystem::path path_;
  std::unique_ptr<Vfs> vfs_;  // outlives the handle
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. Parameters and columns are counted from 1 and 0 as in SQLite.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  /// The bytes must live until the statement was stepped.
  Statement& bind_blob(int index, std::string_view bytes);
  /// True while there is a row.
  bool step();
  /// Steps a statement without rows and makes it ready for other values.
  void run();

  std::int64_t integer(int column) const;
  std::string text(int column) const;
  /// Valid until the next step.
  std::string_view blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void check(int code);

  Database& database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// All that is written until `commit`, or nothing.
class Transaction {
 public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace widefield
