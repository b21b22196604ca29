#pragma once
#include <string>

#include "host/report/page/html.hpp"

namespace widefield {

/// "Poole et al. 2016"; the key itself where the bibliography does not have it.
std::string short_citation(const std::string& key);

/// The same with the title of the work.
std::string titled_citation(const std::string& key);

/// The whole reference.
html::Node full_citation(const std::string& key);

}  // namespace widefield
