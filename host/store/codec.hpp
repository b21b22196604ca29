#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "widefield/store.hpp"

namespace widefield {

/// FNV-1a of 64 bits [http://www.isthe.com/chongo/tech/comp/fnv]: finds every change of one byte,
/// and others but for one in 2^64.
class Checksum {
 public:
  Checksum& add(std::string_view bytes);
  Checksum& add(std::uint64_t number);
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

/// Little-endian float64, one after the other.
std::string pack(const std::vector<double>& numbers);
std::string pack(const std::vector<std::vector<std::uint64_t>>& histograms);

/// False when the bytes are not what `pack` makes.
bool unpack(std::string_view bytes, std::vector<double>& numbers);
bool unpack(std::string_view bytes, std::vector<std::vector<std::uint64_t>>& histograms);

/// A block as the columns of its row.
struct PackedBlock {
  std::string point;
  std::int64_t width = 0;
  std::int64_t number = 0, count = 0;
  std::string engine, mean, comoment, records, histograms;

  std::int64_t checksum() const;
  /// The same networks with the same numbers; kept records are only compared where both have them.
  bool agrees_with(const PackedBlock& other) const;
};

PackedBlock pack(const Ensemble& ensemble, const Block& block);
bool unpack(const PackedBlock& packed, Block& block);

}  // namespace widefield
