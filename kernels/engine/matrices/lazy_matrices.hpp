#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/matrices/revelation.hpp"
#include "kernels/engine/matrices/signal_history.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of the engine `lazy`: never there, but remembered along the directions that they
/// have met. A tied matrix keeps its history over the layers; a fresh one starts anew on the way up
/// and may be met again on the way back. Where nothing comes back the history is that of the
/// signals alone (SignalHistory), else it is kept from both sides in orthonormal directions
/// (Revelation); so it is in float64, whose increments are finer than the former can tell.
template <Cell C, class Team>
class LazyMatrices {
 public:
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using List = VectorList<Team>;
  using At = StageAt<C>;
  static constexpr bool has_signal_side = false;

  WIDEFIELD_HD LazyMatrices(Team& team, const Problem<C>& problem)
      : problem_(problem),
        k_(problem.copies.count()),
        n_(problem.copies.inputs),
        both_sides_(keeps_layers(problem) || sizeof(Real) == sizeof(double)),
        tiles_(std::size_t(tile_count(problem.widest()))),
        signals_(team.rows(team.shared(), 2 * tiles_ * most_signals(problem) * k_)),
        adjoints_(team.rows(team.shared(), 2 * tiles_ * most_fields<C>() * n_)),
        images_(team.rows(team.shared(), tiles_ * most_fields<C>() * k_)),
        shown_(team.rows(team.shared(), end().vectors * tiles_)),
        factors_(team.shared().template take<double>(both_sides_ ? 0 : end().products)),
        met_(team.shared().template take<int>(2 * std::size_t(end().matrices))),
        history_(team, k_, both_sides_ ? 0 : most_directions(), problem.widest()),
        revelation_(team, both_sides_ ? most_directions() : 0, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(n_))) {}

  /// Signals [signal][copy] of one tile, for the products of the stage `at`.
  WIDEFIELD_HD void keep_signals(const At& at, std::int64_t tile, Rows signal) const {
    for (int u = 0; u < at.of.signals; ++u)
      copy_rows(row_of(signal, std::size_t(u) * k_), k_, signals(at, u).at(tile));
  }

  /// By the leader: matrices that are met for the first time have shown nothing.
  WIDEFIELD_HD void prepare(const At& at, const double*) const {
    for (int f = 0; f < at.of.fields; ++f)
      if (at.of.place[f] >= 0 && (!at.of.field[f].tied || at.layer == 1))
        for (int side = 0; side < 2; ++side)
          met_[2 * place(at, f).matrices + side] = 0;
  }

  /// The fields of all neurons.
  WIDEFIELD_HD void begin(Team& team, const At& at) {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const List x = signals(at, at.of.signal[f]), y = image(f, k_);
      if (!both_sides_)
        history_.multiply(team, history(at, f), law(at, f), x, y);
      else
        for (int copy = 0; copy < k_; ++copy)
          multiply(team, at, f, x.vector(copy), y.vector(copy));
    }
  }

  /// The fields of one tile without their biases, [field][copy].
  WIDEFIELD_HD void fields(Team&, const At& at, std::int64_t tile, Rows field) const {
    for (int f = 0; f < at.of.fields; ++f) {
      const Rows rows = row_of(field, std::size_t(f) * k_);
      if (at.of.place[f] < 0 || tile >= tile_count(at.neurons(f))) {
        clear_rows(rows, k_);
        continue;
      }
      copy_rows(image(f, k_).at(tile), k_, rows);
      scale_rows(rows, k_, Real(scale(at, f)));
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
      copy_rows(row_of(adjoint, std::size_t(f) * n_), n_, adjoints(at, f).at(tile));
  }

  WIDEFIELD_HD void prepare_field_side(const At&, const SumShape&, const double*) const {}

  /// W^T D of all neurons.
  WIDEFIELD_HD void begin_adjoint(Team& team, const At& at) {
    for (int f = 0; f < at.of.fields; ++f)
      for (int input = 0; at.of.place[f] >= 0 && input < n_; ++input)
        multiply_transposed(team, at, f, adjoints(at, f).vector(input), image(f, n_).vector(input));
  }

  /// Adds the adjoints of the signals of one tile, [signal][input].
  WIDEFIELD_HD void add_adjoint(const At& at, std::int64_t tile, Rows result) const {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      copy_rows(image(f, n_).at(tile), n_, rows_);
      scale_rows(rows_, n_, Real(scale(at, f)));
      add_rows(rows_, n_, row_of(result, std::size_t(at.of.signal[f]) * n_));
    }
  }

  /// y = W x / scale(at, f) of one vector, where both sides are kept.
  WIDEFIELD_HD void multiply(Team& team, const At& at, int f, TiledVector<Team> x,
                             TiledVector<Team> y) {
    revelation_.multiply(team, side(at, f, false), side(at, f, true), law(at, f), x, y);
  }
  /// y = W^T d / scale(at, f) of one vector.
  WIDEFIELD_HD void multiply_transposed(Team& team, const At& at, int f, TiledVector<Team> d,
                                        TiledVector<Team> y) {
    revelation_.multiply(team, side(at, f, true), side(at, f, false), law_transposed(at, f), d, y);
  }
  /// sigma / sqrt(fan_in) of Gaussian weights, sigma of Haar weights.
  WIDEFIELD_HD double scale(const At& at, int f) const {
    const double sigma = ::sqrt(at.of.field[f].weight_variance);
    return haar() ? sigma : sigma / ::sqrt(double(at.below));
  }

 private:
  /// Where what a matrix has shown is kept.
  struct Place {
    int matrices = 0;                       // before it
    std::size_t vectors = 0, products = 0;  // taken by those before it
    int right = 0, left = 0;                // directions that it may meet on its sides
  };

  WIDEFIELD_HD bool haar() const { return problem_.weights == WeightLaw::orthogonal; }

  WIDEFIELD_HD MatrixLaw law(const At& at, int f) const {
    assert(!haar() || at.below == at.neurons(f));
    const Field& field = at.of.field[f];
    return {haar(), at.below, at.neurons(f),
            Stream{problem_.key, Purpose::weight, at.network,
                   std::uint32_t(field.tied ? 0 : at.layer), std::uint32_t(field.matrix)}};
  }
  WIDEFIELD_HD MatrixLaw law_transposed(const At& at, int f) const {
    MatrixLaw result = law(at, f);
    result.inputs = at.neurons(f);
    result.outputs = at.below;
    result.stream.attempt = 1;
    return result;
  }

  WIDEFIELD_HD int layers_of(const Field& field) const {
    return field.tied || !keeps_layers(problem_) ? 1 : problem_.depth;
  }
  /// Adds the matrices of a field of a layer: `count` of them.
  WIDEFIELD_HD void add(Place& place, const Field& field, int count) const {
    const int times = field.tied ? problem_.depth : 1, steps = lanczos_steps(problem_);
    place.right = times * (k_ + steps);
    place.left = times * ((back_propagates(problem_) ? n_ : 0) + steps);
    place.matrices += count;
    place.vectors += std::size_t(count) * 2 * (place.right + place.left);
    place.products += std::size_t(count) * 2 * place.right * place.right;
  }
  WIDEFIELD_HD Place place_before(int stage, int f) const {
    Place result;
    for (int s = 0; s <= stage && s < C::stages; ++s) {
      const StageFields<C> of = stage_at(problem_, 0, 1, s).of;
      for (int g = 0; g < (s < stage ? of.fields : f); ++g)
        add(result, of.field[g], layers_of(of.field[g]));
    }
    return result;
  }
  WIDEFIELD_HD Place place(const At& at, int f) const {
    Place result = place_before(at.stage, f);
    const Field& field = at.of.field[f];
    add(result, field, layers_of(field) > 1 ? at.layer - 1 : 0);
    return result;
  }
  WIDEFIELD_HD Place end() const { return place_before(C::stages, 0); }

  /// The most vectors in one list.
  WIDEFIELD_HD int most_directions() const {
    int most = 0;
    for (int s = 0; s < C::stages; ++s) {
      const StageFields<C> of = stage_at(problem_, 0, 1, s).of;
      for (int f = 0; f < of.fields; ++f) {
        Place one;
        add(one, of.field[f], 1);
        most = one.right + one.left > most ? one.right + one.left : most;
      }
    }
    return most;
  }

  WIDEFIELD_HD List list(const Place& at, int vectors_before, int capacity) const {
    return List(row_of(shown_, (at.vectors + std::size_t(vectors_before)) * tiles_), capacity);
  }

  /// What a matrix has shown to the side of its fields (`left`) or of its signals.
  WIDEFIELD_HD ShownSide<Team> side(const At& at, int f, bool left) const {
    const Place here = place(at, f);
    int* met = met_ + 2 * here.matrices;
    const int both = here.right + here.left;
    if (haar()) {
      const List below = list(here, 0, both), above = list(here, both, both);
      return left ? ShownSide<Team>{above, below, met} : ShownSide<Team>{below, above, met};
    }
    if (!left) return {list(here, 0, here.right), list(here, here.right, here.right), met};
    return {list(here, 2 * here.right, here.left),
            list(here, 2 * here.right + here.left, here.left), met + 1};
  }

  WIDEFIELD_HD typename SignalHistory<Team>::Shown history(const At& at, int f) const {
    const Place here = place(at, f);
    double* factors = factors_ + here.products;
    return {list(here, 0, here.right),
            list(here, here.right, here.right),
            {factors, here.right},
            {factors + std::size_t(here.right) * here.right, here.right},
            met_ + 2 * here.matrices};
  }

  /// A stage writes what the next one reads, so there are two sets.
  WIDEFIELD_HD static std::size_t set(const At& at) {
    return std::size_t(at.layer * C::stages + at.stage) % 2;
  }
  WIDEFIELD_HD List signals(const At& at, int u) const {
    return List(row_of(signals_, (set(at) * most_signals(problem_) + u) * tiles_ * k_), k_);
  }
  WIDEFIELD_HD List adjoints(const At& at, int f) const {
    return List(row_of(adjoints_, (set(at) * most_fields<C>() + f) * tiles_ * n_), n_);
  }
  /// Of all copies, or of the inputs on the way back.
  WIDEFIELD_HD List image(int f, int vectors) const {
    return List(row_of(images_, std::size_t(f) * tiles_ * k_), vectors);
  }

  const Problem<C>& problem_;
  int k_, n_;
  bool both_sides_;
  std::size_t tiles_;
  Rows signals_;     // [set][signal][tile][copy]
  Rows adjoints_;    // [set][field][tile][input]
  Rows images_;      // [field][tile][copy], and [field][tile][input] on the way back
  Rows shown_;       // of every matrix, its lists
  double* factors_;  // of every matrix, two factors
  int* met_;         // [matrix][side]
  SignalHistory<Team> history_;
  Revelation<Team> revelation_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
