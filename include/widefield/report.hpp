#pragma once
#include <string>

#include "widefield/results.hpp"

namespace widefield {

/// The report: one self-contained HTML file (no network, no external resource, works from file://).
/// A pure function of `results`: equal results give equal bytes, and the only date in it is the one
/// of the provenance. Numbers that do not exist (NaN) are shown as a dash, never drawn; every
/// string is escaped, so results of strangers are safe to look at.
std::string report_html(const Results& results);

}  // namespace widefield
