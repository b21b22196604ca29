#include "host/architecture/batch_norm/batches.hpp"
#include "host/architecture/lost_directions.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {

constinit const Architecture batch_norm_row{
    .name = "batch_norm",
    .meaning =
        "batch normalisation: x' = phi(u), u = W x + b less its mean over its deviation in "
        "the batch",
    .citation = "yang2019",
    .keys = batch_keys,
    .observables = batch_observables,
    .follows = batch_follows,
    .complete = complete_batches,
    .check_simulation = check_lost_directions,
    .check_gradients = check_small_batch,
    .theory = &batch_norm_theory};

}  // namespace widefield
