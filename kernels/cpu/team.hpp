#pragma once
#include "kernels/cpu/barrier.hpp"
#include "kernels/cpu/engine_functions.hpp"
#include "kernels/cpu/fold.hpp"
#include "kernels/cpu/sums.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A team works on one network. Every member runs the same engine body from top to bottom; loops
/// over tiles are shared out among the members. On the CPU a member is a thread, its sixteen lanes
/// are a Pack, and a team has one member unless a single network is enormous. On a GPU a team is a
/// block and a member is sixteen threads. An engine body sees only this interface:
///
///   Real, Scalar, Rows         of the simulated network; what one thread holds of sixteen lanes
///   leader(), barrier()        code for one thread; everybody waits
///   wait_for_lanes()           the lanes of this member wait for each other
///   lane()                     this thread's lane (on the CPU 0: a Pack is all of them)
///   shared(), own()            arenas: seen by the whole team, by this member alone
///   rows(arena, count)         takes `count` rows of a tile from an arena
///   Sums(team, shape, neurons) workspace of a sum over neurons
///   accumulate(neurons, sums, f)
///                              f(tile, partial), shared out; partial.gram(rows),
///                              partial.add(i, S[4]) and partial.dots(i, rows, count, row) sum in
///                              float64, partial.products(i, left, right) at least the tiles so,
///                              in a fixed order; sums.total is complete for everybody when it
///                              returns
///   for_each_tile(neurons, f)  f(tile), shared out; everybody waits at its end
///   fold(S)                    the sum of the sixteen lanes along a fixed tree
///   fold_rows(rows, count, f)  f(row, j, that of rows(row, j))
///   neuron(rows, row, n)       a neuron n = 0..63 of a tile by itself; set_neuron writes it
template <class RealNumber>
class Team {
 public:
  using Real = RealNumber;
  using Scalar = Pack<Real>;
  using Rows = TileRows<Scalar, 1>;
  struct Sums : SumWorkspace<Real> {
    Sums(Team& team, const SumShape& of, std::int64_t neurons)
        : SumWorkspace<Real>(team.shared(), team.own(), of, neurons) {}
  };

  explicit Team(const TeamPlace& place) : place_(place), shared_{place.shared}, own_{place.own} {}

  bool leader() const { return place_.member == 0; }
  std::uint32_t lane() const { return 0; }
  void barrier() {
    if (place_.members > 1) place_.meeting->wait();
  }
  void wait_for_lanes() const {}
  Arena& shared() { return shared_; }
  Arena& own() { return own_; }
  static Rows rows(Arena& arena, std::size_t count) {
    return {arena.take<Scalar>(count * lane_neurons)};
  }

  template <class Body>
  void for_each_tile(std::int64_t neurons, Body body) {
    for (std::int64_t tile = place_.member; tile < tile_count(neurons); tile += place_.members)
      body(tile);
    barrier();
  }

  template <class Body>
  void accumulate(std::int64_t neurons, const SumWorkspace<Real>& sums, Body body) {
    const std::int64_t chunks = chunk_count(neurons);
    for (std::int64_t first = 0; first < chunks; first += round_chunks) {
      const std::int64_t count = chunks - first < round_chunks ? chunks - first : round_chunks;
      for (std::int64_t chunk = place_.member; chunk < count; chunk += place_.members) {
        LaneSums<Real> partial(sums.shape, sums.partial);
        for_tiles_of(first + chunk, neurons, [&](std::int64_t tile) { body(tile, partial); });
        partial.fold(sums.chunk + chunk * sums.shape.size());
      }
      barrier();
      if (leader()) sums.add_round(first == 0, count);
      barrier();
    }
  }

  static Real fold(Scalar x) { return sum_lanes(x); }
  template <class F>
  static void fold_rows(Rows rows, int count, F f) {
    constexpr int together = pack_lanes / lane_neurons;
    int row = 0;
    for (; row + together <= count; row += together) {
      Real sum[pack_lanes];
      fold_sixteen(&rows(row, 0), sum);
      for (int i = 0; i < pack_lanes; ++i)
        f(row + i / lane_neurons, i % lane_neurons, sum[i]);
    }
    for (; row < count; ++row)
      for (int j = 0; j < lane_neurons; ++j)
        f(row, j, fold(rows(row, j)));
  }
  static Real neuron(Rows rows, int row, int n) {
    return rows(row, n % lane_neurons)[n / lane_neurons];
  }
  static void set_neuron(Rows rows, int row, int n, Real x) {
    rows(row, n % lane_neurons).set(n / lane_neurons, x);
  }

 private:
  template <class Body>
  static void for_tiles_of(std::int64_t chunk, std::int64_t neurons, Body body) {
    const std::int64_t tiles = tile_count(neurons);
    const std::int64_t end = (chunk + 1) * chunk_tiles < tiles ? (chunk + 1) * chunk_tiles : tiles;
    for (std::int64_t tile = chunk * chunk_tiles; tile < end; ++tile)
      body(tile);
  }

  TeamPlace place_;
  Arena shared_, own_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
