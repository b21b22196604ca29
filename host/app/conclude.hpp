#pragma once
#include <filesystem>

#include "host/app/options.hpp"
#include "widefield/results.hpp"

namespace widefield {

/// Writes report.html into the folder, prints the table of verdicts and the path of the report (or
/// the JSON document), and returns the exit status: with --check that of the verdicts.
int conclude(const Results& results, const std::filesystem::path& folder, const Options& options);

/// 1 when a verdict disagrees, 4 when none does and one is underpowered, else 0.
int check_status(const Results& results);

/// The table of verdicts and of claims.
std::string verdict_table(const Results& results);

}  // namespace widefield
