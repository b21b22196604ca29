#pragma once
#include <cstddef>

namespace widefield::inline WIDEFIELD_ISA {

/// Memory that the next tile needs, asked for a few lines at a time while sums are formed: rows
/// read column by column are foreseen by no processor, and many lines at once make it wait.
class Ahead {
 public:
  static constexpr std::size_t line_bytes = 64;

  /// One more range. Beyond `most_ranges` it is not asked for, only read later.
  void expect(const void* from, std::size_t bytes) {
    if (bytes == 0 || ranges_ == most_ranges) return;
    range_[ranges_++] = {static_cast<const char*>(from), bytes};
  }

  /// The next `lines` lines, to be prefetched, or `none` where all have been.
  const char* take(std::size_t lines, const void* none) {
    if (ranges_ == 0) return static_cast<const char*>(none);
    Range& last = range_[ranges_ - 1];
    const char* from = last.from;
    const std::size_t bytes = lines * line_bytes;
    if (bytes < last.bytes)
      last = {from + bytes, last.bytes - bytes};
    else
      --ranges_;
    return from;
  }

 private:
  struct Range {
    const char* from;
    std::size_t bytes;
  };
  static constexpr int most_ranges = 4;

  Range range_[most_ranges] = {};
  int ranges_ = 0;
};

}  // namespace widefield::inline WIDEFIELD_ISA
