#pragma once
#include <cstring>
#include <vector>

namespace widefield {

/// A NaN is itself here, and 0 is not -0.
inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

}  // namespace widefield
