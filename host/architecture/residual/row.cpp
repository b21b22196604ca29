#include "host/architecture/residual/check.hpp"
#include "host/architecture/residual/keys.hpp"
#include "host/architecture/residual/observables.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {

constinit const Architecture residual_row{
    .name = "residual",
    .meaning = "full residual block: x' = x + V phi(W x + b) + a",
    .citation = "yang2017",
    .keys = residual_keys,
    .observables = residual_observables,
    .check = check_residual,
    .check_simulation = check_residual_widths,
    .theory = &residual_theory};

}  // namespace widefield
