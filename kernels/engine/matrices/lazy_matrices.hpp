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
template <class Code, class Team>
class LazyMatrices {
 public:
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using List = VectorList<Team>;
  static constexpr bool has_signal_side = false;

  WIDEFIELD_HD LazyMatrices(Team& team, const Problem<Code>& problem)
      : problem_(problem),
        k_(problem.copies.count()),
        n_(problem.copies.inputs),
        most_signals_(most_signals(problem)),
        both_sides_(keeps_layers(problem) || sizeof(Real) == sizeof(double)),
        tiles_(std::size_t(tile_count(problem.widest()))),
        signals_(team.rows(team.shared(), 2 * tiles_ * most_signals_ * k_)),
        adjoints_(team.rows(team.shared(), 2 * tiles_ * most_fields() * n_)),
        images_(team.rows(team.shared(), tiles_ * most_units(problem) * k_)),
        shown_(team.rows(team.shared(), end().vectors * tiles_)),
        factors_(team.shared().template take<double>(both_sides_ ? 0 : end().products)),
        met_(team.shared().template take<int>(2 * std::size_t(end().matrices))),
        history_(team, k_, both_sides_ ? 0 : most_directions(), problem.widest()),
        revelation_(team, both_sides_ ? most_directions() : 0, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(n_))) {}

  /// Signals [signal][copy] of one tile, for the products of the stage `at`.
  WIDEFIELD_HD void keep_signals(const StageAt& at, std::int64_t tile, Rows signal) const {
    for (int s = 0; s < at.signals(); ++s)
      copy_rows(row_of(signal, std::size_t(s) * k_), k_, signals(at, s).at(tile));
  }

  /// By the leader: matrices that are met for the first time have shown nothing.
  WIDEFIELD_HD void prepare(const StageAt& at, const double*) const {
    for (int u = 0; u < at.units(); ++u)
      if (at.has_matrix(u) && (!at.term_of(u).tied || at.layer == 1))
        for (int side = 0; side < 2; ++side)
          met_[2 * place(at, u).matrices + side] = 0;
  }

  /// The units of all neurons.
  WIDEFIELD_HD void begin(Team& team, const StageAt& at) {
    for (int u = 0; u < at.units(); ++u) {
      if (!at.has_matrix(u)) continue;
      const List x = signals(at, at.signal_of(u)), y = image(u, k_);
      if (!both_sides_)
        history_.multiply(team, history(at, u), law(at, u), x, y);
      else
        for (int copy = 0; copy < k_; ++copy)
          multiply(team, at, u, x.vector(copy), y.vector(copy));
    }
  }

  /// The units of one tile, [unit][copy].
  WIDEFIELD_HD void fields(Team&, const StageAt& at, std::int64_t tile, Rows unit) const {
    for (int u = 0; u < at.units(); ++u) {
      const Rows rows = row_of(unit, std::size_t(u) * k_);
      if (!at.has_matrix(u) || tile >= tile_count(at.outputs(u))) {
        clear_rows(rows, k_);
        continue;
      }
      copy_rows(image(u, k_).at(tile), k_, rows);
      scale_rows(rows, k_, Real(scale(at, u)));
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
      copy_rows(row_of(adjoint, std::size_t(f) * n_), n_, adjoints(at, f).at(tile));
  }

  WIDEFIELD_HD void prepare_field_side(const StageAt&, const SumShape&, const double*) const {}

  /// W^T D of all neurons.
  WIDEFIELD_HD void begin_adjoint(Team& team, const StageAt& at) {
    for (int u = 0; u < at.units(); ++u)
      for (int input = 0; at.pulls(u) && input < n_; ++input)
        multiply_transposed(team, at, u, adjoints(at, at.field_of(u)).vector(input),
                            image(u, n_).vector(input));
  }

  /// Adds the adjoints of the signals of one tile, [signal][input].
  WIDEFIELD_HD void add_adjoint(const StageAt& at, std::int64_t tile, Rows result) const {
    for (int u = 0; u < at.units(); ++u) {
      if (!at.pulls(u)) continue;
      copy_rows(image(u, n_).at(tile), n_, rows_);
      scale_rows(rows_, n_, Real(scale(at, u)));
      add_rows(rows_, n_, row_of(result, std::size_t(at.signal_of(u)) * n_));
    }
  }

  /// y = W x / scale(at, u) of one vector, where both sides are kept.
  WIDEFIELD_HD void multiply(Team& team, const StageAt& at, int u, TiledVector<Team> x,
                             TiledVector<Team> y) {
    revelation_.multiply(team, side(at, u, false), side(at, u, true), law(at, u), x, y);
  }
  /// y = W^T d / scale(at, u) of one vector.
  WIDEFIELD_HD void multiply_transposed(Team& team, const StageAt& at, int u, TiledVector<Team> d,
                                        TiledVector<Team> y) {
    revelation_.multiply(team, side(at, u, true), side(at, u, false), law_transposed(at, u), d, y);
  }
  /// sigma / sqrt(fan_in) of Gaussian weights, sigma of Haar weights.
  WIDEFIELD_HD double scale(const StageAt& at, int u) const {
    const double sigma = ::sqrt(at.weight_variance(u));
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

  WIDEFIELD_HD MatrixLaw law(const StageAt& at, int u) const {
    assert(!haar() || at.below == at.outputs(u));
    return {haar(), at.below, at.outputs(u), at.weights(problem_.key, u)};
  }
  WIDEFIELD_HD MatrixLaw law_transposed(const StageAt& at, int u) const {
    MatrixLaw result = law(at, u);
    result.inputs = at.outputs(u);
    result.outputs = at.below;
    result.stream.attempt = 1;
    return result;
  }

  WIDEFIELD_HD int layers_of(const Term& term) const {
    return term.tied || !keeps_layers(problem_) ? 1 : problem_.depth;
  }
  /// Adds the matrices of a unit: `count` of them.
  WIDEFIELD_HD void add(Place& place, const Term& term, int count) const {
    const int times = term.tied ? problem_.depth : 1, steps = lanczos_steps(problem_);
    place.right = times * (k_ + steps);
    place.left = times * ((back_propagates(problem_) ? n_ : 0) + steps);
    place.matrices += count;
    place.vectors += std::size_t(count) * 2 * (place.right + place.left);
    place.products += std::size_t(count) * 2 * place.right * place.right;
  }
  WIDEFIELD_HD int stages() const { return problem_.cell.numbers().stages; }
  WIDEFIELD_HD Place place_before(int stage, int u) const {
    Place result;
    for (int s = 0; s <= stage && s < stages(); ++s) {
      const StageAt of = stage_at(problem_, 0, 1, s);
      for (int v = 0; v < (s < stage ? of.units() : u); ++v)
        add(result, of.term_of(v), layers_of(of.term_of(v)));
    }
    return result;
  }
  WIDEFIELD_HD Place place(const StageAt& at, int u) const {
    Place result = place_before(at.stage, u);
    const Term& term = at.term_of(u);
    add(result, term, layers_of(term) > 1 ? at.layer - 1 : 0);
    return result;
  }
  WIDEFIELD_HD Place end() const { return place_before(stages(), 0); }

  /// The most vectors in one list.
  WIDEFIELD_HD int most_directions() const {
    int most = 0;
    for (int s = 0; s < stages(); ++s) {
      const StageAt of = stage_at(problem_, 0, 1, s);
      for (int t = 0; t < of.terms; ++t) {
        Place one;
        add(one, of.term[t], 1);
        most = one.right + one.left > most ? one.right + one.left : most;
      }
    }
    return most;
  }

  WIDEFIELD_HD List list(const Place& at, int vectors_before, int capacity) const {
    return List(row_of(shown_, (at.vectors + std::size_t(vectors_before)) * tiles_), capacity);
  }

  /// What a matrix has shown to the side of its fields (`left`) or of its signals.
  WIDEFIELD_HD ShownSide<Team> side(const StageAt& at, int u, bool left) const {
    const Place here = place(at, u);
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

  WIDEFIELD_HD typename SignalHistory<Team>::Shown history(const StageAt& at, int u) const {
    const Place here = place(at, u);
    double* factors = factors_ + here.products;
    return {list(here, 0, here.right),
            list(here, here.right, here.right),
            {factors, here.right},
            {factors + std::size_t(here.right) * here.right, here.right},
            met_ + 2 * here.matrices};
  }

  WIDEFIELD_HD int most_fields() const { return problem_.cell.numbers().most_fields(); }
  /// A stage writes what the next one reads, so there are two sets.
  WIDEFIELD_HD std::size_t set(const StageAt& at) const {
    return std::size_t(at.layer * stages() + at.stage) % 2;
  }
  WIDEFIELD_HD List signals(const StageAt& at, int s) const {
    return List(row_of(signals_, (set(at) * most_signals_ + s) * tiles_ * k_), k_);
  }
  WIDEFIELD_HD List adjoints(const StageAt& at, int f) const {
    return List(row_of(adjoints_, (set(at) * most_fields() + f) * tiles_ * n_), n_);
  }
  /// Of all copies, or of the inputs on the way back.
  WIDEFIELD_HD List image(int u, int vectors) const {
    return List(row_of(images_, std::size_t(u) * tiles_ * k_), vectors);
  }

  const Problem<Code>& problem_;
  int k_, n_, most_signals_;
  bool both_sides_;
  std::size_t tiles_;
  Rows signals_;     // [set][signal][tile][copy]
  Rows adjoints_;    // [set][field][tile][input]
  Rows images_;      // [unit][tile][copy], and [unit][tile][input] on the way back
  Rows shown_;       // of every matrix, its lists
  double* factors_;  // of every matrix, two factors
  int* met_;         // [matrix][side]
  SignalHistory<Team> history_;
  Revelation<Team> revelation_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
