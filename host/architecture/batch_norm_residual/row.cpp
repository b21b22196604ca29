#include "host/architecture/batch_norm/batches.hpp"
#include "host/architecture/residual/keys.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {
namespace {

std::vector<Key> keys() {
  std::vector<Key> all = branch_keys();
  for (Key& key : batch_keys())
    all.push_back(std::move(key));
  return all;
}

}  // namespace

constinit const Architecture batch_norm_residual_row{
    .name = "batch_norm_residual",
    .meaning = "batch normalisation in a residual block: x' = x + V phi(BN(W x + b)) + a",
    .citation = "yang2019",
    .keys = keys,
    .observables = batch_observables,
    .follows = batch_follows,
    .complete = complete_batches,
    .check_gradients = check_small_batch,
    .theory = &batch_norm_residual_theory};

}  // namespace widefield
