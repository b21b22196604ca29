#include "host/store/database.hpp"

#include <cstring>
#include <new>

namespace widefield {
namespace {

// A reader holds its lock for the length of one query; nothing of ours waits longer than this.
constexpr int patience_ms = 60'000;

int open_flags(Access access) {
  constexpr int common = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
  return common | (access == Access::read ? SQLITE_OPEN_READONLY
                                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

// A file written by someone else may hold views, triggers and functions: none of them runs.
void distrust(sqlite3* handle) {
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
}

bool is_readonly(int code, int extended, int error) {
  return code == SQLITE_READONLY || extended == SQLITE_CANTOPEN_SYMLINK || error == EROFS ||
         error == EACCES || error == EPERM;
}

std::string remedy(int code, int extended, int error) {
  if (code == SQLITE_FULL || error == ENOSPC || error == EDQUOT || error == EFBIG)
    return "free space there, then go on with --resume";
  if (is_readonly(code, extended, error)) return "choose a folder you may write to with -o";
  if (code == SQLITE_CORRUPT)
    return "keep the file, save what it holds with `sqlite3 blocks.sqlite .recover`, and run into "
           "another folder with -o";
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return "wait for the other program to finish";
  return "check the disk, then go on with --resume";
}

std::string explain(sqlite3* handle, int extended, int error) {
  std::string words = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(extended);
  if (error != 0) words += std::string(": ") + std::strerror(error);
  return words;
}

}  // namespace

Database::Database(Io& io, const std::filesystem::path& path, Access access)
    : path_(std::filesystem::canonical(folder_of(path)) / path.filename()),
      vfs_(std::make_unique<Vfs>(io)) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path_.c_str(), &handle, open_flags(access), vfs_->name());
  handle_.reset(handle);
  if (handle == nullptr) throw std::bad_alloc();
  if (code != SQLITE_OK) fail(code);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, patience_ms);
  distrust(handle);
}

void Database::fail(int code) const {
  const int primary = code & 0xff;
  const int extended = sqlite3_extended_errcode(handle());
  const bool system =
      primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_FULL;
  const int error = system ? vfs_->last_error() : 0;
  if (primary == SQLITE_NOMEM) throw std::bad_alloc();
  if (primary == SQLITE_NOTADB)
    throw InputError(path_.string(), "", "is not a widefield store",
                     "the file is not a SQLite database", "choose another folder with -o");
  throw RunError(path_.string() + ": " + explain(handle(), extended, error),
                 remedy(primary, extended, error));
}

void Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::number(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

bool Database::writable() const {
  return sqlite3_db_readonly(handle(), "main") == 0;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      &statement, nullptr);
  statement_.reset(statement);
  check(code);
}

void Statement::check(int code) {
  if (code != SQLITE_OK) database_.fail(code);
}

Statement& Statement::bind(int index, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), index, value));
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  check(sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
  // A null pointer would bind NULL, which an empty view may be.
  const char* data = bytes.empty() ? "" : bytes.data();
  check(sqlite3_bind_blob64(statement_.get(), index, data, bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail(code);
  return code == SQLITE_ROW;
}

void Statement::run() {
  step();
  check(sqlite3_reset(statement_.get()));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const void* data = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

std::string_view Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return data == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(data), size);
}

Transaction::Transaction(Database& database) : database_(database) {
  database.execute("BEGIN IMMEDIATE");
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

Transaction::~Transaction() {
  // A failed COMMIT may have rolled back already; then this has nothing to do and says so.
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace widefield
