#include "kernels/costs.hpp"

#include <algorithm>

#include "kernels/engine/engines.hpp"

namespace widefield {
namespace {

bool comes_back(const Request& r) {
  return r.measured.gradients();
}

double real_bytes(const Request& r) {
  return r.float64 ? 8 : 4;
}

/// Meetings from which on a matrix is kept: reading it costs less than drawing it again, but two or
/// three layers are not worth the memory.
constexpr int stored_meetings = 4;
constexpr double most_stored_memory = 2e9;  // bytes of one network; beyond it matrices are drawn

/// Elements of the matrices of one layer.
double layer_weights(const Request& r) {
  return r.matrices * double(r.width) * double(std::max(r.width, r.hidden));
}

double stored_memory(const Request& r) {
  return layer_weights(r) * real_bytes(r);
}

bool stores_matrices(const Request& r) {
  return r.tied && r.depth >= stored_meetings && r.weights != WeightLaw::orthogonal &&
         stored_memory(r) <= most_stored_memory;
}

/// Of what a trajectory is compared with.
double remembered_memory(const Request& r) {
  return double(r.remembered_steps) * double(r.width) * r.copies.inputs * real_bytes(r);
}

}  // namespace

double directions(const Request& r) {
  const double meetings = r.tied ? r.depth : 1;
  return meetings *
         (r.copies.count() + (comes_back(r) ? r.copies.inputs : 0) + 2 * r.lanczos_steps);
}

double full_spectrum_memory(const Request& r) {
  return r.full_spectrum ? spectrum_matrices * 8 * double(r.width) * double(r.width) : 0;
}

void GramEngine::cost(const Request& r, Plan& plan) {
  const double copies = r.copies.count();
  const double layers = double(r.depth) * double(r.matrices) * double(std::max(r.width, r.hidden));
  const double passes = r.weights == WeightLaw::orthogonal ? 2 : 1;
  plan.normals = layers * (passes * copies + (passes > 1 ? 1 : 0));
  // mixing and Gram matrix, a triangle each; Haar weights take another Gram matrix
  plan.operations = layers * (1 + passes) * triangle_size(r.copies.count());
  const double sums = triangle_size(r.copies.count()) * 8.0;
  plan.memory = sums * (tile_lanes + std::min<double>(double(round_chunks), chunk_count(r.width)));
}

void ClosedEngine::cost(const Request& r, Plan& plan) {
  const double copies = r.copies.count();
  plan.normals = r.depth * (triangle_size(r.copies.count()) + 1.0);
  plan.operations = r.depth * copies * copies * copies;
  plan.memory = 4 * copies * copies * 8;
}

void StateEngine::cost(const Request& r, Plan& plan) {
  GramEngine::cost(r, plan);
  const bool back = r.measured.gradients();
  const double numbers = r.numbers.registers + r.matrices;  // of a neuron and copy in a layer
  const double state = numbers * double(r.width) * r.copies.count() * real_bytes(r);
  plan.memory += state * (back ? r.depth : 1) + remembered_memory(r);
  plan.bytes = state * r.depth * (back ? 2 : 1);
  if (!back) return;
  plan.normals *= 2;  // the part of W^T D outside the forward directions is drawn anew
  plan.operations *= 3;
}

/// Products with everything that a matrix has shown: two passes over it with the Cholesky factor
/// of all signals, three over either side with Gram-Schmidt.
void LazyEngine::cost(const Request& r, Plan& plan) {
  StateEngine::cost(r, plan);
  const bool sides = comes_back(r) || r.float64 || r.lanczos_steps > 0;
  const double met = directions(r), neurons = double(r.width);
  const double matrices = r.matrices * (r.tied ? 1.0 : r.depth);
  const double kept = comes_back(r) || r.lanczos_steps > 0 ? matrices : r.matrices;
  plan.normals = matrices * met * neurons;
  plan.operations = matrices * (sides ? 1.5 : 1) * met * met * neurons;
  plan.bytes += plan.operations * real_bytes(r);
  plan.memory += kept * 2 * met * neurons * real_bytes(r) + (sides ? 0 : 8 * met * met);
}

void DenseEngine::cost(const Request& r, Plan& plan) {
  const bool back = r.measured.gradients();
  const double weights = r.depth * layer_weights(r), met = weights * (back ? 2 : 1);
  plan.normals = met + 2 * r.lanczos_steps * weights;
  plan.operations = met * r.copies.count();
  const double state =
      (r.numbers.registers + r.matrices) * double(r.width) * r.copies.count() * real_bytes(r);
  const double products = 8.0 * r.copies.count() * r.copies.count();
  plan.memory =
      state * (back ? r.depth : 2) + products + remembered_memory(r) + full_spectrum_memory(r);
  plan.bytes = 2 * state * r.depth;
  if (stores_matrices(r)) {
    plan.reads = plan.normals - layer_weights(r);
    plan.normals = layer_weights(r);
    plan.memory += stored_memory(r);
    plan.bytes += plan.reads * real_bytes(r);
  }
  if (!r.full_spectrum) return;
  // per layer: the product, the factorisation, its orthogonal factor, the other factor
  const double cube = double(r.width) * double(r.width) * double(r.width);
  const double sweeps = 8;
  plan.operations += cube * (r.depth * (1 + 2.0 / 3 + 2.0 / 3 + 0.5) + 2 * sweeps);
  plan.normals += weights;
}

}  // namespace widefield
