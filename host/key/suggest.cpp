#include "host/key/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace widefield {
namespace {

constexpr std::size_t longest_word = 64;  // the table below is quadratic; names are shorter

// Optimal string alignment: table[i][j] edits turn the first i letters of a into the first j of b.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
    }
  return table[a.size()][b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& names) {
  if (word.empty() || word.size() > longest_word) return "";
  std::string best;
  std::size_t fewest = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t edits = distance(word, name);
    if (edits < fewest && edits < std::max(word.size(), name.size())) best = name, fewest = edits;
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  const std::string near = nearest(word, names);
  const std::string known = fmt::format("known: {}", fmt::join(names, ", "));
  return near.empty() ? known : fmt::format("did you mean '{}'? {}", near, known);
}

}  // namespace widefield
