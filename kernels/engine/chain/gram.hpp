#pragma once
#include "kernels/engine/chain/neuron.hpp"
#include "kernels/engine/tile/field_covariance.hpp"
#include "kernels/engine/tile/mix.hpp"
#include "kernels/engine/tile/sum_shape.hpp"
#include "kernels/engine/tile/tangent_frame.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The Gram chain. Given the signals below, the fields of the copies are Gaussian with covariance
/// K = sigma_w^2 X^T X / N, independently for every neuron: h_i = L z_i with K = L L^T and fresh
/// normals z_i. The neurons need not be kept, only the Gram matrix of the next signals: any width
/// in constant memory, exact in law at every width. [li2022; theory sheet, section 3]
///
/// Haar weights: W X = U T with U uniform among orthonormal frames, so
/// h_i = sqrt(N) L L_Z^{-1} z_i where L_Z L_Z^T = sum_i z_i z_i^T: the same chain after a first
/// pass over the same normals.
struct GramEngine {
  static constexpr std::string_view name = "gram";
  template <Cell C>
  static constexpr bool runs = is_chain_of_gram_matrices<C>;

  static std::int64_t parts(const Task& task) { return chunk_count(task.widest()); }

  template <Cell C, class Team>
  struct Workspace {
    using Real = typename Team::Real;

    SumShape shape;
    double *gram, *factor, *frame, *scratch;  // [copies][copies]
    TangentFrame tangents;
    Real* mixing;  // [copies][copies]
    bool* close;   // in difference coordinates?
    typename Team::Sums sums, frame_sums;
    typename Team::Rows rows;

    WIDEFIELD_HD Workspace(Team& team, const Problem<C>& problem)
        : shape{problem.copies.count(),
                problem.record.has_field_sums() ? field_sums * problem.copies.inputs : 0},
          gram(team.shared().template take<double>(square(problem))),
          factor(team.shared().template take<double>(square(problem))),
          frame(team.shared().template take<double>(square(problem))),
          scratch(team.shared().template take<double>(square(problem))),
          tangents(team, problem, MixingCell<C> || problem.coupling.taps > 0),
          mixing(team.shared().template take<Real>(square(problem))),
          close(team.shared().template take<bool>(1)),
          sums(team, shape, problem.widest()),
          frame_sums(team, {shape.copies, 0}, problem.widest()),
          rows(Team::rows(team.own(), shape.copies)) {}

    WIDEFIELD_HD static std::size_t square(const Problem<C>& problem) {
      return std::size_t(problem.copies.count()) * problem.copies.count();
    }
  };

  template <Cell C, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<C>& problem, std::uint32_t network,
                               double* record) {
    Workspace<C, Team> work(team, problem);
    GramChain<C, Team>{team, problem, network, record, work}.run();
  }

 private:
  template <Cell C, class Team>
  struct GramChain;
};

/// One network of the chain.
template <Cell C, class Team>
struct GramEngine::GramChain {
  using S = typename Team::Scalar;

  Team& team;
  const Problem<C>& problem;
  std::uint32_t network;
  double* record;
  Workspace<C, Team>& work;

  WIDEFIELD_HD void run() {
    if (team.leader()) start();
    for (int layer = 1; layer <= problem.depth; ++layer) {
      if (team.leader()) prepare(layer);
      team.barrier();
      if (layer == problem.depth && !samples_last_layer()) return;
      if (problem.weights == WeightLaw::orthogonal) orthonormalise(layer);
      sample(layer);
      if (team.leader()) finish(layer);
    }
    if (team.leader()) work.tangents.write(problem, record);
  }

 private:
  WIDEFIELD_HD bool samples_last_layer() const {
    return problem.record.has_field_sums() || problem.record.has_states() || work.tangents.wanted();
  }
  WIDEFIELD_HD int copies() const { return problem.copies.count(); }
  WIDEFIELD_HD Stream stream(Purpose purpose, int layer) const {
    return {problem.key, purpose, network, std::uint32_t(layer)};
  }

  WIDEFIELD_HD void start() {
    for (int i = 0; i < copies() * copies(); ++i)
      work.gram[i] = problem.gram[i];
    work.tangents.start();
    *work.close = false;
  }

  /// As the chain holds them.
  WIDEFIELD_HD SignalGram signals_below(int layer) const {
    return {problem, C::field(problem.cell, problem.layer(layer), 0, 0), work.gram, *work.close,
            work.tangents.scale()};
  }

  /// From the Gram matrix of the signals below to the factor of the fields' covariance.
  WIDEFIELD_HD void prepare(int layer) {
    choose_coordinates();
    balance_tangents(problem.copies, work.gram, work.tangents.scale());
    const SignalGram signals = signals_below(layer);
    record_gram(signals, layer, record);
    field_covariance(signals, problem.weights == WeightLaw::gaussian, work.factor);
    cholesky_lower(work.factor, copies(), rank_tolerance(copies()));
    for (int i = 0; i < copies() * copies(); ++i)
      work.mixing[i] = typename Team::Real(work.factor[i]);
  }

  /// Differences from input 0 do not survive a coupling, so coupled copies are followed as they
  /// are.
  WIDEFIELD_HD void choose_coordinates() {
    if (problem.coupling.taps > 0) {
      couple_gram(problem.coupling, problem.copies, work.gram, work.scratch);
      for (int i = 0; i < copies() * copies(); ++i)
        work.gram[i] = work.scratch[i];
    } else if (!*work.close && supports_differences<C> &&
               has_close_copies(problem.copies, work.gram)) {
      to_differences(problem.copies, work.gram);
      *work.close = true;
    }
  }

  /// Haar weights: replaces the factor L by sqrt(N) L L_Z^{-1}. Where the layer narrows, the frame
  /// lives in the wider space below and its first rows are used.
  WIDEFIELD_HD void orthonormalise(int layer) {
    const std::int64_t below = problem.widths[layer - 1], here = problem.widths[layer];
    const std::int64_t frame_width = below > here ? below : here;
    const Stream normal = stream(Purpose::weight, layer);
    team.accumulate(frame_width, work.frame_sums, [&](std::int64_t tile, auto& partial) {
      draw(normal, tile);
      clear_beyond(frame_width, tile, team.lane(), work.rows, copies());
      partial.gram(work.rows);
    });
    if (team.leader()) apply_frame(double(frame_width));
    team.barrier();
  }

  WIDEFIELD_HD void apply_frame(double frame_width) {
    const int k = copies();
    for (int a = 0; a < k; ++a)
      for (int b = 0; b < k; ++b)
        work.frame[a * k + b] = work.frame_sums.total[work.shape.gram(a, b)];
    cholesky_lower(work.frame, k, rank_tolerance(k));
    invert_lower(work.frame, k, work.scratch);
    multiply(work.factor, work.scratch, k, work.frame);
    const double scale = ::sqrt(frame_width);
    for (int i = 0; i < k * k; ++i)
      work.mixing[i] = typename Team::Real(scale * work.frame[i]);
  }

  WIDEFIELD_HD void draw(const Stream& normal, std::int64_t tile) {
    for (int copy = 0; copy < copies(); ++copy) {
      S z[lane_neurons];
      normals<S>(normal, std::uint32_t(copy), std::uint64_t(tile), team.lane(), z);
      for (int j = 0; j < lane_neurons; ++j)
        work.rows(copy, j) = z[j];
    }
  }

  /// The fields of all neurons, and from them the sums of the layer.
  WIDEFIELD_HD void sample(int layer) {
    const Stream normal = stream(Purpose::weight, layer);
    const NeuronTask<C> neuron{problem, network, std::uint32_t(layer), *work.close};
    const std::int64_t width = problem.widths[layer];
    team.accumulate(width, work.sums, [&](std::int64_t tile, auto& partial) {
      draw(normal, tile);
      mix(work.rows, work.mixing, copies());
      if (problem.weights != WeightLaw::gaussian) neuron.add_bias(work.rows, tile, team.lane());
      neuron.update(work.rows, tile, team.lane(), width, partial);
      clear_beyond(width, tile, team.lane(), work.rows, copies());
      partial.gram(work.rows);
    });
  }

  WIDEFIELD_HD void finish(int layer) {
    const double width = double(problem.widths[layer]);
    const int k = copies();
    for (int a = 0; a < k; ++a)
      for (int b = 0; b < k; ++b)
        work.gram[a * k + b] = work.sums.total[work.shape.gram(a, b)] / width;
    if (work.tangents.wanted()) work.tangents.orthonormalise(work.gram);
    record_field_sums<C>(problem, work.sums.total + work.shape.sum(0), layer, record);
    record_states(signals_below(layer), layer, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
