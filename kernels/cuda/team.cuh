#pragma once
#include "kernels/cuda/sums.cuh"

// The team of kernels/cpu/team.hpp on a device: a block, whose members are sixteen threads each,
// one per lane of a tile. Everything is callable on the host too, where a team with null arenas
// measures the memory of a workspace.
namespace widefield::inline WIDEFIELD_ISA {

template <class RealNumber>
class BlockTeam {
 public:
  using Real = RealNumber;
  using Scalar = Real;
  using Rows = TileRows<Real, tile_lanes>;
  struct Sums : BlockSums<Real> {
    WIDEFIELD_HD Sums(BlockTeam& team, const SumShape& of, std::int64_t)
        : BlockSums<Real>(team.shared(), of) {}
  };

  /// own: the memory of all members, `own_bytes` each.
  WIDEFIELD_HD BlockTeam(std::byte* shared, std::byte* own, std::size_t own_bytes)
      : shared_{shared}, own_{own == nullptr ? nullptr : own + std::size_t(member()) * own_bytes} {}

  WIDEFIELD_HD bool leader() const { return thread_number() == 0; }
  WIDEFIELD_HD std::uint32_t lane() const { return std::uint32_t(thread_number() % tile_lanes); }
  WIDEFIELD_HD void barrier() const { wait_for_block(); }
  WIDEFIELD_HD void wait_for_lanes() const { wait_for_member(); }
  WIDEFIELD_HD Arena& shared() { return shared_; }
  WIDEFIELD_HD Arena& own() { return own_; }
  WIDEFIELD_HD static Rows rows(Arena& arena, std::size_t count) {
    Real* data = arena.take<Real>(count * tile_neurons);
    return {data == nullptr ? nullptr : data + thread_number() % tile_lanes};
  }

  template <class Body>
  WIDEFIELD_HD void for_each_tile(std::int64_t neurons, Body body) const {
    for (std::int64_t tile = member(); tile < tile_count(neurons); tile += team_members)
      body(tile);
    wait_for_block();
  }

  template <class Body>
  WIDEFIELD_HD void accumulate(std::int64_t neurons, const BlockSums<Real>& sums, Body body) const {
    clear(sums);
    const std::int64_t tiles = tile_count(neurons);
    for (std::int64_t first = 0; first < tiles; first += team_members) {
      TileSums<Real> partial{sums, member()};
      if (first + member() < tiles) body(first + member(), partial);
      wait_for_block();
      const std::int64_t left = tiles - first;
      add_products(sums, int(left < team_members ? left : team_members));
      wait_for_block();
    }
    fold(sums);
  }

  /// The sum of the sixteen lanes along the tree of the CPU: i with i+8, then i+4, i+2, i+1.
  WIDEFIELD_HD static Real fold(Real x) {
#if defined(__CUDA_ARCH__)
    const unsigned mine = 0xffffu << (threadIdx.x & 16);
    for (int step = tile_lanes / 2; step > 0; step /= 2)
      x += __shfl_down_sync(mine, x, unsigned(step), tile_lanes);
    x = __shfl_sync(mine, x, 0, tile_lanes);
#endif
    return x;
  }
  template <class F>
  WIDEFIELD_HD static void fold_rows(Rows rows, int count, F f) {
    for (int row = 0; row < count; ++row)
      for (int j = 0; j < lane_neurons; ++j)
        f(row, j, fold(rows(row, j)));
  }
  WIDEFIELD_HD static Real neuron(Rows rows, int row, int n) {
    return *place(rows, row, n);
  }
  WIDEFIELD_HD static void set_neuron(Rows rows, int row, int n, Real x) {
    wait_for_member();
    if (thread_number() % tile_lanes == n / lane_neurons) *place(rows, row, n) = x;
    wait_for_member();
  }

 private:
  WIDEFIELD_HD static int member() {
    return thread_number() / tile_lanes;
  }

  /// The address of neuron n of a tile, whichever lane owns it.
  WIDEFIELD_HD static Real* place(Rows rows, int row, int n) {
    return rows.data - thread_number() % tile_lanes +
           (row * lane_neurons + n % lane_neurons) * tile_lanes + n / lane_neurons;
  }

  WIDEFIELD_HD static void clear(const BlockSums<Real>& sums) {
    const int products = ProductShares(sums.shape).slices * sums.products();
    for (int i = thread_number(); i < products; i += team_threads)
      sums.slices[i] = 0;
    for (int i = thread_number(); i < sums.shape.sums * team_threads; i += team_threads)
      sums.thread_sums[i] = 0;
    for (int i = thread_number(); i < team_members * sums.lists(sums.shape); i += team_threads)
      sums.rows[i] = nullptr;
    wait_for_block();
  }

  /// The products of two rows of one list with two of another, or of the same.
  struct Square {
    int lists[2], rows[2], counts[2];  // list, first row, number of rows of the list
  };

  /// Adds the products of the rows of `tiles` tiles, one per member.
  WIDEFIELD_HD static void add_products(const BlockSums<Real>& sums, int tiles) {
    const ProductShares shares(sums.shape);
    for (int item = thread_number(); item < shares.squares * shares.slices; item += team_threads) {
      const int slice = item / shares.squares;
      const Square square = square_of(sums.shape, shares, item % shares.squares);
      if (sums.list(0, square.lists[0]) != nullptr)
        add_square(sums, square, tiles, slice, shares.slices);
    }
  }

  WIDEFIELD_HD static Square square_of(const SumShape& shape, const ProductShares& shares,
                                       int number) {
    if (number < shares.gram) {
      int row = 0, column = number;
      while (column > row)
        column -= ++row;
      return {{0, 0}, {2 * row, 2 * column}, {shape.copies, shape.copies}};
    }
    const int pairing = (number - shares.gram) / shares.pairing;
    const int place = (number - shares.gram) % shares.pairing;
    const int across = ProductShares::half(shape.right);
    return {{1 + 2 * pairing, 2 + 2 * pairing},
            {2 * (place / across), 2 * (place % across)},
            {shape.left, shape.right}};
  }

  /// Quarters of tiles slice, slice + slices, ...: each thread starts at a neuron of its own,
  /// because rows are a multiple of the number of memory banks apart.
  WIDEFIELD_HD static void add_square(const BlockSums<Real>& sums, const Square& at, int tiles,
                                      int slice, int slices) {
    int last[2];
    for (int side = 0; side < 2; ++side)
      last[side] = at.rows[side] + 1 < at.counts[side] ? at.rows[side] + 1 : at.rows[side];
    double sum[2][2] = {};
    for (int quarter = slice; quarter < tiles * lane_neurons; quarter += slices) {
      const Real* a = sums.list(quarter / lane_neurons, at.lists[0]);
      const Real* b = sums.list(quarter / lane_neurons, at.lists[1]);
      for (int i = 0; i < tile_lanes; ++i) {
        const int n = quarter % lane_neurons * tile_lanes + (i + thread_number()) % tile_lanes;
        const double x[2] = {double(a[at.rows[0] * tile_neurons + n]),
                             double(a[last[0] * tile_neurons + n])};
        const double y[2] = {double(b[at.rows[1] * tile_neurons + n]),
                             double(b[last[1] * tile_neurons + n])};
        for (int r = 0; r < 2; ++r)
          for (int c = 0; c < 2; ++c)
            sum[r][c] += x[r] * y[c];
      }
    }
    double* products = sums.slices + std::size_t(slice) * sums.products();
    for (int r = at.rows[0]; r <= last[0]; ++r)
      for (int c = at.rows[1]; c <= last[1]; ++c)
        if (at.lists[0] > 0)
          products[sums.shape.product((at.lists[0] - 1) / 2, r, c) - sums.shape.sums] +=
              sum[r - at.rows[0]][c - at.rows[1]];
        else if (c <= r)
          products[triangle_index(r, c)] += sum[r - at.rows[0]][c - at.rows[1]];
  }

  /// Slices and threads in their order.
  WIDEFIELD_HD static void fold(const BlockSums<Real>& sums) {
    const int products = sums.products(), slices = ProductShares(sums.shape).slices;
    const int triangle = triangle_size(sums.shape.copies);
    for (int i = thread_number(); i < products; i += team_threads) {
      double sum = 0;
      for (int s = 0; s < slices; ++s)
        sum += sums.slices[s * products + i];
      sums.total[i < triangle ? i : i + sums.shape.sums] = sum;
    }
    for (int i = thread_number(); i < sums.shape.sums; i += team_threads) {
      double sum = 0;
      for (int t = 0; t < team_threads; ++t)
        sum += sums.thread_sums[i * team_threads + t];
      sums.total[triangle + i] = sum;
    }
    wait_for_block();
  }

  Arena shared_, own_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
