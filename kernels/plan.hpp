#pragma once
#include "kernels/cell/cell.hpp"
#include "kernels/measure.hpp"
#include "widefield/simulate.hpp"

namespace widefield {

/// What the planner knows of an experiment: everything the choice of an engine depends on.
struct Request {
  std::int64_t width = 0;
  std::int64_t hidden =
      0;  // between two stages; where it is another width, matrices are not square
  std::int64_t narrowest = 0, widest = 0;  // of all layers
  int depth = 1;
  Copies copies;
  Measured measured;
  WeightLaw weights = WeightLaw::gaussian;
  bool dropout = false, biased = false, float64 = false;
  std::string forced;  // an engine's name, or "auto"
  // of the architecture
  std::string architecture;
  bool chain = true;                // its Gram matrices are a Markov chain
  bool mixes = false;               // over the copies of a neuron
  bool tied = false;                // some matrix is the same in every layer
  int registers = 1, matrices = 1;  // of a neuron, of a layer
  TwoSlopes slopes;                 // of its signal
  bool square_jacobian = true;      // one square matrix per layer
  bool full_spectrum = false;       // every singular value is asked for
  int lanczos_steps = 0;            // or its density, by so many products with either side
};

/// The request of an experiment whose architecture is the cell C.
template <Cell C>
Request request_for(const Experiment& experiment, std::int64_t width);

/// Throws InputError where no engine, or not the forced one, can carry it out.
Plan choose_engine(const Request& request);

/// Everything but the cell.
Request request_without_cell(const Experiment& experiment, std::int64_t width);

template <Cell C>
Request request_for(const Experiment& experiment, std::int64_t width) {
  Request request = request_without_cell(experiment, width);
  const typename C::Parameters parameters = C::parameters(experiment.network);
  request.chain = is_chain_of_gram_matrices<C>;
  request.mixes = MixingCell<C>;
  request.registers = C::registers;
  request.matrices = 0;
  for (int stage = 0; stage < C::stages; ++stage)
    for (int which = 0; which < C::fields(stage); ++which) {
      const Field field = C::field(parameters, {1, width, width, request.hidden}, stage, which);
      request.tied |= field.tied;
      request.matrices += field.weight_variance > 0;
    }
  request.square_jacobian = has_square_jacobian<C>;
  if constexpr (TwoSlopeCell<C>) request.slopes = C::two_slopes(parameters);
  return request;
}

}  // namespace widefield
