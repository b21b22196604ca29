#pragma once
#include "kernels/cpu/dots.hpp"
#include "kernels/cpu/gram_block.hpp"
#include "kernels/cpu/row_products.hpp"
#include "kernels/engine/tile/sum_shape.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The memory of one member's partial sums.
template <class Real>
struct PartialMemory {
  LaneSum* lanes;      // of the Gram matrix and of the single sums
  double* products;    // [pairing][left][right, whole registers]
  Pack<double>* wide;  // the rows of a tile in float64

  PartialMemory(Arena& own, const SumShape& shape)
      : lanes(own.take<LaneSum>(shape.sum(shape.sums))),
        products(own.take<double>(product_sums(shape))),
        wide(own.take<Pack<double>>(shape.copies * lane_neurons)) {}

  static int product_sums(const SumShape& shape) {
    return shape.pairings * shape.left * whole_columns<Real>(shape.right);
  }
};

/// Partial sums of one member of a team. [shape.size()]
template <class Real>
class LaneSums {
 public:
  LaneSums(const SumShape& shape, const PartialMemory<Real>& memory)
      : shape_(shape), memory_(memory) {
    for (int i = 0; i < shape_.sum(shape_.sums); ++i)
      memory_.lanes[i] = LaneSum{};
    for (int i = 0; i < memory_.product_sums(shape_); ++i)
      memory_.products[i] = 0;
  }

  /// Rows that the body reads or writes in the next tile: they are fetched while sums are formed.
  void expect(TileRows<Pack<Real>, 1> rows, int count) {
    ahead_.expect(rows.data, count * lane_neurons * sizeof(Pack<Real>));
  }

  /// Adds the Gram matrix of the first shape.copies rows of a tile.
  void gram(TileRows<Pack<Real>, 1> rows) {
    if constexpr (sizeof(Real) == sizeof(double)) {
      add_gram(rows.data, shape_.copies, memory_.lanes);
    } else {
      widen_rows(rows.data, shape_.copies, memory_.wide);
      add_gram(memory_.wide, shape_.copies, memory_.lanes);
    }
  }

  /// Adds the four numbers of every lane to a single sum.
  template <class Number>
  void add(int which, const Pack<Number>* x) {
    for (int j = 0; j < lane_neurons; ++j)
      memory_.lanes[shape_.sum(which)].add(convert<Pack<double>>(x[j]));
  }

  /// Adds the products of `count` rows with one row to the sums first, first + 1, ...
  void dots(int first, TileRows<Pack<Real>, 1> rows, int count, TileRows<Pack<Real>, 1> x) {
    Pack<double> other[lane_neurons];
    widen_rows(x.data, 1, other);
    add_dots(rows.data, count, other, memory_.lanes + shape_.sum(first));
  }

  /// Adds the products of a pairing, summed over the tile in the precision of the rows.
  void products(int pairing, TileRows<Pack<Real>, 1> left, TileRows<Pack<Real>, 1> right) {
    add_row_products(left.data, shape_.left, right.data, shape_.right, products_of(pairing),
                     ahead_);
  }

  void fold(double* into) const {
    fold_gram(memory_.lanes, shape_.copies, into);
    for (int i = shape_.sum(0); i < shape_.sum(shape_.sums); ++i)
      into[i] = memory_.lanes[i].fold();
    for (int pairing = 0; pairing < shape_.pairings; ++pairing)
      for (int row = 0; row < shape_.left; ++row)
        for (int column = 0; column < shape_.right; ++column)
          into[shape_.product(pairing, row, column)] =
              products_of(pairing)[row * whole_columns<Real>(shape_.right) + column];
  }

 private:
  WIDEFIELD_INLINE static void widen_rows(const Pack<Real>* rows, int count, Pack<double>* wide) {
    for (int i = 0; i < count * lane_neurons; ++i)
      wide[i] = convert<Pack<double>>(rows[i]);
  }
  double* products_of(int pairing) const {
    return memory_.products + pairing * shape_.left * whole_columns<Real>(shape_.right);
  }

  SumShape shape_;
  PartialMemory<Real> memory_;
  Ahead ahead_;
};

/// The memory of a sum over neurons.
template <class Real>
struct SumWorkspace {
  SumShape shape;
  double* total;  // [shape.size()], shared by the team
  double* chunk;  // [chunks of a round][shape.size()], shared
  PartialMemory<Real> partial;

  SumWorkspace(Arena& shared, Arena& own, const SumShape& of, std::int64_t neurons)
      : shape(of),
        total(shared.take<double>(of.size())),
        chunk(shared.take<double>(of.size() * round_size(neurons))),
        partial(own, of) {}

  /// The same memory for a sum that needs no more of it.
  SumWorkspace with_shape(const SumShape& of) const {
    SumWorkspace other = *this;
    other.shape = of;
    return other;
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
