#pragma once
#include <string>
#include <string_view>

#include "host/report/html.hpp"

namespace widefield {

/// "Poole et al. 2016, Exponential expressivity ..." for a table; the key where it is not known.
std::string short_citation(std::string_view key);

/// The whole reference with its link.
html::Node full_citation(std::string_view key);

}  // namespace widefield
