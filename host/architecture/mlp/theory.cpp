#include "host/architecture/mlp/closed_law.hpp"
#include "host/architecture/mlp/exact.hpp"
#include "host/architecture/mlp/predict.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {

constinit const Theory mlp_theory{
    .predict = predict_mlp, .exact = mlp_exact_primitives, .closed = &mlp_closed_law};

}  // namespace widefield
