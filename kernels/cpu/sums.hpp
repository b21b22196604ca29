#pragma once
#include "kernels/cpu/dots.hpp"
#include "kernels/cpu/gram_block.hpp"
#include "kernels/engine/sum_shape.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Partial sums of one member of a team, float64. [shape.size()]
template <class Real>
class LaneSums {
 public:
  LaneSums(const SumShape& shape, LaneSum* lanes, Pack<double>* wide)
      : shape_(shape), lanes_(lanes), wide_(wide) {
    for (int i = 0; i < shape_.size(); ++i)
      lanes_[i] = LaneSum{};
  }

  /// Adds the Gram matrix of the first shape.copies rows of a tile.
  void gram(TileRows<Pack<Real>, 1> rows) {
    if constexpr (sizeof(Real) == sizeof(double)) {
      add_gram(rows.data, shape_, lanes_);
    } else {
      widen_rows(rows.data, shape_.copies, wide_);
      add_gram(wide_, shape_, lanes_);
    }
  }

  /// Adds the four numbers of every lane to a single sum.
  template <class Number>
  void add(int which, const Pack<Number>* x) {
    for (int j = 0; j < lane_neurons; ++j)
      lanes_[shape_.sum(which)].add(convert<Pack<double>>(x[j]));
  }

  /// Adds the products of `count` rows with one row to the sums first, first + 1, ...
  void dots(int first, TileRows<Pack<Real>, 1> rows, int count, TileRows<Pack<Real>, 1> x) {
    Pack<double> other[lane_neurons];
    widen_rows(x.data, 1, other);
    add_dots(rows.data, count, other, lanes_ + shape_.sum(first));
  }

  void fold(double* into) const {
    fold_gram(lanes_, shape_, into);
    for (int i = shape_.sum(0); i < shape_.size(); ++i)
      into[i] = lanes_[i].fold();
  }

 private:
  WIDEFIELD_INLINE static void widen_rows(const Pack<Real>* rows, int count, Pack<double>* wide) {
    for (int i = 0; i < count * lane_neurons; ++i)
      wide[i] = convert<Pack<double>>(rows[i]);
  }

  SumShape shape_;
  LaneSum* lanes_;
  Pack<double>* wide_;  // the rows of a tile in float64
};

/// The memory of a sum over neurons.
struct SumWorkspace {
  SumShape shape;
  double* total;  // [shape.size()], shared by the team
  double* chunk;  // [chunks of a round][shape.size()], shared
  LaneSum* lanes;
  Pack<double>* wide;

  SumWorkspace(Arena& shared, Arena& own, const SumShape& of, std::int64_t neurons)
      : shape(of),
        total(shared.take<double>(of.size())),
        chunk(shared.take<double>(of.size() * round_size(neurons))),
        lanes(own.take<LaneSum>(of.size())),
        wide(own.take<Pack<double>>(of.copies * lane_neurons)) {}

  /// The same for the first rows alone, of which the first `skipped` do not meet each other.
  SumWorkspace with_rows(int rows, int skipped = 0) const {
    SumWorkspace fewer = *this;
    fewer.shape.copies = rows;
    fewer.shape.skipped = skipped;
    return fewer;
  }

  static std::size_t round_size(std::int64_t neurons) {
    const std::int64_t chunks = chunk_count(neurons);
    return std::size_t(chunks < round_chunks ? chunks : round_chunks);
  }

  /// total += the chunks of one round, in their order.
  void add_round(bool first, std::int64_t chunks) const {
    for (int i = 0; i < shape.size(); ++i) {
      double sum = first ? 0.0 : total[i];
      for (std::int64_t c = 0; c < chunks; ++c)
        sum += chunk[c * shape.size() + i];
      total[i] = sum;
    }
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
