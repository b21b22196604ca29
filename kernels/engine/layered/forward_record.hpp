#pragma once
#include "kernels/engine/layered/layered_network.hpp"
#include "kernels/engine/tile/field_covariance.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What the way up has found, put into the record of a network: by the leader, between two sums
/// over the neurons of a stage.
template <class Code, class Team, class Matrices>
struct ForwardRecord {
  const LayeredNetwork<Code, Team, Matrices>& network;
  double* record;
  const Problem<Code>& problem = network.problem;
  LayeredWorkspace<Code, Team, Matrices>& work = network.work;

  /// What the Gram matrices below tell about the first field of a layer.
  WIDEFIELD_HD void record_first_field(const StageAt& where) const {
    const int square = work.k * work.k;
    int units = 0, only = 0;
    for (int u = 0; u < where.units(); ++u)
      if (where.field_of(u) == 0) ++units, only = u;
    double variance = where.weight_variance(only);
    const double* gram = work.gram + where.signal_of(only) * square;
    if (units > 1) {
      for (int i = 0; i < square; ++i) {
        work.field_gram[i] = 0;
        for (int u = 0; u < where.units(); ++u)
          if (where.field_of(u) == 0)
            work.field_gram[i] +=
                where.weight_variance(u) * work.gram[where.signal_of(u) * square + i];
      }
      gram = work.field_gram;
      variance = 1;
    }
    record_gram(
        {problem, variance, where.field[0].bias_variance, gram, false, work.tangents.frame.scale()},
        where.layer, record);
  }

  /// What the Gram matrices of the next signals tell about the layer.
  WIDEFIELD_HD void record_stage(const StageAt& where, const StageAt& next) const {
    if (network.follows_states(next))
      work.trajectory.add(problem, where.layer, next.below, single_sums(), record);
    if (next.stage == 0) {
      record_states({problem, 1, 0, work.gram, false}, where.layer, record);
      record_differences(where.layer, double(next.below));
    } else if (problem.record.records(Primitive::hidden_square, where.layer)) {
      for (int a = 0; a < work.n; ++a)
        record[problem.record.slot(Primitive::hidden_square, where.layer, a)] =
            work.gram[problem.copies.value(a) * (work.k + 1)];
    }
  }

  /// What the sums over the fields of the first stage tell.
  WIDEFIELD_HD void record_sums(const StageAt& where) const {
    if (problem.record.has_field_sums()) record_field_sums(problem, where, single_sums(), record);
    if (network.follows_fields(where))
      work.trajectory.add(problem, where.layer, where.neurons(0), single_sums(), record);
  }

 private:
  WIDEFIELD_HD void record_differences(int layer, double neurons) const {
    if (!StageSums::measures_differences(problem) || !problem.record.measures(layer)) return;
    for (int pair = 0; pair < problem.record.components(Primitive::state_difference); ++pair)
      record[problem.record.slot(Primitive::state_difference, layer, pair)] =
          single_sums()[work.single.differences + pair] / (2 * neurons);
  }

  WIDEFIELD_HD const double* single_sums() const {
    return work.sums.total + work.sums.shape.sum(0);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
