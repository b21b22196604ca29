#pragma once
#include <cstdint>

#include "widefield/activation/two_slopes.hpp"
#include "widefield/host_device.hpp"

// What engines know of a cell beside its functions: plain numbers.
namespace widefield::inline WIDEFIELD_ISA {

/// The layer that a stage belongs to, and the neurons of its states below and above and between two
/// of its stages.
struct LayerShape {
  int number = 1;  // counted from 1
  std::int64_t below = 0, here = 0, hidden = 0;
};

/// The signal of a term that is the external input instead of something made from registers.
inline constexpr int external_input = -1;

/// One term of a field: W times a signal. W_ij has mean weight_mean / fan_in and variance
/// weight_variance / fan_in. Without a weight variance there is no such matrix, nothing is drawn.
struct Term {
  int field = 0;   // of the stage, that it is added to
  int matrix = 0;  // names the matrix in its random address; two terms of a layer never share one
  int signal = 0;  // the signal it multiplies: the cell's number for it, or external_input
  double weight_variance = 1;
  double weight_mean = 0;
  bool tied = false;        // the same matrix in every layer (the address then has layer 0)
  std::int64_t fan_in = 0;  // neurons of its signal; 0: as the layer has, below its first stage or
                            // here. One number for all terms of a stage
};

/// A sum of terms and a bias, which has mean bias_mean and variance bias_variance (not divided by a
/// width), is the same for all copies of a neuron and is added before `update` sees the field. A
/// tangent gets none. Biases are tied where the first term of the field is.
struct Field {
  double bias_variance = 0;
  double bias_mean = 0;
  std::int64_t neurons = 0;  // 0: as many as the layer has here
};

/// What neurons hear from outside: in every layer (time step) a fresh Gaussian vector for every
/// input, of variance `variance` per neuron and this correlation over every two inputs.
struct InputStream {
  double variance = 0, correlation = 0;
};

/// The most that any cell has: of stages, and in one stage of fields, of terms, of registers and
/// fields together (the seeds of its local Jacobian).
inline constexpr int most_stages = 4, most_stage_fields = 6, most_stage_terms = 12, most_seeds = 8;

/// The numbers of a cell: see kernels/cell/cell.hpp.
struct CellNumbers {
  int states = 1, registers = 1, stages = 1;
  int fields[most_stages] = {}, terms[most_stages] = {};
  bool carried = false, mixes = false, emits_registers = false, reads_input = false;

  WIDEFIELD_HD constexpr bool reads_registers(int stage) const { return carried || stage > 0; }
  /// Registers that a stage starts from.
  WIDEFIELD_HD constexpr int registers_read(int stage) const {
    return stage > 0 ? registers : carried ? states : 0;
  }
  /// Columns of the local Jacobian of a stage: the registers that it reads, then its fields.
  WIDEFIELD_HD constexpr int seeds(int stage) const {
    return registers_read(stage) + fields[stage];
  }
  WIDEFIELD_HD constexpr int most_fields() const { return largest(fields); }
  WIDEFIELD_HD constexpr int most_terms() const { return largest(terms); }
  /// Terms of the stages before `stage`; with `stages`, those of a whole layer.
  WIDEFIELD_HD constexpr int terms_before(int stage) const {
    int count = 0;
    for (int s = 0; s < stage; ++s)
      count += terms[s];
    return count;
  }

  /// What an engine may rely on: with neither registers that live on nor several fields, the Gram
  /// matrix of the copies is a Markov chain.
  WIDEFIELD_HD constexpr bool is_chain_of_gram_matrices() const {
    return !carried && stages == 1 && fields[0] == 1 && terms[0] == 1 && !reads_input;
  }
  /// The Jacobian J = d x^L / d x^0 is a product of one square matrix per layer: one register x,
  /// made anew in one stage, every neuron by itself.
  WIDEFIELD_HD constexpr bool has_square_jacobian() const {
    return registers == 1 && stages == 1 && !carried && !mixes;
  }

 private:
  WIDEFIELD_HD constexpr int largest(const int (&of_stage)[most_stages]) const {
    int most = 0;
    for (int stage = 0; stage < stages; ++stage)
      most = of_stage[stage] > most ? of_stage[stage] : most;
    return most;
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
