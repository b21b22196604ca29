#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "widefield/error.hpp"
#include "widefield/observable.hpp"
#include "widefield/results.hpp"
#include "widefield/theory.hpp"

namespace widefield {

class Io;

inline constexpr std::string_view results_schema = "widefield.results/2";
inline constexpr std::string_view theory_schema = "widefield.theory/1";

/// Whether a file is a report of ours, which another one may replace.
bool is_report(const std::filesystem::path& path);

/// Replaces the file by `bytes`, or leaves it as it was: temporary file beside it, fsync, rename,
/// fsync of the folder. RunError names the file and the reason.
void write_file(const std::filesystem::path& path, std::string_view bytes, Io* io = nullptr);

/// The document `widefield.results/2` of interface.md: shortest numbers that read back to the same
/// bits, fixed order of keys, null for a number that does not exist, "inf" for an infinite one.
/// Everything that depends on the machine or the hour stands under "provenance".
std::string results_json(const Results& results);

/// The inverse of results_json; a document of schema 1 too, all of whose rows and curves lie on
/// layers. InputError names the first place that breaks the schema; `where` is the file as the
/// message calls it.
Results parse_results(std::string_view json, const std::string& where);

/// Reads FOLDER/results.json, or the file itself. InputError where it is absent or not one of ours.
Results read_results(const std::filesystem::path& folder_or_file);

/// The document `widefield.theory/1`.
std::string theory_json(const Experiment& experiment, const Prediction& prediction);

/// Whether this build can write results.nc, and the sentence that says why not.
bool netcdf_available();
std::string netcdf_absence();

/// The rows as a classic NetCDF file (64-bit offset). One variable per observable and quantity
/// (`length_map`, `length_map_standard_error`, `_theory`, `_theory_at_width`, `_z`, `_networks`) on
/// the dimensions [layer][width][component], preceded by [experiment] where there are several; of
/// an observable on another axis, [lag][width][lag_component].
/// Width is a double: infinity holds the extrapolated rows. Missing numbers are NaN.
/// `catalog` gives units and long names.
std::string results_netcdf(const Results& results, std::span<const ObservableRow> catalog);

/// Writes results.json and, where available, results.nc into `folder`.
void write_outputs(const std::filesystem::path& folder, const Results& results,
                   std::span<const ObservableRow> catalog, Io* io = nullptr);

}  // namespace widefield
