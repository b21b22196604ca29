#include "host/architecture/batch_norm/predict.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {

constinit const Theory batch_norm_residual_theory{.predict = predict_batch_norm_residual};

}  // namespace widefield
