#pragma once
#include "kernels/engine/tile/rows.hpp"
#include "kernels/engine/tile/sum_shape.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Products with a Haar-distributed orthogonal matrix that is never formed, O(N^2) per copy
/// [stewart1980, section 3; mezzadri2007, theorem 1]:
///
///   Q = H_0 H_1 ... H_{N-1} D,   H_j = I - beta_j v_j v_j^T,   v_j = x_j - image_j e_j,
///   x_j ~ N(0, 1) on the neurons j .. N-1,   image_j = -sign(x_jj) |x_j|,   D_jj = sign(image_j).
///
/// It is the Q of the Householder factorisation of a Gaussian matrix, with the signs that make the
/// diagonal of R positive: without D the law would not be Haar. x_j is row j of the stream, so the
/// reflections are drawn again wherever the matrix is needed.
template <class Team>
class HaarProduct {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  WIDEFIELD_HD HaarProduct(Team& team, int copies, std::int64_t most_neurons)
      : copies_(copies),
        reflector_(team.rows(team.shared(), std::size_t(tile_count(most_neurons)))),
        sums_(team, SumShape{0, 1 + copies}, most_neurons),
        factor_(team.own().template take<Real>(std::size_t(copies))) {}

  /// y := Q y for Q of N = neurons. y: all tiles, row `tile * copies + copy`.
  WIDEFIELD_HD void forward(Team& team, const Stream& stream, std::int64_t neurons, Rows y) {
    neurons_ = neurons;
    multiply_signs(team, stream, y);
    for (std::int64_t j = neurons_ - 1; j >= 0; --j)
      reflect(team, stream, j, y);
  }

  /// y := Q^T y.
  WIDEFIELD_HD void transposed(Team& team, const Stream& stream, std::int64_t neurons, Rows y) {
    neurons_ = neurons;
    for (std::int64_t j = 0; j < neurons_; ++j)
      reflect(team, stream, j, y);
    multiply_signs(team, stream, y);
  }

 private:
  /// The rows of one tile.
  WIDEFIELD_HD Rows tile_rows(Rows y, std::int64_t tile) const {
    return row_of(y, std::size_t(tile) * copies_);
  }

  /// The lane of neuron n of a tile.
  WIDEFIELD_HD static Mask<S> is_lane_of(Team& team, int n) {
    return lane_number<S>(team.lane()) == S(Real(n / lane_neurons));
  }

  /// y := D y.
  WIDEFIELD_HD void multiply_signs(Team& team, const Stream& stream, Rows y) {
    team.for_each_tile(neurons_, [&](std::int64_t tile) {
      const std::int64_t left = neurons_ - tile * tile_neurons;
      for (int n = 0; n < (left < tile_neurons ? left : tile_neurons); ++n) {
        S x[lane_neurons];
        normals(stream, std::uint32_t(tile * tile_neurons + n), tile, team.lane(), x);
        const int j = n % lane_neurons;
        const auto flips = is_lane_of(team, n) & (x[j] >= S(Real(0)));
        for (int copy = 0; copy < copies_; ++copy) {
          S& value = tile_rows(y, tile)(copy, j);
          value = select(flips, -value, value);
        }
      }
    });
  }

  /// y := H_j y.
  WIDEFIELD_HD void reflect(Team& team, const Stream& stream, std::int64_t j, Rows y) {
    project(team, stream, j, y);
    const std::int64_t first = j / tile_neurons;
    const int n = int(j % tile_neurons);
    const double pivot = team.neuron(row_of(reflector_, std::size_t(first)), 0, n);
    const double length = sqrt(sums_.total[0]);
    const double image = pivot < 0 ? length : -length;
    const double beta = 1 / (length * (length + abs(pivot)));  // 2 / |v|^2
    for (int copy = 0; copy < copies_; ++copy) {
      const double element = team.neuron(tile_rows(y, first), copy, n);
      factor_[copy] = Real(beta * (sums_.total[1 + copy] - image * element));
    }
    team.barrier();
    subtract(team, j, Real(image), y);
  }

  /// Draws x_j, which is zero before neuron j; sums |x_j|^2 and x_j . y of every copy.
  WIDEFIELD_HD void project(Team& team, const Stream& stream, std::int64_t j, Rows y) {
    team.accumulate(neurons_, sums_, [&](std::int64_t tile, auto& partial) {
      if ((tile + 1) * tile_neurons <= j) return;
      const Rows x = row_of(reflector_, std::size_t(tile));
      S normal[lane_neurons], product[lane_neurons];
      normals(stream, std::uint32_t(j), std::uint64_t(tile), team.lane(), normal);
      for (int i = 0; i < lane_neurons; ++i) {
        const auto inside =
            is_neuron<S>(neurons_, tile, team.lane(), i) & !is_neuron<S>(j, tile, team.lane(), i);
        x(0, i) = select(inside, normal[i], S(Real(0)));
        product[i] = x(0, i) * x(0, i);
      }
      partial.add(0, product);
      for (int copy = 0; copy < copies_; ++copy) {
        for (int i = 0; i < lane_neurons; ++i)
          product[i] = x(0, i) * tile_rows(y, tile)(copy, i);
        partial.add(1 + copy, product);
      }
    });
  }

  /// y -= factor v, where v is x_j but for v_j = x_jj - image.
  WIDEFIELD_HD void subtract(Team& team, std::int64_t j, Real image, Rows y) {
    const std::int64_t first = j / tile_neurons;
    team.for_each_tile(neurons_, [&](std::int64_t tile) {
      if (tile < first) return;
      const Rows x = row_of(reflector_, std::size_t(tile));
      const int n = int(j % tile_neurons);
      if (tile == first) {
        S& pivot = x(0, n % lane_neurons);
        pivot = select(is_lane_of(team, n), pivot - S(image), pivot);
      }
      for (int copy = 0; copy < copies_; ++copy)
        for (int i = 0; i < lane_neurons; ++i)
          tile_rows(y, tile)(copy, i) -= S(factor_[copy]) * x(0, i);
    });
  }

  int copies_;
  std::int64_t neurons_ = 0;
  Rows reflector_;  // x_j, one row per tile
  typename Team::Sums sums_;
  Real* factor_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
