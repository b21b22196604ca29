#include "host/architecture/residual/predict.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {

constinit const Theory reduced_residual_theory{.predict = predict_residual};

}  // namespace widefield
