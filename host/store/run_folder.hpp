#pragma once
#include <filesystem>

#include "host/store/io.hpp"
#include "widefield/store.hpp"

namespace widefield {

inline constexpr const char* store_file = "blocks.sqlite";
inline constexpr const char* experiment_file = "experiment.toml";
inline constexpr const char* results_file = "results.json";
inline constexpr const char* netcdf_file = "results.nc";
inline constexpr const char* report_file = "report.html";

/// InputError when a run must not be written into `folder`: it is not a folder; not empty in mode
/// `fresh`; in mode `resume`, full of things that are no run.
void check_folder(const std::filesystem::path& folder, OpenMode mode);

/// InputError when the folder holds anything but a lock. Asked again once the lock is held: another
/// run may have come and gone since.
void check_empty(const std::filesystem::path& folder);

/// Takes back a store that was just created and could not be filled.
void remove_store(const std::filesystem::path& folder);

/// InputError when there is no blocks.sqlite.
void check_store_exists(const std::filesystem::path& folder);

/// InputError when the first bytes say that the file is none of ours. SQLite must not touch such a
/// file: opening one in write-ahead mode already changes it.
void check_header(const std::filesystem::path& store);

/// Temporary files of a run that was killed. Only with the lock held.
void remove_leftovers(Io& io, const std::filesystem::path& folder);

[[noreturn]] void refuse_no_run(const std::filesystem::path& folder);

}  // namespace widefield
