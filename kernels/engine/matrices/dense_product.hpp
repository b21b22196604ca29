#pragma once
#include "kernels/engine/matrices/unit_weights.hpp"
#include "kernels/engine/tile/rows.hpp"

// Products of a matrix that is drawn inside the product, or was stored before, with the vectors of
// all copies, one tile of the result at a time. The vectors lie tile by tile: row `tile * copies +
// copy` of `Rows`; neurons beyond the width hold zero.
//
// Sums over columns: every lane adds its columns in order, then the lanes are folded along a fixed
// tree. Sums over rows: in order. Blocking is for speed and reorders neither.
namespace widefield::inline WIDEFIELD_ISA {

/// Rows and tiles of columns whose elements are drawn together: 4 KB, which stay in the first-level
/// cache while all copies use them. The block's rows are one lane of the result's tile.
inline constexpr int block_rows = lane_neurons, block_tiles = 4;

/// Partial sums that fit the registers: copies that share each load of an element, rows that share
/// each load of a signal.
#if defined(__CUDACC__)
inline constexpr int block_copies = 1, sum_rows = 4;
#else
inline constexpr int block_copies = vector_bytes == 64 ? 2 : 1;
inline constexpr int sum_rows = vector_bytes == 16 ? 2 : 4;
#endif

/// Elements of block_rows rows in some tiles of columns: (r, t, j) is column 4m + j of tile t.
template <class WeightRows>
struct WeightBlock {
  WeightRows rows;  // [row][tile]
  std::int64_t row_tiles;
  int tiles;

  WIDEFIELD_HD const auto& operator()(int r, int t, int j) const {
    return rows(int(r * row_tiles) + t, j);
  }
};

/// sums(copy, r) += sum over the block's columns of W_rc x_c, for `count` copies from `copy` on and
/// sum_rows rows from `row` on.
template <int count, class S, class Block, class Rows>
WIDEFIELD_HD inline void add_row_sums(const Block& w, Rows x, int stride, Rows sums, int copy,
                                      int row) {
  S partial[count][sum_rows];
  for (int c = 0; c < count; ++c)
    for (int r = 0; r < sum_rows; ++r)
      partial[c][r] = sums(copy + c, row + r);
  for (int t = 0; t < w.tiles; ++t)
    for (int j = 0; j < lane_neurons; ++j)
      for (int c = 0; c < count; ++c) {
        const S& signal = x(t * stride + copy + c, j);  // a copy would go through the stack
        for (int r = 0; r < sum_rows; ++r)
          partial[c][r] += w(row + r, t, j) * signal;
      }
  for (int c = 0; c < count; ++c)
    for (int r = 0; r < sum_rows; ++r)
      sums(copy + c, row + r) = partial[c][r];
}

/// y(copy, j) += sum over the block's rows of W_rj d_r in its first tile, for `count` copies from
/// `copy` on. d: [copy][block_rows].
template <int count, class S, class Block, class Rows>
WIDEFIELD_HD inline void add_column_sums(const Block& w, const Real<S>* d, Rows y, int copy) {
  for (int c = 0; c < count; ++c)
    for (int j = 0; j < lane_neurons; ++j) {
      S sum = y(copy + c, j);
      for (int r = 0; r < block_rows; ++r)
        sum += w(r, 0, j) * S(d[(copy + c) * block_rows + r]);
      y(copy + c, j) = sum;
    }
}

/// Calls f<count>(copy) for all copies in groups of block_copies.
template <class Pair, class Single>
WIDEFIELD_HD inline void for_copy_groups(int copies, Pair pair, Single single) {
  int copy = 0;
  for (; copy + block_copies <= copies; copy += block_copies)
    pair(copy);
  for (; copy < copies; ++copy)
    single(copy);
}

/// W = scale times the unit weights, rows x columns.
template <class Rows>
struct DenseMatrix {
  UnitWeights weights;
  std::int64_t rows, columns;
  double scale;             // sigma_w / sqrt(columns); applied to the sums
  Rows stored = {nullptr};  // the unit weights, [row][tile]; nothing: drawn in every product

  WIDEFIELD_HD std::int64_t row_tiles() const { return tile_count(columns); }
};

/// Products with such matrices by one member of a team, for `copies` vectors.
template <class Team>
class DenseProduct {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using Matrix = DenseMatrix<Rows>;

  WIDEFIELD_HD DenseProduct(Team& team, int copies)
      : copies_(copies),
        sums_(team.rows(team.own(), copies)),
        adjoint_(team.own().template take<Real>(copies * block_rows)) {}

  /// y = W x for the 64 rows of one tile. x: all tiles of columns, y: one tile.
  WIDEFIELD_HD void forward(Team& team, const Matrix& matrix, Rows x, std::int64_t tile,
                            Rows y) const {
    for (int m = 0; m < tile_lanes; ++m) {
      const std::int64_t first = tile * tile_neurons + m * block_rows;
      if (first < matrix.rows)
        add_rows(team, matrix, first, x);
      else
        clear_rows(sums_, copies_);
      team.fold_rows(sums_, copies_, [&](int copy, int r, Real sum) {
        const Real scaled = first + r < matrix.rows ? sum * Real(matrix.scale) : Real(0);
        team.set_neuron(y, copy, m * block_rows + r, scaled);
      });
    }
  }

  /// x = W^T d for the 64 columns of one tile. d: all tiles of rows, x: one tile.
  WIDEFIELD_HD void transposed(Team& team, const Matrix& matrix, Rows d, std::int64_t tile,
                               Rows x) const {
    clear_rows(x, copies_);
    for (std::int64_t first = 0; first < matrix.rows; first += block_rows) {
      gather_adjoint(team, first, d);
      with_block(team, matrix, {first, tile, 1}, [&](const auto& block) {
        for_copy_groups(
            copies_, [&](int copy) { add_column_sums<block_copies, S>(block, adjoint_, x, copy); },
            [&](int copy) { add_column_sums<1, S>(block, adjoint_, x, copy); });
      });
    }
    scale_rows(x, copies_, Real(matrix.scale));
    clear_beyond<S>(matrix.columns, tile, team.lane(), x, copies_);
  }

  /// Draws what `stored` holds of the rows of one tile; rows that do not exist are zero.
  WIDEFIELD_HD static void store(Team& team, const Matrix& matrix, std::int64_t tile_of_rows) {
    for (int n = 0; n < tile_neurons; ++n) {
      const std::int64_t row = tile_of_rows * tile_neurons + n;
      const Rows to = row_of(matrix.stored, std::size_t(row * matrix.row_tiles()));
      for (std::int64_t tile = 0; tile < matrix.row_tiles(); ++tile)
        draw(team, matrix, row, tile, row_of(to, std::size_t(tile)));
    }
  }

 private:
  /// Where a block lies: its first row, its first tile of columns, how many tiles.
  struct BlockPlace {
    std::int64_t row, tile;
    int tiles;
  };

  template <class WeightRows>
  WIDEFIELD_HD static void draw(Team& team, const Matrix& matrix, std::int64_t row,
                                std::int64_t tile, WeightRows to) {
    if (row >= matrix.rows) return clear_rows(to, 1);
    S element[lane_neurons];
    matrix.weights(row, tile, team.lane(), element);
    for (int j = 0; j < lane_neurons; ++j)
      to(0, j) = element[j];
  }

  /// f(block), of memory or drawn for this use.
  template <class F>
  WIDEFIELD_HD static void with_block(Team& team, const Matrix& matrix, const BlockPlace& at, F f) {
    const std::int64_t row_tiles = matrix.row_tiles();
    if (matrix.stored.data != nullptr)
      return f(WeightBlock<Rows>{row_of(matrix.stored, std::size_t(at.row * row_tiles + at.tile)),
                                 row_tiles, at.tiles});
    S element[block_rows * block_tiles * lane_neurons];
    const TileRows<S, 1> drawn{element};
    for (int t = 0; t < at.tiles; ++t)
      for (int r = 0; r < block_rows; ++r)
        draw(team, matrix, at.row + r, at.tile + t,
             row_of(drawn, std::size_t(r * block_tiles + t)));
    f(WeightBlock<TileRows<S, 1>>{drawn, block_tiles, at.tiles});
  }

  /// The lanes' sums of four rows of W x.
  WIDEFIELD_HD void add_rows(Team& team, const Matrix& matrix, std::int64_t first, Rows x) const {
    clear_rows(sums_, copies_);
    const std::int64_t tiles = matrix.row_tiles();
    for (std::int64_t tile = 0; tile < tiles; tile += block_tiles) {
      const int count = tiles - tile < block_tiles ? int(tiles - tile) : block_tiles;
      with_block(team, matrix, {first, tile, count}, [&](const auto& block) {
        add_block(block, row_of(x, std::size_t(tile) * copies_));
      });
    }
  }

  template <class Block>
  WIDEFIELD_HD void add_block(const Block& block, Rows x) const {
    for (int row = 0; row < block_rows; row += sum_rows)
      for_copy_groups(
          copies_,
          [&](int copy) { add_row_sums<block_copies, S>(block, x, copies_, sums_, copy, row); },
          [&](int copy) { add_row_sums<1, S>(block, x, copies_, sums_, copy, row); });
  }

  /// The adjoints of four rows side by side, [copy][block_rows].
  WIDEFIELD_HD void gather_adjoint(Team& team, std::int64_t first, Rows d) const {
    const Rows tile = row_of(d, std::size_t(first / tile_neurons) * copies_);
    for (int copy = 0; copy < copies_; ++copy)
      for (int r = 0; r < block_rows; ++r)
        adjoint_[copy * block_rows + r] = team.neuron(tile, copy, int(first % tile_neurons) + r);
  }

  int copies_;
  Rows sums_;
  Real* adjoint_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
