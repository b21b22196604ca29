#include "host/store/open_store.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/store/run_folder.hpp"
#include "host/store/schema.hpp"

namespace widefield {
namespace {

bool holds(const std::vector<StoredPoint>& points, const StoredPoint& wanted) {
  return std::any_of(points.begin(), points.end(),
                     [&](const StoredPoint& p) { return p.identity == wanted.identity; });
}

// The stored point with the fewest differences, so that the message is short.
const StoredPoint& nearest(const std::vector<StoredPoint>& points, const StoredPoint& wanted) {
  const auto distance = [&](const StoredPoint& point) {
    return differences(point.identity, wanted.identity).size();
  };
  return *std::min_element(points.begin(), points.end(),
                           [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
}

// A sweep may grow or shrink around what is stored; with nothing in common it is another run.
void check_same(const std::filesystem::path& folder, const std::vector<StoredPoint>& stored,
                const std::vector<StoredPoint>& wanted) {
  const auto is_stored = [&](const StoredPoint& point) { return holds(stored, point); };
  if (stored.empty() || wanted.empty() || std::any_of(wanted.begin(), wanted.end(), is_stored))
    return;
  const StoredPoint& there = nearest(stored, wanted.front());
  const std::vector<std::string> lines = differences(there.identity, wanted.front().identity);
  throw InputError(folder.string(), "", "holds a run of another experiment",
                   fmt::format("{}", fmt::join(lines, "; ")),
                   "change these keys back, or choose another folder with -o");
}

void describe(Database& database, const RunDescription& description,
              std::vector<StoredPoint> stored) {
  if (stored.empty() || read_experiment(database) != description.experiment_toml)
    write_experiment(database, description.experiment_toml);
  for (const StoredPoint& point : description.points) {
    if (holds(stored, point)) continue;
    write_point(database, point, stored.size());
    stored.push_back(point);
  }
}

// Rollback journal, because write-ahead mode needs a writable folder even to read. Truncated
// rather than deleted at every commit: with synchronous=FULL that costs one sync of the journal,
// after which the commit also survives loss of power.
void make_durable(Database& database) {
  database.execute("PRAGMA journal_mode = TRUNCATE");
  database.execute("PRAGMA synchronous = FULL");
}

void begin_store(Database& database, const std::filesystem::path& folder,
                 const RunDescription& description) {
  make_durable(database);
  Transaction transaction(database);
  if (is_blank(database))
    create_tables(database);
  else
    check_tables(database);
  // Before hours of work are put beside it: every block must have its checksum.
  visit_blocks(database, nullptr, [](const PackedBlock&) {});
  const std::vector<StoredPoint> stored = read_points(database);
  check_same(folder, stored, description.points);
  describe(database, description, stored);
  transaction.commit();
}

Database open_writable(Io& io, const std::filesystem::path& path) {
  check_header(path);
  Database database(io, path, Access::write);
  if (!database.writable())
    throw RunError("cannot write " + database.path() + " (the file is read-only)",
                   "make it writable, or choose another folder with -o");
  return database;
}

// A run that was killed inside a transaction left a journal. Only a writer can take it back.
void recover(Io& io, const std::filesystem::path& path) {
  Database database = open_writable(io, path);
  database.number("PRAGMA user_version");
}

bool needs_recovery(Database& database) {
  const int code =
      sqlite3_exec(database.handle(), "PRAGMA user_version", nullptr, nullptr, nullptr);
  return code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY;
}

}  // namespace

OpenStore open_to_write(Io& io, const std::filesystem::path& folder,
                        const RunDescription& description, OpenMode mode) {
  check_folder(folder, mode);
  make_folders(io, folder);
  FolderLock lock(io, folder);
  if (mode == OpenMode::fresh) check_empty(folder);
  remove_leftovers(io, folder);
  try {
    Database database = open_writable(io, folder / store_file);
    begin_store(database, folder, description);
    return {description, std::move(lock), std::move(database)};
  } catch (...) {
    // The same command must work again once the cause is gone.
    if (mode == OpenMode::fresh) remove_store(folder);
    throw;
  }
}

OpenStore open_to_read(Io& io, const std::filesystem::path& folder) {
  check_store_exists(folder);
  check_header(folder / store_file);
  Database database(io, folder / store_file, Access::read);
  if (needs_recovery(database)) recover(io, folder / store_file);
  if (is_blank(database)) refuse_no_run(folder);
  check_tables(database);
  RunDescription description{read_experiment(database), read_points(database)};
  return {std::move(description), std::nullopt, std::move(database)};
}

}  // namespace widefield
