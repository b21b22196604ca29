#include "host/architecture/registry.hpp"

#include <string>

#include "widefield/error.hpp"

namespace widefield {

const std::vector<Theory>& theories() {
  static const std::vector<Theory> all = {
      {"mlp", predict_mlp, "schoenholz2017"},
      {"batch_norm", predict_batch_norm, "yang2019"},
      {"batch_norm_residual", predict_batch_norm_residual, "yang2019"},
      {"residual", predict_residual, "yang2017"},
      {"reduced_residual", predict_residual, "yang2017"},
  };
  return all;
}

Prediction predict(const Experiment& experiment) {
  std::string known;
  for (const Theory& theory : theories()) {
    if (theory.architecture == experiment.network.architecture) return theory.predict(experiment);
    known += (known.empty() ? "" : ", ") + std::string(theory.architecture);
  }
  throw InputError("", "network.architecture",
                   "no theory for \"" + experiment.network.architecture + "\"", "",
                   "theories are known for: " + known);
}

}  // namespace widefield
