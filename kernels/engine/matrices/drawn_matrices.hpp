#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/matrices/dense_product.hpp"
#include "kernels/engine/matrices/haar_product.hpp"
#include "kernels/engine/tile/vectors.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of the engine `dense`: every element drawn at its address inside the products with
/// the copies, on the way up and, the same again, transposed on the way back. Haar weights are a
/// product of addressed reflections.
template <Cell C, class Team>
class DrawnMatrices {
 public:
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using At = StageAt<C>;
  static constexpr bool has_signal_side = false;

  WIDEFIELD_HD DrawnMatrices(Team& team, const Problem<C>& problem)
      : problem_(problem),
        k_(problem.copies.count()),
        n_(problem.copies.inputs),
        tiles_(std::size_t(tile_count(problem.widest()))),
        signals_(team.rows(team.shared(), 2 * tiles_ * most_signals(problem) * k_)),
        adjoints_(team.rows(team.shared(), 2 * tiles_ * most_fields<C>() * n_)),
        images_(team.rows(team.shared(), tiles_ * most_fields<C>() * k_)),
        product_(team, k_),
        adjoint_product_(team, n_),
        single_product_(team, 1),
        haar_(team, k_, problem.widest()),
        adjoint_haar_(team, n_, problem.widest()),
        single_haar_(team, 1, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(n_))) {}

  /// Signals [signal][copy] of one tile, for the products of the stage `at`.
  WIDEFIELD_HD void keep_signals(const At& at, std::int64_t tile, Rows signal) const {
    for (int u = 0; u < at.of.signals; ++u)
      copy_rows(row_of(signal, std::size_t(u) * k_), k_,
                row_of(signals(at, u), std::size_t(tile) * k_));
  }

  WIDEFIELD_HD void prepare(const At&, const double*) const {}

  /// The fields of all neurons. The products are shared out tile by tile, which is finer than sums.
  WIDEFIELD_HD void begin(Team& team, const At& at) {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const Rows x = signals(at, at.of.signal[f]), y = image(f);
      if (orthogonal()) {
        load_image(team, {x, k_, at.below}, frame_width(at, f), y);
        haar_.forward(team, stream(at, f), frame_width(at, f), y);
      } else {
        team.for_each_tile(at.neurons(f), [&](std::int64_t tile) {
          product_.forward(team, matrix(at, f), x, tile, row_of(y, std::size_t(tile) * k_));
        });
      }
    }
  }

  /// The fields of one tile without their biases, [field][copy].
  WIDEFIELD_HD void fields(Team&, const At& at, std::int64_t tile, Rows field) const {
    for (int f = 0; f < at.of.fields; ++f) {
      const Rows rows = row_of(field, std::size_t(f) * k_);
      if (at.of.place[f] < 0 || tile >= tile_count(frame_width(at, f))) {
        clear_rows(rows, k_);
        continue;
      }
      copy_rows(row_of(image(f), std::size_t(tile) * k_), k_, rows);
      if (orthogonal()) scale_rows(rows, k_, Real(haar_scale(at, f)));
    }
  }

  /// Nothing is summed over neurons.
  WIDEFIELD_HD SumShape field_shape(int) const { return {}; }
  WIDEFIELD_HD SumShape signal_shape(int) const { return {}; }

  /// Adjoints [field][input] of one tile, for the transposed products of the stage `at`.
  template <class Partial>
  WIDEFIELD_HD void field_side(Team&, const At& at, std::int64_t tile, Rows, Rows adjoint,
                               Partial&) const {
    for (int f = 0; f < at.of.fields; ++f)
      copy_rows(row_of(adjoint, std::size_t(f) * n_), n_,
                row_of(adjoints(at, f), std::size_t(tile) * n_));
  }

  WIDEFIELD_HD void prepare_field_side(const At&, const SumShape&, const double*) const {}

  /// W^T D of all neurons.
  WIDEFIELD_HD void begin_adjoint(Team& team, const At& at) {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const Rows d = adjoints(at, f), y = image(f);
      if (orthogonal()) {
        load_image(team, {d, n_, at.neurons(f)}, frame_width(at, f), y);
        adjoint_haar_.transposed(team, stream(at, f), frame_width(at, f), y);
      } else {
        team.for_each_tile(at.below, [&](std::int64_t tile) {
          adjoint_product_.transposed(team, matrix(at, f), d, tile,
                                      row_of(y, std::size_t(tile) * n_));
        });
      }
    }
  }

  /// Adds the adjoints of the signals of one tile, [signal][input].
  WIDEFIELD_HD void add_adjoint(const At& at, std::int64_t tile, Rows result) const {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      copy_rows(row_of(image(f), std::size_t(tile) * n_), n_, rows_);
      if (orthogonal()) scale_rows(rows_, n_, Real(haar_scale(at, f)));
      add_rows(rows_, n_, row_of(result, std::size_t(at.of.signal[f]) * n_));
    }
  }

  /// y = W x / scale(at, f) of one vector; rows of adjacent tiles are adjacent (stride 1).
  WIDEFIELD_HD void multiply(Team& team, const At& at, int f, TiledVector<Team> x,
                             TiledVector<Team> y) {
    if (orthogonal()) {
      load_image(team, {x.rows, 1, at.below}, frame_width(at, f), y.rows);
      return single_haar_.forward(team, stream(at, f), frame_width(at, f), y.rows);
    }
    team.for_each_tile(at.neurons(f), [&](std::int64_t tile) {
      single_product_.forward(team, matrix(at, f), x.rows, tile, y.at(tile));
    });
  }
  /// y = W^T d / scale(at, f) of one vector.
  WIDEFIELD_HD void multiply_transposed(Team& team, const At& at, int f, TiledVector<Team> d,
                                        TiledVector<Team> y) {
    if (orthogonal()) {
      load_image(team, {d.rows, 1, at.neurons(f)}, frame_width(at, f), y.rows);
      return single_haar_.transposed(team, stream(at, f), frame_width(at, f), y.rows);
    }
    team.for_each_tile(at.below, [&](std::int64_t tile) {
      single_product_.transposed(team, matrix(at, f), d.rows, tile, y.at(tile));
    });
  }
  /// What these products lack.
  WIDEFIELD_HD double scale(const At& at, int f) const {
    return orthogonal() ? haar_scale(at, f) : 1;
  }

 private:
  /// Vectors of `count` copies over `neurons` neurons.
  struct Vectors {
    Rows rows;
    int count;
    std::int64_t neurons;
  };

  WIDEFIELD_HD bool orthogonal() const { return problem_.weights == WeightLaw::orthogonal; }
  WIDEFIELD_HD static std::int64_t frame_width(const At& at, int f) {
    return at.below > at.neurons(f) ? at.below : at.neurons(f);
  }
  WIDEFIELD_HD double sigma(const At& at, int f) const {
    return ::sqrt(at.of.field[f].weight_variance);
  }
  /// A frame of the wider side has elements of variance 1 / frame_width.
  WIDEFIELD_HD double haar_scale(const At& at, int f) const {
    return sigma(at, f) * ::sqrt(double(frame_width(at, f)) / double(at.below));
  }

  WIDEFIELD_HD Stream stream(const At& at, int f) const {
    const Field& field = at.of.field[f];
    return {problem_.key, Purpose::weight, at.network, std::uint32_t(field.tied ? 0 : at.layer),
            std::uint32_t(field.matrix)};
  }
  WIDEFIELD_HD DrawnMatrix matrix(const At& at, int f) const {
    return {{problem_.weights, stream(at, f)},
            at.neurons(f),
            at.below,
            sigma(at, f) / ::sqrt(double(at.below))};
  }

  /// A stage writes what the next one reads, so there are two sets.
  WIDEFIELD_HD static std::size_t set(const At& at) {
    return std::size_t(at.layer * C::stages + at.stage) % 2;
  }
  WIDEFIELD_HD Rows signals(const At& at, int u) const {
    return row_of(signals_, (set(at) * most_signals(problem_) + u) * tiles_ * k_);
  }
  WIDEFIELD_HD Rows adjoints(const At& at, int f) const {
    return row_of(adjoints_, (set(at) * most_fields<C>() + f) * tiles_ * n_);
  }
  WIDEFIELD_HD Rows image(int f) const { return row_of(images_, std::size_t(f) * tiles_ * k_); }

  WIDEFIELD_HD void load_image(Team& team, const Vectors& from, std::int64_t width, Rows to) const {
    team.for_each_tile(width, [&](std::int64_t tile) {
      const std::size_t row = std::size_t(tile) * from.count;
      if (tile < tile_count(from.neurons))
        copy_rows(row_of(from.rows, row), from.count, row_of(to, row));
      else
        clear_rows(row_of(to, row), from.count);
    });
  }

  const Problem<C>& problem_;
  int k_, n_;
  std::size_t tiles_;
  Rows signals_;   // [set][signal][tile][copy]
  Rows adjoints_;  // [set][field][tile][input]
  Rows images_;    // [field][tile][copy], and [field][tile][input] on the way back
  DenseProduct<Team> product_, adjoint_product_, single_product_;
  HaarProduct<Team> haar_, adjoint_haar_, single_haar_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
