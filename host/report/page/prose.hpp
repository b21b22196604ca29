#pragma once
#include <string_view>
#include <vector>

#include "host/report/page/html.hpp"

namespace widefield {

/// A sentence as people type it, with its formulas set: sigma_w, chi_1 = 1, c* and xi_c become
/// symbols; everything else stays text.
std::vector<html::Node> prose(std::string_view text);

}  // namespace widefield
