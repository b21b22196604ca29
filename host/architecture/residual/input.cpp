#include "host/architecture/residual/input.hpp"

namespace widefield {

std::vector<ResidualLayer> residual_layers(const ResidualSetting& setting, double norm) {
  std::vector<ResidualLayer> layers = {{.state = {norm, 0}}};
  for (const ResidualBlock& block : setting.blocks) {
    const ResidualLayer& below = layers.back();
    ResidualLayer next{.state = next_state(setting.phi, block, below.state),
                       .gain = branch_gain(setting.phi, block, below.state)};
    if (setting.noise) {
      next.step = residual_tangent_step(setting.phi, block, below.state);
      next.noise = propagate(below.noise, next.step);
    }
    layers.push_back(next);
  }
  return layers;
}

std::vector<Curve> residual_input_curves(const ResidualSetting& setting,
                                         const std::string& component,
                                         const std::vector<ResidualLayer>& layers) {
  Curve norm = new_curve("state_norm", component, "yang2017");
  Curve length = new_curve("length_map", component, "yang2017");
  for (std::size_t l = 1; l < layers.size(); ++l) {
    const int layer = static_cast<int>(l);
    const ResidualLayer &below = layers[l - 1], &here = layers[l];
    const double w = setting.blocks[l - 1].variances.weight;
    add(norm, layer, {here.state.norm, here.noise.bias[0], here.noise.covariance[0][0]});
    add(length, layer,
        {field_length(setting.blocks[l - 1], below.state), w * below.noise.bias[0],
         w * w * below.noise.covariance[0][0]});
  }
  keep_known_noise(norm, setting.noise);
  keep_known_noise(length, setting.noise);
  return {norm, length};
}

}  // namespace widefield
