#include "host/architecture/residual/gradient.hpp"

#include <cmath>

#include "host/architecture/mean_field/gradient_noise.hpp"
#include "host/gaussian/gaussian_average.hpp"

namespace widefield {
namespace {

using Layers = std::vector<ResidualLayer>;

// ln prod_{m <= l} (1 + gain_m), l = 0..depth.
std::vector<double> log_growth(const Layers& layers) {
  std::vector<double> sum = {0};
  for (std::size_t l = 1; l < layers.size(); ++l)
    sum.push_back(sum.back() + std::log1p(layers[l].gain));
  return sum;
}

// A random direction u with |u|^2 = N^(l) overlaps with x^l by chance.
LinearNoise start(const ResidualSetting& setting, const Layers& layers, std::size_t l) {
  const double width = l == 0 ? 1 : setting.blocks[l - 1].width;
  LinearNoise noise;
  noise.bias[0] = layers[l].noise.bias[0];
  noise.covariance[0][0] = layers[l].noise.covariance[0][0];
  noise.covariance[1][1] = layers[l].state.norm / width;
  return noise;
}

// Of |g_l|^2 / |g_L|^2, relative to its value. tr (J J^T)^2 enters the variance of both |J u|^2 and
// |J^T g|^2, the chance of u and g with the width at its own end.
std::vector<GradientNoise> relative_noise(const ResidualSetting& setting, const Layers& layers) {
  std::vector<NoiseStep> steps;
  std::vector<LinearNoise> starts;
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
    steps.push_back(layers[l + 1].step);
    starts.push_back(start(setting, layers, l));
  }
  std::vector<GradientNoise> noise = gradient_noise(steps, starts, 0);
  const double last = setting.blocks.back().width;
  for (std::size_t l = 1; l < layers.size(); ++l)
    noise[l].variance += 2 / setting.blocks[l - 1].width - 2 / last;
  noise[0].variance += 2 - 2 / last;
  return noise;
}

// Everything below refers to one input and is averaged later; `growth` is log_growth.
struct InputGradients {
  std::vector<double> growth;
  std::vector<GradientNoise> noise;
  std::vector<double> bias, weight, branch;  // layers 1..depth
};

InputGradients gradients(const ResidualSetting& setting, const Layers& layers) {
  InputGradients g{log_growth(layers), {}, {}, {}, {}};
  g.noise.resize(layers.size());
  if (setting.noise) g.noise = relative_noise(setting, layers);
  const double last = setting.blocks.back().width;
  for (std::size_t l = 1; l < layers.size(); ++l) {
    const ResidualBlock& block = setting.blocks[l - 1];
    const double below = layers[l - 1].state.norm, q = field_length(block, layers[l - 1].state);
    const double total = last * std::exp(g.growth.back() - g.growth[l]);  // |g_l|^2 / N chi_L
    const double slope = layers[l].gain / block.variances.weight;
    g.bias.push_back(total / block.hidden * slope);
    g.weight.push_back(g.bias.back() * below);
    g.branch.push_back(total / block.width * square(setting.phi, q));
  }
  return g;
}

// ln of the mean over inputs of exp(growth_l), which itself may overflow.
double log_mean(const std::vector<InputGradients>& inputs, std::size_t l) {
  double largest = inputs[0].growth[l], sum = 0;
  for (const InputGradients& g : inputs)
    largest = std::max(largest, g.growth[l]);
  for (const InputGradients& g : inputs)
    sum += std::exp(g.growth[l] - largest);
  return largest + std::log(sum / static_cast<double>(inputs.size()));
}

CurvePoint mean_norm(const std::vector<InputGradients>& inputs, std::size_t l) {
  CurvePoint mean{0, 0, 0};
  for (const InputGradients& g : inputs) {
    const double norm = std::exp(g.growth.back() - g.growth[l]);
    mean.value += norm, mean.bias += norm * g.noise[l].bias;
    mean.variance += norm * norm * g.noise[l].variance;
  }
  const double share = 1 / static_cast<double>(inputs.size());
  return {share * mean.value, share * mean.bias, share * mean.variance};
}

// The logarithm of a ratio of means moves by the difference of their relative biases.
double log_ratio_bias(const std::vector<InputGradients>& inputs, std::size_t l) {
  const CurvePoint first = mean_norm(inputs, 0), here = mean_norm(inputs, l);
  return first.bias / first.value - here.bias / here.value;
}

double mean_of(const std::vector<InputGradients>& inputs,
               std::vector<double> InputGradients::*member, std::size_t l) {
  double sum = 0;
  for (const InputGradients& g : inputs)
    sum += (g.*member)[l - 1];
  return sum / static_cast<double>(inputs.size());
}

void add_value(Curve& curve, int layer, double value) {
  curve.layer.push_back(layer);
  curve.value.push_back(value);
}

}  // namespace

std::vector<Curve> residual_gradient_curves(const ResidualSetting& setting,
                                            const std::vector<Layers>& layers) {
  std::vector<InputGradients> inputs;
  for (const Layers& each : layers)
    inputs.push_back(gradients(setting, each));
  Curve norm = new_curve("gradient_norm", "", "yang2017");
  Curve ratio = new_curve("log_gradient_ratio", "", "yang2017");
  Curve bias = new_curve("bias_gradient", "", "yang2017");
  Curve weight = new_curve("weight_gradient", "", "yang2017");
  Curve branch = new_curve("branch_weight_gradient", "", "yang2017");
  for (std::size_t l = 1; l <= setting.blocks.size(); ++l) {
    const int layer = static_cast<int>(l);
    add(norm, layer, mean_norm(inputs, l));
    add_value(ratio, layer, log_mean(inputs, l));
    ratio.bias.push_back(log_ratio_bias(inputs, l));
    add_value(bias, layer, mean_of(inputs, &InputGradients::bias, l));
    add_value(weight, layer, mean_of(inputs, &InputGradients::weight, l));
    add_value(branch, layer, mean_of(inputs, &InputGradients::branch, l));
  }
  keep_known_noise(norm, setting.noise);
  keep_known_noise(ratio, setting.noise);
  // How the gradients of different inputs vary together is not known.
  if (inputs.size() > 1) norm.variance.clear();
  std::vector<Curve> curves = {norm, ratio, bias, weight};
  if (!setting.blocks.front().reduced) curves.push_back(branch);
  return curves;
}

}  // namespace widefield
