#include "host/architecture/residual/predict.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {

constinit const Theory residual_theory{.predict = predict_residual};

}  // namespace widefield
