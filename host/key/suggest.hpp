#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace widefield {

/// The name nearest to `word` (fewest insertions, deletions, replacements and swaps of neighbours),
/// or "" when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& names);

/// A remedy for an unknown word: "did you mean 'tanh'? known: erf, relu, tanh".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

}  // namespace widefield
