#include "host/key/key.hpp"

#include <fmt/format.h>

namespace widefield {

ValueRange between(double low, double high) {
  return {.low = low, .high = high};
}

ValueRange above_to(double low, double high) {
  return {.low = low, .high = high, .low_included = false};
}

bool ValueRange::contains(double x) const {
  return (low_included ? x >= low : x > low) && (high_included ? x <= high : x < high);
}

std::string ValueRange::text() const {
  const bool bounded_below = low > -std::numeric_limits<double>::infinity();
  const bool bounded_above = high < std::numeric_limits<double>::infinity();
  const std::string below = fmt::format("{} {:.12g}", low_included ? "at least" : "above", low);
  const std::string above = fmt::format("{} {:.12g}", high_included ? "at most" : "below", high);
  std::string words;
  if (bounded_below && bounded_above && low_included && high_included)
    words = fmt::format("from {:.12g} to {:.12g}", low, high);
  else if (bounded_below && bounded_above)
    words = below + " and " + above;
  else if (bounded_below || bounded_above)
    words = bounded_below ? below : above;
  return unit.empty() || words.empty() ? words : words + " " + unit;
}

}  // namespace widefield
