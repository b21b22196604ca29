#pragma once
#include "kernels/engine/sum_shape.hpp"
#include "kernels/engine/tile.hpp"
#include "widefield/scalar.hpp"

// The team of kernels/cpu/team.hpp on a device: a block, whose members are sixteen threads each,
// one per lane of a tile. Everything is callable on the host too, where a team with null arenas
// measures the memory of a workspace.
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

/// How a Gram matrix is shared out among the threads of a block: squares of 2 x 2 pairs, and for
/// each square several slices of the neurons, so that few copies keep all threads busy too.
struct GramShares {
  int squares, slices;

  WIDEFIELD_HD explicit GramShares(int copies) {
    const int side = (copies + 1) / 2;
    squares = triangle_size(side);
    slices = squares == 0 ? 0 : squares < team_threads ? team_threads / squares : 1;
    if (slices > most_slices) slices = most_slices;
  }

 private:
  static constexpr int most_slices = 64;
};

/// The memory of a sum over neurons.
struct BlockSums {
  SumShape shape;
  double* total;        // [shape.size()]
  double* gram_slices;  // [slices][triangle of the Gram matrix]
  double* thread_sums;  // [single sums][threads]

  WIDEFIELD_HD BlockSums(Arena& shared, const SumShape& of)
      : shape(of),
        total(shared.take<double>(std::size_t(of.size()))),
        gram_slices(shared.take<double>(most_slots(of.copies))),
        thread_sums(shared.take<double>(std::size_t(of.sums) * team_threads)) {}

  /// The same for the first rows alone, of which the first `skipped` do not meet each other.
  WIDEFIELD_HD BlockSums with_rows(int rows, int skipped = 0) const {
    BlockSums fewer = *this;
    fewer.shape.copies = rows;
    fewer.shape.skipped = skipped;
    return fewer;
  }

 private:
  /// Fewer rows may have more slices.
  WIDEFIELD_HD static std::size_t most_slots(int rows) {
    std::size_t most = 0;
    for (int fewer = 0; fewer <= rows; ++fewer) {
      const std::size_t slots = std::size_t(GramShares(fewer).slices) * triangle_size(fewer);
      most = slots > most ? slots : most;
    }
    return most;
  }
};

/// What the body of a sum writes to: it hands over the rows of its tile, once, at its end.
template <class Real>
struct TileSums {
  const BlockSums& sums;
  const Real* rows = nullptr;

  WIDEFIELD_HD void gram(TileRows<Real, tile_lanes> of) { rows = of.data; }
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
};

template <class RealNumber>
class BlockTeam {
 public:
  using Real = RealNumber;
  using Scalar = Real;
  using Rows = TileRows<Real, tile_lanes>;
  struct Sums : BlockSums {
    WIDEFIELD_HD Sums(BlockTeam& team, const SumShape& of, std::int64_t)
        : BlockSums(team.shared(), of) {}
  };

  /// own: the memory of all members, `own_bytes` each.
  WIDEFIELD_HD BlockTeam(std::byte* shared, std::byte* own, std::size_t own_bytes)
      : shared_{shared},
        own_{own == nullptr ? nullptr : own + std::size_t(member()) * own_bytes},
        own_bytes_(own_bytes) {}

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
  WIDEFIELD_HD void accumulate(std::int64_t neurons, const BlockSums& sums, Body body) const {
    clear(sums);
    const std::int64_t tiles = tile_count(neurons);
    for (std::int64_t first = 0; first < tiles; first += team_members) {
      TileSums<Real> partial{sums};
      if (first + member() < tiles) body(first + member(), partial);
      wait_for_block();
      const std::int64_t left = tiles - first;
      add_gram(sums, first_rows(partial.rows), int(left < team_members ? left : team_members));
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

  /// The rows of member 0, from which those of member m are own_bytes_ * m away. A member without a
  /// tile does not know where rows are; it hears it from member 0, which always has one.
  WIDEFIELD_HD const Real* first_rows(const Real* mine) const {
#if defined(__CUDA_ARCH__)
    __shared__ const Real* rows;
    if (leader()) rows = mine;
    wait_for_block();
    return rows;
#else
    return mine;
#endif
  }

  WIDEFIELD_HD static void clear(const BlockSums& sums) {
    const int gram = GramShares(sums.shape.copies).slices * triangle_size(sums.shape.copies);
    for (int i = thread_number(); i < gram; i += team_threads)
      sums.gram_slices[i] = 0;
    for (int i = thread_number(); i < sums.shape.sums * team_threads; i += team_threads)
      sums.thread_sums[i] = 0;
    wait_for_block();
  }

  /// Adds the Gram matrices of `tiles` tiles, one per member.
  WIDEFIELD_HD void add_gram(const BlockSums& sums, const Real* rows, int tiles) const {
    if (rows == nullptr) return;
    const GramShares shares(sums.shape.copies);
    for (int item = thread_number(); item < shares.squares * shares.slices; item += team_threads) {
      int row = 0, column = item % shares.squares;
      while (column > row)
        column -= ++row;
      if (2 * row + 1 < sums.shape.skipped) continue;
      const int slice = item / shares.squares;
      add_square({sums, rows, tiles}, {2 * row, 2 * column, slice, shares.slices});
    }
  }

  struct GramTask {
    const BlockSums& sums;
    const Real* rows;
    int tiles;
  };
  struct Square {
    int row, column, slice, slices;
  };

  /// Quarters of tiles slice, slice + slices, ...: each thread starts at a neuron of its own,
  /// because rows are a multiple of the number of memory banks apart.
  WIDEFIELD_HD void add_square(const GramTask& task, const Square& at) const {
    const int copies = task.sums.shape.copies;
    const int last_row = at.row + 1 < copies ? at.row + 1 : at.row;
    const int last_column = at.column + 1 < copies ? at.column + 1 : at.column;
    double sum[2][2] = {};
    for (int quarter = at.slice; quarter < task.tiles * lane_neurons; quarter += at.slices) {
      const Real* tile =
          reinterpret_cast<const Real*>(reinterpret_cast<const std::byte*>(task.rows) +
                                        std::size_t(quarter / lane_neurons) * own_bytes_);
      for (int i = 0; i < tile_lanes; ++i) {
        const int n = quarter % lane_neurons * tile_lanes + (i + thread_number()) % tile_lanes;
        const double a[2] = {double(tile[at.row * tile_neurons + n]),
                             double(tile[last_row * tile_neurons + n])};
        const double b[2] = {double(tile[at.column * tile_neurons + n]),
                             double(tile[last_column * tile_neurons + n])};
        for (int r = 0; r < 2; ++r)
          for (int c = 0; c < 2; ++c)
            sum[r][c] += a[r] * b[c];
      }
    }
    double* slice = task.sums.gram_slices + at.slice * triangle_size(copies);
    for (int r = at.row; r <= last_row; ++r)
      for (int c = at.column; c <= last_column && c <= r; ++c)
        slice[triangle_index(r, c)] += sum[r - at.row][c - at.column];
  }

  /// Slices and threads in their order.
  WIDEFIELD_HD static void fold(const BlockSums& sums) {
    const int triangle = triangle_size(sums.shape.copies),
              slices = GramShares(sums.shape.copies).slices;
    for (int i = thread_number(); i < triangle; i += team_threads) {
      double sum = 0;
      for (int s = 0; s < slices; ++s)
        sum += sums.gram_slices[s * triangle + i];
      sums.total[i] = sum;
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
  std::size_t own_bytes_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
