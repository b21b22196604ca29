#pragma once
#include "host/report/page/caption.hpp"
#include "host/report/page/verdict_table.hpp"

namespace widefield {

/// The section of an experiment or a sweep: its claim, verdicts, figures, table, and how it was
/// measured.
html::Node family_section(const Entry& entry, FigureCounter& counter);

/// The rows of a family behind a fold.
html::Node rows_fold(const Family& family);

/// Terms and their explanations; a pair whose value is empty is left out.
html::Node definitions(const std::vector<std::pair<std::string, std::string>>& pairs);

/// What of the provenance is not empty.
std::vector<std::pair<std::string, std::string>> provenance_pairs(const Provenance& provenance);

}  // namespace widefield
