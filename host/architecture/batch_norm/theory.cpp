#include "host/architecture/batch_norm/predict.hpp"
#include "host/architecture/rows.hpp"

namespace widefield {

constinit const Theory batch_norm_theory{.predict = predict_batch_norm};

}  // namespace widefield
