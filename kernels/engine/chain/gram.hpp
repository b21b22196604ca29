#pragma once
#include "kernels/engine/chain/input_means.hpp"
#include "kernels/engine/planning.hpp"
#include "kernels/engine/tile/combine.hpp"
#include "kernels/engine/tile/drawn_coupling.hpp"
#include "kernels/engine/tile/field_covariance.hpp"
#include "kernels/engine/tile/field_sums.hpp"
#include "kernels/engine/tile/sum_shape.hpp"
#include "kernels/engine/tile/tangent_frame.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The Gram chain. Given the signals below, the fields of the copies are Gaussian with covariance
/// K = sigma_w^2 X^T X / N, independently for every neuron: h_i = L z_i with K = L L^T and fresh
/// normals z_i. The neurons need not be kept, only the Gram matrix of the next signals (and their
/// means, where weights have one): any width in constant memory, exact in law at every width.
/// [li2022; theory sheet, section 3]
///
/// Haar weights: W X = U T with U uniform among orthonormal frames, so
/// h_i = sqrt(N) L L_Z^{-1} z_i where L_Z L_Z^T = sum_i z_i z_i^T: the same chain after a first
/// pass over the same normals.
struct GramEngine {
  static constexpr std::string_view name = "gram";
  static constexpr std::string_view meaning =
      "the Gram matrix of the inputs as a Markov chain; any width in constant memory";
  static constexpr std::string_view why =
      "the Gram matrices of the copies are a Markov chain, so neither weights nor neurons are kept";
  static constexpr std::string_view citation = "li2022";
  static Refusal refuse(const Request&);
  static void cost(const Request&, Plan&);
  template <class Code>
  static constexpr bool runs = Code::may_chain;

  static std::int64_t parts(const Task& task) { return chunk_count(task.widest()); }

  template <class Code, class Team>
  struct Workspace {
    using Real = typename Team::Real;
    using Rows = typename Team::Rows;

    SumShape shape;
    double *gram, *factor, *frame, *scratch;  // [copies][copies]
    double* mean;                             // [copies] of the signals, where weights have one
    TangentFrame tangents;
    DrawnCoupling coupling;
    Real* mixing;  // [copies][copies]
    Real* shift;   // [copies] what the means of weights and biases add to a field
    bool* close;   // in difference coordinates?
    typename Team::Sums sums, frame_sums;
    Rows rows, signal, terms;  // own, [register][copy], [copy], [FieldSum]

    WIDEFIELD_HD Workspace(Team& team, const Problem<Code>& problem)
        : shape{problem.copies.count(), single_sums(problem)},
          gram(team.shared().template take<double>(square(problem))),
          factor(team.shared().template take<double>(square(problem))),
          frame(team.shared().template take<double>(square(problem))),
          scratch(team.shared().template take<double>(square(problem))),
          mean(team.shared().template take<double>(std::size_t(problem.copies.count()))),
          tangents(team, problem, hears_others(problem)),
          coupling(team, problem),
          mixing(team.shared().template take<Real>(square(problem))),
          shift(team.shared().template take<Real>(std::size_t(problem.copies.count()))),
          close(team.shared().template take<bool>(1)),
          sums(team, shape, problem.widest()),
          frame_sums(team, {shape.copies, 0}, problem.widest()),
          rows(Team::rows(team.own(),
                          std::size_t(problem.cell.numbers().registers) * problem.copies.count())),
          signal(Team::rows(team.own(), std::size_t(problem.copies.count()))),
          terms(Team::rows(team.own(), field_sums)) {}

    WIDEFIELD_HD static std::size_t square(const Problem<Code>& problem) {
      return std::size_t(problem.copies.count()) * problem.copies.count();
    }
    /// [FieldSum][input], then the signals of all copies where weights have a mean.
    WIDEFIELD_HD static int first_mean(const Task& task) {
      return task.record.has_field_sums() ? field_sums * task.copies.inputs : 0;
    }
    WIDEFIELD_HD static int single_sums(const Problem<Code>& problem) {
      return first_mean(problem) + (has_means(problem) ? problem.copies.count() : 0);
    }
  };

  template <class Code, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<Code>& problem, std::uint32_t network,
                               double* record) {
    Workspace<Code, Team> work(team, problem);
    GramChain<Code, Team>{team, problem, network, record, work}.run();
  }

 private:
  template <class Code, class Team>
  struct GramChain;
};

/// One network of the chain.
template <class Code, class Team>
struct GramEngine::GramChain {
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using Arguments = TileArguments<Rows>;

  Team& team;
  const Problem<Code>& problem;
  std::uint32_t network;
  double* record;
  Workspace<Code, Team>& work;

  WIDEFIELD_HD void run() {
    if (team.leader()) start();
    for (int layer = 1; layer <= problem.depth; ++layer) {
      const StageAt at = stage_at(problem, network, layer, 0);
      if (team.leader()) prepare(at);
      team.barrier();
      if (layer == problem.depth && !samples_last_layer()) return;
      if (problem.weights == WeightLaw::orthogonal) orthonormalise(at);
      sample(at);
      if (team.leader()) finish(at);
    }
    if (team.leader()) work.tangents.write(problem, record);
  }

 private:
  WIDEFIELD_HD bool samples_last_layer() const {
    return problem.record.has_field_sums() || problem.record.has_states() || work.tangents.wanted();
  }
  WIDEFIELD_HD int copies() const { return problem.copies.count(); }

  WIDEFIELD_HD void start() {
    for (int i = 0; i < copies() * copies(); ++i)
      work.gram[i] = problem.gram[i];
    if (has_means(problem)) draw_input_means(problem, network, work.scratch, work.mean);
    work.coupling.draw(problem, network);
    work.tangents.start();
    *work.close = false;
  }

  /// As the chain holds them.
  WIDEFIELD_HD SignalGram signals_below(const StageAt& at) const {
    return {problem,     at.term[0].weight_variance, at.field[0].bias_variance, work.gram,
            *work.close, work.tangents.scale()};
  }

  /// From the Gram matrix of the signals below to the factor of the fields' covariance.
  WIDEFIELD_HD void prepare(const StageAt& at) {
    choose_coordinates();
    balance_tangents(problem.copies, work.gram, work.tangents.scale());
    const SignalGram signals = signals_below(at);
    record_gram(signals, at.layer, record);
    field_covariance(signals, problem.weights == WeightLaw::gaussian, work.factor);
    cholesky_lower(work.factor, copies(), rank_tolerance(copies()));
    for (int i = 0; i < copies() * copies(); ++i)
      work.mixing[i] = Real(work.factor[i]);
    prepare_shift(at);
  }

  /// m times the mean of the signals and, on values, the mean of the bias; a difference has none.
  WIDEFIELD_HD void prepare_shift(const StageAt& at) {
    if (!shifts(at)) return;
    for (int copy = 0; copy < copies(); ++copy)
      work.shift[copy] = at.has_means() ? Real(at.term[0].weight_mean * work.mean[copy]) : Real(0);
    for (int input = 0; input < (*work.close ? 1 : problem.copies.inputs); ++input)
      work.shift[problem.copies.value(input)] += Real(at.field[0].bias_mean);
  }
  WIDEFIELD_HD bool shifts(const StageAt& at) const {
    return at.has_means() || at.field[0].bias_mean != 0;
  }

  /// Differences from input 0 do not survive a coupling, so coupled copies are followed as they
  /// are.
  WIDEFIELD_HD void choose_coordinates() {
    if (problem.coupled()) {
      const Coupling coupling = work.coupling.of(problem);
      couple_gram(coupling, problem.copies, work.gram, work.scratch);
      for (int i = 0; i < copies() * copies(); ++i)
        work.gram[i] = work.scratch[i];
      if (has_means(problem)) couple_means(coupling, problem.copies, work.mean, work.scratch);
    } else if (!*work.close && problem.cell.supports_differences() &&
               has_close_copies(problem.copies, work.gram)) {
      to_differences(problem.copies, work.gram);
      for (int input = 1; has_means(problem) && input < problem.copies.inputs; ++input)
        work.mean[problem.copies.value(input)] -= work.mean[0];
      *work.close = true;
    }
  }

  /// Haar weights: replaces the factor L by sqrt(N) L L_Z^{-1}. Where the layer narrows, the frame
  /// lives in the wider space below and its first rows are used.
  WIDEFIELD_HD void orthonormalise(const StageAt& at) {
    const std::int64_t below = problem.widths[at.layer - 1], here = problem.widths[at.layer];
    const std::int64_t frame_width = below > here ? below : here;
    team.accumulate(frame_width, work.frame_sums, [&](std::int64_t tile, auto& partial) {
      draw_rows(team, at.weights(problem.key, 0), tile, copies(), work.rows);
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
      work.mixing[i] = Real(scale * work.frame[i]);
  }

  /// The fields of all neurons, and from them the sums of the layer.
  WIDEFIELD_HD void sample(const StageAt& at) {
    const StageAt next = stage_at(problem, network, at.layer + 1, 0);
    const std::int64_t width = problem.widths[at.layer];
    const bool means = has_means(problem);
    team.accumulate(width, work.sums, [&](std::int64_t tile, auto& partial) {
      draw_rows(team, at.weights(problem.key, 0), tile, copies(), work.rows);
      correlate(work.rows, work.mixing, copies());
      add_constants(at, tile);
      const Rows signal = update({problem, at, tile, team.lane()}, next, partial);
      clear_beyond(width, tile, team.lane(), signal, copies());
      partial.gram(signal);
      for (int copy = 0; means && copy < copies(); ++copy)
        add_row(work.first_mean(problem) + copy, signal, copy, partial);
    });
  }

  /// What is not in the covariance of the fields: biases of weights that are not Gaussian (a
  /// difference has none), and means.
  WIDEFIELD_HD void add_constants(const StageAt& at, std::int64_t tile) {
    if (shifts(at))
      for (int copy = 0; copy < copies(); ++copy)
        for (int j = 0; j < lane_neurons; ++j)
          work.rows(copy, j) += S(work.shift[copy]);
    if (problem.weights == WeightLaw::gaussian) return;
    const S scale(Real(::sqrt(at.field[0].bias_variance)));
    S z[lane_neurons];
    normals(at.biases(problem.key, 0), 0, std::uint64_t(tile), team.lane(), z);
    for (int input = 0; input < (*work.close ? 1 : problem.copies.inputs); ++input)
      for (int j = 0; j < lane_neurons; ++j)
        work.rows(problem.copies.value(input), j) += scale * z[j];
  }

  /// Fields to signals, adding the sums of the layer on the way. `next`: the stage that the signals
  /// belong to.
  template <class Partial>
  WIDEFIELD_HD Rows update(const TilePlace& place, const StageAt& next, Partial& partial) {
    const CellNumbers of = problem.cell.numbers();
    const bool differences = *work.close;
    if (of.mixes)
      problem.cell.template run<TileFunction::mix>(
          place, Arguments{.fields = work.rows, .result = work.rows});
    if (problem.record.has_field_sums())
      add_field_sums(team, problem.cell, place, work.rows, differences, work.terms, partial);
    if (differences) {
      problem.cell.template run<TileFunction::update_differences>(place,
                                                                  Arguments{.result = work.rows});
      return work.rows;
    }
    problem.cell.template run<TileFunction::update>(
        place, Arguments{.fields = work.rows, .result = work.rows});
    if (of.emits_registers && problem.dropout_keep >= 1)
      return row_of(work.rows, std::size_t(next.name[0]) * copies());
    problem.cell.template run<TileFunction::signals>(
        TilePlace{problem, next, place.tile, place.lane},
        Arguments{.entry = work.rows, .signal = work.signal});
    return work.signal;
  }

  WIDEFIELD_HD void finish(const StageAt& at) {
    const double width = double(problem.widths[at.layer]);
    const int k = copies();
    for (int a = 0; a < k; ++a)
      for (int b = 0; b < k; ++b)
        work.gram[a * k + b] = work.sums.total[work.shape.gram(a, b)] / width;
    for (int copy = 0; has_means(problem) && copy < k; ++copy)
      work.mean[copy] = work.sums.total[work.shape.sum(work.first_mean(problem) + copy)] / width;
    if (work.tangents.wanted()) work.tangents.orthonormalise(work.gram);
    record_field_sums(problem, at, work.sums.total + work.shape.sum(0), record);
    record_states({problem, 1, 0, work.gram, *work.close}, at.layer, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
