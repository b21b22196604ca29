#pragma once
#include <functional>
#include <string>

#include "widefield/results.hpp"

namespace widefield::sample {

/// Calls visit for every string that Results hold, at any depth.
void for_each_string(Results& results, const std::function<void(std::string&)>& visit);

/// The same for every number that may be missing, infinite or absurd.
void for_each_number(Results& results, const std::function<void(double&)>& visit);

/// Results with a hostile text in every string: tags, ends of comments and scripts, quotes,
/// references, controls, invalid UTF-8, marks that turn the direction of text, 10 kB of one letter.
Results hostile_results();

}  // namespace widefield::sample
