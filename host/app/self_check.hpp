#pragma once
#include <string>
#include <vector>

namespace widefield {

/// A number that must come out right, whatever the machine.
struct Check {
  std::string name;
  double found = 0, expected = 0;
  double tolerance = 0;  // absolute

  bool passed() const;
};

/// The checks of `widefield doctor`: numbers known from elsewhere, in a few seconds.
std::vector<Check> self_checks();

}  // namespace widefield
