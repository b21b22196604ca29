#include "host/store/schema.hpp"

#include <array>

namespace widefield {
namespace {

// The text of these statements is also how a file is known to be ours: a file from elsewhere may
// carry the right number and other tables, views or triggers.
constexpr std::array tables = {
    "CREATE TABLE block (point TEXT NOT NULL, width INTEGER NOT NULL, number INTEGER NOT NULL, "
    "engine TEXT NOT NULL, count INTEGER NOT NULL, mean BLOB NOT NULL, comoment BLOB NOT NULL, "
    "records BLOB NOT NULL, histograms BLOB NOT NULL, checksum INTEGER NOT NULL, "
    "PRIMARY KEY (point, width, number))",
    "CREATE TABLE identity (point TEXT NOT NULL, place INTEGER NOT NULL, key TEXT NOT NULL, "
    "value TEXT NOT NULL, PRIMARY KEY (point, place))",
    "CREATE TABLE point (point TEXT PRIMARY KEY, place INTEGER NOT NULL, name TEXT NOT NULL)",
    "CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
};

constexpr std::string_view columns =
    "SELECT point, width, number, count, engine, mean, comoment, records, histograms, checksum "
    "FROM block ";

std::vector<std::string> schema_of(Database& database) {
  Statement statement(database,
                      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");
  std::vector<std::string> found;
  while (statement.step())
    found.push_back(statement.text(0));
  return found;
}

void check_ours(Database& database) {
  const auto refuse = [&](const std::string& reason, const char* remedy) {
    throw InputError(database.path(), "", "is not a store this program can read", reason, remedy);
  };
  if (database.number("PRAGMA application_id") != store_application)
    refuse("it is a database of another program", "choose another folder with -o");
  if (const std::int64_t version = database.number("PRAGMA user_version"); version != store_format)
    refuse("it has format " + std::to_string(version) + ", this program writes format " +
               std::to_string(store_format),
           "use the version of widefield that wrote it, or choose another folder with -o");
  if (schema_of(database) != std::vector<std::string>(tables.begin(), tables.end()))
    refuse("its tables are not ours", "choose another folder with -o");
}

[[noreturn]] void damaged(const std::string& path, const std::string& what) {
  throw RunError(path + " is damaged: " + what,
                 "keep the file, save what it holds with `sqlite3 blocks.sqlite .recover`, and run "
                 "into another folder with -o");
}

std::string row_name(const PackedBlock& block) {
  return "block " + std::to_string(block.number) + " at width " + std::to_string(block.width);
}

// SQLite would turn a text into 0 without a word; the checksum finds it.
PackedBlock block_of(const Database& database, const Statement& row) {
  PackedBlock block{.point = row.text(0),
                    .width = row.integer(1),
                    .number = row.integer(2),
                    .count = row.integer(3),
                    .engine = row.text(4),
                    .mean = std::string(row.blob(5)),
                    .comoment = std::string(row.blob(6)),
                    .records = std::string(row.blob(7)),
                    .histograms = std::string(row.blob(8))};
  if (block.checksum() != row.integer(9))
    damaged(database.path(), row_name(block) + " does not have the checksum it was written with");
  return block;
}

Identity read_identity(Database& database, const std::string& point) {
  Statement row(database, "SELECT key, value FROM identity WHERE point = ? ORDER BY place");
  row.bind(1, point);
  Identity identity;
  while (row.step())
    identity.emplace_back(row.text(0), row.text(1));
  if (identity_hash(identity) != point)
    damaged(database.path(), "the identity of experiment " + point + " was changed");
  return identity;
}

bool read_block(Database& database, const PackedBlock& key, PackedBlock& block) {
  Statement row(database, std::string(columns) + "WHERE point = ? AND width = ? AND number = ?");
  row.bind(1, key.point).bind(2, key.width).bind(3, key.number);
  if (!row.step()) return false;
  block = block_of(database, row);
  return true;
}

void write_block(Database& database, const PackedBlock& block) {
  Statement row(database, "INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  row.bind(1, block.point).bind(2, block.width).bind(3, block.number).bind(4, block.engine);
  row.bind(5, block.count).bind_blob(6, block.mean).bind_blob(7, block.comoment);
  row.bind_blob(8, block.records).bind_blob(9, block.histograms).bind(10, block.checksum());
  row.run();
}

}  // namespace

bool is_blank(Database& database) {
  return database.number("PRAGMA application_id") == 0 && schema_of(database).empty();
}

void create_tables(Database& database) {
  for (const char* table : tables)
    database.execute(table);
  database.execute(("PRAGMA application_id = " + std::to_string(store_application)).c_str());
  database.execute(("PRAGMA user_version = " + std::to_string(store_format)).c_str());
}

void check_tables(Database& database) {
  check_ours(database);
  Statement check(database, "PRAGMA quick_check(1)");
  if (!check.step() || check.text(0) != "ok") damaged(database.path(), check.text(0));
}

std::string read_experiment(Database& database) {
  Statement row(database, "SELECT value FROM run WHERE key = 'experiment'");
  if (!row.step()) damaged(database.path(), "it does not say which experiment it holds");
  return row.text(0);
}

void write_experiment(Database& database, const std::string& toml) {
  Statement(database, "INSERT OR REPLACE INTO run VALUES ('experiment', ?)").bind(1, toml).run();
}

std::vector<StoredPoint> read_points(Database& database) {
  Statement row(database, "SELECT point, name FROM point ORDER BY place");
  std::vector<StoredPoint> points;
  while (row.step())
    points.push_back({row.text(1), read_identity(database, row.text(0))});
  return points;
}

void write_point(Database& database, const StoredPoint& point, std::size_t place) {
  const std::string hash = identity_hash(point.identity);
  Statement head(database, "INSERT INTO point VALUES (?, ?, ?)");
  head.bind(1, hash).bind(2, static_cast<std::int64_t>(place)).bind(3, point.name).run();
  Statement row(database, "INSERT INTO identity VALUES (?, ?, ?, ?)");
  std::int64_t key_place = 0;
  for (const auto& [key, value] : point.identity)
    row.bind(1, hash).bind(2, key_place++).bind(3, key).bind(4, value).run();
}

Put put_block(Database& database, const PackedBlock& block) {
  PackedBlock stored;
  if (read_block(database, block, stored)) {
    if (!stored.agrees_with(block)) return Put::differs;
    if (block.records.empty() || !stored.records.empty()) return Put::known;
  }
  write_block(database, block);
  return Put::written;
}

void visit_blocks(Database& database, const Ensemble* ensemble,
                  const std::function<void(const PackedBlock&)>& visitor) {
  const char* which = ensemble == nullptr ? "ORDER BY point, width, number"
                                          : "WHERE point = ? AND width = ? ORDER BY number";
  Statement row(database, std::string(columns) + which);
  if (ensemble != nullptr) row.bind(1, ensemble->point).bind(2, ensemble->width);
  while (row.step())
    visitor(block_of(database, row));
}

std::vector<std::uint64_t> read_numbers(Database& database, const Ensemble& ensemble) {
  Statement row(database, "SELECT number FROM block WHERE point = ? AND width = ? ORDER BY number");
  row.bind(1, ensemble.point).bind(2, ensemble.width);
  std::vector<std::uint64_t> numbers;
  while (row.step())
    numbers.push_back(static_cast<std::uint64_t>(row.integer(0)));
  return numbers;
}

std::vector<Ensemble> read_ensembles(Database& database) {
  Statement row(database, "SELECT DISTINCT point, width FROM block ORDER BY point, width");
  std::vector<Ensemble> ensembles;
  while (row.step())
    ensembles.push_back({row.text(0), row.integer(1)});
  return ensembles;
}

}  // namespace widefield
