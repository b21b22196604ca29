#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "widefield/record.hpp"

namespace widefield {

/// Finds signals that have become so small that their numbers lose digits, or vanish,
/// without a word: squares below 2^-200 in float32 (2^-1000 in float64, whose sums of squares are
/// doubles themselves). What is exactly 0 has died, as networks of relu do.
class Resolution {
 public:
  Resolution(const RecordLayout& layout, bool float64);

  /// Throws RunError with the first layer and the network. records: [network][slot].
  void require(std::uint64_t first_network, std::span<const double> records) const;

 private:
  RecordLayout layout_;
  bool float64_;
  std::vector<std::size_t> squares_;  // slots, by ascending layer
};

}  // namespace widefield
