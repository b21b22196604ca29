#pragma once
#include "kernels/plan.hpp"

// What it costs to bring one network through all layers, by formulas of the engines' headers:
// normals, multiply-adds, bytes moved and memory go into the plan.
namespace widefield {

/// The directions along which one matrix is met, from both sides.
double directions(const Request& request);

/// Square matrices of float64 that the product and the decomposition of a Jacobian hold.
inline constexpr double spectrum_matrices = 8;
/// Their bytes; none where not every singular value is asked for.
double full_spectrum_memory(const Request& request);

}  // namespace widefield
