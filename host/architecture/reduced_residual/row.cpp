#include "host/architecture/residual/keys.hpp"
#include "host/architecture/residual/observables.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {

constinit const Architecture reduced_residual_row{
    .name = "reduced_residual",
    .meaning = "reduced residual block: x' = x + phi(W x + b)",
    .citation = "yang2017",
    .keys = decay_keys,
    .observables = residual_observables,
    .theory = &reduced_residual_theory};

}  // namespace widefield
