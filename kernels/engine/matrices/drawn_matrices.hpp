#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/matrices/dense_product.hpp"
#include "kernels/engine/matrices/haar_product.hpp"
#include "kernels/engine/matrices/stored_matrices.hpp"
#include "kernels/engine/tile/vectors.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of the engine `dense`: every element drawn at its address inside the products with
/// the copies, on the way up and, the same again, transposed on the way back; or drawn once and
/// kept, where it is met in every layer. Haar weights are a product of addressed reflections.
template <class Code, class Team>
class DrawnMatrices {
 public:
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  static constexpr bool has_signal_side = false;

  WIDEFIELD_HD DrawnMatrices(Team& team, const Problem<Code>& problem)
      : problem_(problem),
        k_(problem.copies.count()),
        n_(problem.copies.inputs),
        most_signals_(most_signals(problem)),
        tiles_(std::size_t(tile_count(problem.widest()))),
        signals_(team.rows(team.shared(), 2 * tiles_ * most_signals_ * k_)),
        adjoints_(team.rows(team.shared(), 2 * tiles_ * most_fields() * n_)),
        images_(team.rows(team.shared(), tiles_ * most_units(problem) * k_)),
        stored_(team, problem),
        product_(team, k_),
        adjoint_product_(team, n_),
        single_product_(team, 1),
        haar_(team, k_, problem.widest()),
        adjoint_haar_(team, n_, problem.widest()),
        single_haar_(team, 1, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(n_))) {}

  /// Signals [signal][copy] of one tile, for the products of the stage `at`.
  WIDEFIELD_HD void keep_signals(const StageAt& at, std::int64_t tile, Rows signal) const {
    for (int s = 0; s < at.signals(); ++s)
      copy_rows(row_of(signal, std::size_t(s) * k_), k_,
                row_of(signals(at, s), std::size_t(tile) * k_));
  }

  WIDEFIELD_HD void prepare(const StageAt&, const double*) const {}

  /// The units of all neurons. The products are shared out tile by tile, which is finer than sums.
  WIDEFIELD_HD void begin(Team& team, const StageAt& at) {
    if (at.layer == 1) store(team, at);
    for (int u = 0; u < at.units(); ++u) {
      if (!at.has_matrix(u)) continue;
      const Rows x = signals(at, at.signal_of(u)), y = image(u);
      if (orthogonal()) {
        load_image(team, {x, k_, at.below}, frame_width(at, u), y);
        haar_.forward(team, stream(at, u), frame_width(at, u), y);
      } else {
        team.for_each_tile(at.outputs(u), [&](std::int64_t tile) {
          product_.forward(team, matrix(at, u), x, tile, row_of(y, std::size_t(tile) * k_));
        });
      }
    }
  }

  /// The units of one tile, [unit][copy].
  WIDEFIELD_HD void fields(Team&, const StageAt& at, std::int64_t tile, Rows unit) const {
    for (int u = 0; u < at.units(); ++u) {
      const Rows rows = row_of(unit, std::size_t(u) * k_);
      if (!at.has_matrix(u) || tile >= tile_count(frame_width(at, u))) {
        clear_rows(rows, k_);
        continue;
      }
      copy_rows(row_of(image(u), std::size_t(tile) * k_), k_, rows);
      if (orthogonal()) scale_rows(rows, k_, Real(haar_scale(at, u)));
    }
  }

  /// Nothing is summed over neurons.
  WIDEFIELD_HD SumShape field_shape(int, int) const { return {}; }
  WIDEFIELD_HD SumShape signal_shape(int) const { return {}; }

  /// Adjoints [field][input] of one tile, for the transposed products of the stage `at`.
  template <class Partial>
  WIDEFIELD_HD void field_side(Team&, const StageAt& at, std::int64_t tile, Rows, Rows adjoint,
                               Partial&) const {
    for (int f = 0; f < at.fields; ++f)
      copy_rows(row_of(adjoint, std::size_t(f) * n_), n_,
                row_of(adjoints(at, f), std::size_t(tile) * n_));
  }

  WIDEFIELD_HD void prepare_field_side(const StageAt&, const SumShape&, const double*) const {}

  /// W^T D of all neurons.
  WIDEFIELD_HD void begin_adjoint(Team& team, const StageAt& at) {
    for (int u = 0; u < at.units(); ++u) {
      if (!at.pulls(u)) continue;
      const Rows d = adjoints(at, at.field_of(u)), y = image(u);
      if (orthogonal()) {
        load_image(team, {d, n_, at.outputs(u)}, frame_width(at, u), y);
        adjoint_haar_.transposed(team, stream(at, u), frame_width(at, u), y);
      } else {
        team.for_each_tile(at.below, [&](std::int64_t tile) {
          adjoint_product_.transposed(team, matrix(at, u), d, tile,
                                      row_of(y, std::size_t(tile) * n_));
        });
      }
    }
  }

  /// Adds the adjoints of the signals of one tile, [signal][input].
  WIDEFIELD_HD void add_adjoint(const StageAt& at, std::int64_t tile, Rows result) const {
    for (int u = 0; u < at.units(); ++u) {
      if (!at.pulls(u)) continue;
      copy_rows(row_of(image(u), std::size_t(tile) * n_), n_, rows_);
      if (orthogonal()) scale_rows(rows_, n_, Real(haar_scale(at, u)));
      add_rows(rows_, n_, row_of(result, std::size_t(at.signal_of(u)) * n_));
    }
  }

  /// y = W x / scale(at, u) of one vector; rows of adjacent tiles are adjacent (stride 1).
  WIDEFIELD_HD void multiply(Team& team, const StageAt& at, int u, TiledVector<Team> x,
                             TiledVector<Team> y) {
    if (orthogonal()) {
      load_image(team, {x.rows, 1, at.below}, frame_width(at, u), y.rows);
      return single_haar_.forward(team, stream(at, u), frame_width(at, u), y.rows);
    }
    team.for_each_tile(at.outputs(u), [&](std::int64_t tile) {
      single_product_.forward(team, matrix(at, u), x.rows, tile, y.at(tile));
    });
  }
  /// y = W^T d / scale(at, u) of one vector.
  WIDEFIELD_HD void multiply_transposed(Team& team, const StageAt& at, int u, TiledVector<Team> d,
                                        TiledVector<Team> y) {
    if (orthogonal()) {
      load_image(team, {d.rows, 1, at.outputs(u)}, frame_width(at, u), y.rows);
      return single_haar_.transposed(team, stream(at, u), frame_width(at, u), y.rows);
    }
    team.for_each_tile(at.below, [&](std::int64_t tile) {
      single_product_.transposed(team, matrix(at, u), d.rows, tile, y.at(tile));
    });
  }
  /// What these products lack.
  WIDEFIELD_HD double scale(const StageAt& at, int u) const {
    return orthogonal() ? haar_scale(at, u) : 1;
  }

 private:
  /// Vectors of `count` copies over `neurons` neurons.
  struct Vectors {
    Rows rows;
    int count;
    std::int64_t neurons;
  };

  WIDEFIELD_HD bool orthogonal() const { return problem_.weights == WeightLaw::orthogonal; }
  WIDEFIELD_HD static std::int64_t frame_width(const StageAt& at, int u) {
    return at.below > at.outputs(u) ? at.below : at.outputs(u);
  }
  WIDEFIELD_HD double sigma(const StageAt& at, int u) const {
    return ::sqrt(at.weight_variance(u));
  }
  /// A frame of the wider side has elements of variance 1 / frame_width.
  WIDEFIELD_HD double haar_scale(const StageAt& at, int u) const {
    return sigma(at, u) * ::sqrt(double(frame_width(at, u)) / double(at.below));
  }

  WIDEFIELD_HD Stream stream(const StageAt& at, int u) const { return at.weights(problem_.key, u); }
  WIDEFIELD_HD DenseMatrix<Rows> matrix(const StageAt& at, int u) const {
    return {{problem_.weights, stream(at, u)},
            at.outputs(u),
            at.below,
            sigma(at, u) / ::sqrt(double(at.below)),
            stored_.of(at, u)};
  }
  /// Draws the matrices of a stage that are to be kept.
  WIDEFIELD_HD void store(Team& team, const StageAt& at) const {
    for (int u = 0; u < at.units(); ++u)
      if (stored_.has(at, u))
        team.for_each_tile(at.outputs(u), [&](std::int64_t tile) {
          DenseProduct<Team>::store(team, matrix(at, u), tile);
        });
  }

  WIDEFIELD_HD int most_fields() const { return problem_.cell.numbers().most_fields(); }
  /// A stage writes what the next one reads, so there are two sets.
  WIDEFIELD_HD std::size_t set(const StageAt& at) const {
    return std::size_t(at.layer * problem_.cell.numbers().stages + at.stage) % 2;
  }
  WIDEFIELD_HD Rows signals(const StageAt& at, int s) const {
    return row_of(signals_, (set(at) * most_signals_ + s) * tiles_ * k_);
  }
  WIDEFIELD_HD Rows adjoints(const StageAt& at, int f) const {
    return row_of(adjoints_, (set(at) * most_fields() + f) * tiles_ * n_);
  }
  WIDEFIELD_HD Rows image(int u) const { return row_of(images_, std::size_t(u) * tiles_ * k_); }

  WIDEFIELD_HD void load_image(Team& team, const Vectors& from, std::int64_t width, Rows to) const {
    team.for_each_tile(width, [&](std::int64_t tile) {
      const std::size_t row = std::size_t(tile) * from.count;
      if (tile < tile_count(from.neurons))
        copy_rows(row_of(from.rows, row), from.count, row_of(to, row));
      else
        clear_rows(row_of(to, row), from.count);
    });
  }

  const Problem<Code>& problem_;
  int k_, n_, most_signals_;
  std::size_t tiles_;
  Rows signals_;   // [set][signal][tile][copy]
  Rows adjoints_;  // [set][field][tile][input]
  Rows images_;    // [unit][tile][copy], and [unit][tile][input] on the way back
  StoredMatrices<Team> stored_;
  DenseProduct<Team> product_, adjoint_product_, single_product_;
  HaarProduct<Team> haar_, adjoint_haar_, single_haar_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
