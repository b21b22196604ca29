#pragma once
#include "kernels/engine/tile/sum_shape.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "widefield/scalar.hpp"

// Sums over neurons by a block, as kernels/cpu/sums.hpp makes them by a thread.
namespace widefield::inline WIDEFIELD_ISA {

inline constexpr int team_members = 16;
inline constexpr int team_threads = team_members * tile_lanes;

/// Where this thread stands in its block; thread 0 on the host.
WIDEFIELD_HD inline int thread_number() {
#if defined(__CUDA_ARCH__)
  return int(threadIdx.x);
#else
  return 0;
#endif
}
WIDEFIELD_HD inline void wait_for_block() {
#if defined(__CUDA_ARCH__)
  __syncthreads();
#endif
}
WIDEFIELD_HD inline void wait_for_member() {
#if defined(__CUDA_ARCH__)
  __syncwarp(0xffffu << (threadIdx.x & 16));
#endif
}

/// Products of rows are shared out among the threads of a block in squares of 2 x 2, those of the
/// Gram matrix and then those of the pairings, and for each square in several slices of the
/// neurons, so that few rows keep all threads busy too.
struct ProductShares {
  int gram, pairing, squares, slices;  // squares of the Gram matrix, of one pairing, of all

  WIDEFIELD_HD explicit ProductShares(const SumShape& shape)
      : gram(triangle_size(half(shape.copies))),
        pairing(half(shape.left) * half(shape.right)),
        squares(gram + shape.pairings * pairing),
        slices(squares == 0             ? 0
               : squares < team_threads ? team_threads / squares
                                        : 1) {
    if (slices > most_slices) slices = most_slices;
  }

  WIDEFIELD_HD static int half(int rows) { return (rows + 1) / 2; }

 private:
  static constexpr int most_slices = 64;
};

/// The memory of a sum over neurons.
template <class Real>
struct BlockSums {
  SumShape shape;
  double* total;        // [shape.size()]
  double* slices;       // [slice][products]
  double* thread_sums;  // [single sums][threads]
  const Real** rows;    // [member][list]: of the Gram matrix, then left and right of every pairing

  WIDEFIELD_HD BlockSums(Arena& shared, const SumShape& of)
      : shape(of),
        total(shared.take<double>(std::size_t(of.size()))),
        slices(shared.take<double>(most_slots(of))),
        thread_sums(shared.take<double>(std::size_t(of.sums) * team_threads)),
        rows(shared.take<const Real*>(std::size_t(team_members) * lists(of))) {}

  /// The same memory for a sum that needs no more of it.
  WIDEFIELD_HD BlockSums with_shape(const SumShape& of) const {
    BlockSums other = *this;
    other.shape = of;
    return other;
  }

  /// Products of a slice: [triangle of the Gram matrix][pairing][left][right].
  WIDEFIELD_HD static int products(const SumShape& shape) { return shape.size() - shape.sums; }
  WIDEFIELD_HD int products() const { return products(shape); }
  WIDEFIELD_HD static int lists(const SumShape& shape) { return 1 + 2 * shape.pairings; }
  WIDEFIELD_HD const Real*& list(int member, int which) const {
    return rows[member * lists(shape) + which];
  }

 private:
  /// Fewer products may have more slices, but never more than this many squares together.
  WIDEFIELD_HD static std::size_t most_slots(const SumShape& shape) {
    constexpr int square = 4;
    const int all = products(shape);
    return std::size_t(all > square * team_threads ? all : square * team_threads);
  }
};

/// What the body of a sum writes to: it hands over the rows of its tile, once, at its end.
template <class Real>
struct TileSums {
  const BlockSums<Real>& sums;
  int member;

  WIDEFIELD_HD void gram(TileRows<Real, tile_lanes> rows) { hand_over(0, rows); }
  WIDEFIELD_HD void products(int pairing, TileRows<Real, tile_lanes> left,
                             TileRows<Real, tile_lanes> right) {
    hand_over(1 + 2 * pairing, left);
    hand_over(2 + 2 * pairing, right);
  }
  /// Rows that are needed soon: a block has other warps to run while it waits for them.
  WIDEFIELD_HD void expect(TileRows<Real, tile_lanes>, int) {}
  template <class Number>
  WIDEFIELD_HD void add(int which, const Number* x) {
    double& sum = sums.thread_sums[which * team_threads + thread_number()];
    for (int j = 0; j < lane_neurons; ++j)
      sum += double(x[j]);
  }
  /// Adds the products of `count` rows with one row to the sums first, first + 1, ...
  WIDEFIELD_HD void dots(int first, TileRows<Real, tile_lanes> of, int count,
                         TileRows<Real, tile_lanes> x) {
    for (int row = 0; row < count; ++row) {
      double& sum = sums.thread_sums[(first + row) * team_threads + thread_number()];
      for (int j = 0; j < lane_neurons; ++j)
        sum += double(of(row, j)) * double(x(0, j));
    }
  }

 private:
  /// The first lane's rows are where those of the tile begin.
  WIDEFIELD_HD void hand_over(int list, TileRows<Real, tile_lanes> rows) {
    if (thread_number() % tile_lanes == 0) sums.list(member, list) = rows.data;
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
