#include <map>
#include <string>

#include "host/architecture/mean_field/part.hpp"
#include "host/architecture/residual/gradient.hpp"
#include "host/architecture/residual/input.hpp"
#include "host/architecture/residual/pair.hpp"
#include "host/architecture/residual/predict.hpp"
#include "host/architecture/residual/scalars.hpp"

namespace widefield {
namespace {

// Pairs with the same norms and product, as on a circle, share their curves.
void add_pairs(const ResidualSetting& setting, std::vector<Curve>& curves) {
  const Gram& gram = setting.inputs;
  std::map<std::vector<double>, std::vector<Curve>> known;
  for (std::size_t a = 0; a < gram.size(); ++a)
    for (std::size_t b = a + 1; b < gram.size(); ++b) {
      const auto [found, fresh] = known.try_emplace({gram[a][a], gram[b][b], gram[a][b]});
      if (fresh) found->second = residual_pair_curves(setting, a, b);
      for (Curve curve : found->second) {
        curve.component = std::to_string(a) + "," + std::to_string(b);
        curves.push_back(std::move(curve));
      }
    }
}

std::vector<Curve> curves_of(const ResidualSetting& setting) {
  std::map<double, std::vector<ResidualLayer>> by_norm;
  std::vector<std::vector<ResidualLayer>> inputs;
  std::vector<Curve> curves;
  for (std::size_t a = 0; a < setting.inputs.size(); ++a) {
    const double norm = setting.inputs[a][a];
    const auto [found, fresh] = by_norm.try_emplace(norm);
    if (fresh) found->second = residual_layers(setting, norm);
    inputs.push_back(found->second);
    for (Curve& curve : residual_input_curves(setting, std::to_string(a), found->second))
      curves.push_back(std::move(curve));
  }
  add_pairs(setting, curves);
  for (Curve& curve : residual_gradient_curves(setting, inputs))
    curves.push_back(std::move(curve));
  return curves;
}

}  // namespace

Prediction predict_residual(const Experiment& experiment) {
  const ResidualSetting setting = residual_setting(experiment);
  Prediction prediction;
  add_part(prediction, {"constants of growth"},
           [&](Prediction& part) { part.scalars = residual_scalars(experiment.network, setting); });
  add_curves(prediction, {"curves"}, [&] { return curves_of(setting); });
  return prediction;
}

}  // namespace widefield
