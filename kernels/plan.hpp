#pragma once
#include "kernels/cell_info.hpp"
#include "kernels/measure.hpp"
#include "widefield/simulate.hpp"

namespace widefield {

/// What the planner knows of an experiment: everything the choice of an engine depends on.
struct Request {
  std::int64_t width = 0;
  std::int64_t hidden = 0;  // between two stages; another width: matrices are not square
  std::int64_t narrowest = 0, widest = 0;  // of all layers
  int depth = 1;
  Copies copies;
  Measured measured;
  WeightLaw weights = WeightLaw::gaussian;
  bool dropout = false, biased = false, float64 = false;
  std::string forced;  // an engine's name, or "auto"
  int taps = 0;        // of the coupling of the copies; 0: they do not hear each other
  // of the architecture
  std::string architecture;
  CellNumbers numbers;
  int matrices = 1;           // of a layer
  int most_matrix = 0;        // largest number of a matrix
  bool tied = false;          // some matrix is the same in every layer
  bool mean_weights = false;  // some matrix has a mean
  bool mean_biases = false;
  InputStream input;           // what its neurons hear from outside
  TwoSlopes slopes;            // of its signal
  bool full_spectrum = false;  // every singular value is asked for
  int lanczos_steps = 0;       // or its density, by so many products with either side
  int spectrum_points = 0;     // at which its mass is measured
  int remembered_steps = 0;    // that a trajectory is compared with
};

/// Why an engine cannot carry out a request, and what to change; empty where it can.
struct Refusal {
  std::string reason, remedy;

  explicit operator bool() const { return !reason.empty(); }
};

/// The request of an experiment on networks of a cell.
Request request_for(const CellInfo& cell, const Experiment& experiment, std::int64_t width,
                    const Derived& derived);

/// Throws InputError where no engine, or not the forced one, can carry it out.
Plan choose_engine(const Request& request);

}  // namespace widefield
