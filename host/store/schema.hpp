#pragma once
#include <functional>
#include <string>
#include <vector>

#include "host/store/codec.hpp"
#include "host/store/database.hpp"
#include "widefield/store.hpp"

namespace widefield {

/// Version of the tables, kept in SQLite's user_version. The version of the random scheme is part
/// of every identity.
inline constexpr int store_format = 1;

/// Marks the file as ours, kept in SQLite's application_id: "wfld".
inline constexpr int store_application = 0x77666c64;

/// Nothing was ever committed: a new file, or one whose creation was cut off.
bool is_blank(Database& database);

/// Creates the tables; inside a transaction of the caller.
void create_tables(Database& database);

/// InputError when the file is another program's or a newer version's; RunError when it is damaged.
void check_tables(Database& database);

std::string read_experiment(Database& database);
void write_experiment(Database& database, const std::string& toml);

std::vector<StoredPoint> read_points(Database& database);
void write_point(Database& database, const StoredPoint& point, std::size_t place);

enum class Put { written, known, differs };

/// Writes a block unless it is there already. `known` and `differs` change nothing, except that
/// kept records are added to a copy without them. Inside a transaction of the caller.
Put put_block(Database& database, const PackedBlock& block);

/// Every row of an ensemble by number, or (no ensemble) every row there is.
void visit_blocks(Database& database, const Ensemble* ensemble,
                  const std::function<void(const PackedBlock&)>& visitor);

std::vector<std::uint64_t> read_numbers(Database& database, const Ensemble& ensemble);
std::vector<Ensemble> read_ensembles(Database& database);

}  // namespace widefield
