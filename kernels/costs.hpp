#pragma once
#include "kernels/plan.hpp"

// What it costs to bring one network through all layers, by formulas of the engines' headers.
namespace widefield {

/// The directions along which one matrix is met, from both sides.
double directions(const Request& request);

/// Square matrices of float64 that the product and the decomposition of a Jacobian hold.
inline constexpr double spectrum_matrices = 8;
/// Their bytes; none where not every singular value is asked for.
double full_spectrum_memory(const Request& request);

// Normals, multiply-adds, bytes moved and memory, into the plan.

void cost_of_chain(const Request& request, Plan& plan);  // of the engine gram
void cost_of_closed(const Request& request, Plan& plan);
void cost_of_state(const Request& request, Plan& plan);
void cost_of_lazy(const Request& request, Plan& plan);
void cost_of_dense(const Request& request, Plan& plan);

}  // namespace widefield
