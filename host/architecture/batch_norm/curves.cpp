#include "host/architecture/batch_norm/curves.hpp"

#include <algorithm>
#include <cmath>

#include "host/architecture/mean_field/curve_point.hpp"

namespace widefield {
namespace {

// What layers 1 to depth leave, and ln |g|^2 from the lowest gradient to the last.
struct BatchPath {
  std::vector<BatchInput> gram;
  std::vector<double> log_gradient;
};

void add_value(Curve& curve, int layer, double value) {
  curve.layer.push_back(layer);
  curve.value.push_back(value);
}

std::vector<Curve> gram_curves(const BatchPath& path) {
  Curve diagonal = new_curve("gram_diagonal", "", "yang2019");
  Curve off_diagonal = new_curve("gram_off_diagonal", "", "yang2019");
  Curve cross = new_curve("gram_cross_batch", "", "yang2019");
  int layer = 0;
  for (const BatchInput& gram : path.gram) {
    add_value(diagonal, ++layer, gram.diagonal);
    add_value(off_diagonal, layer, gram.off_diagonal);
    add_value(cross, layer, gram.cross);
  }
  if (path.gram.front().several) return {diagonal, off_diagonal, cross};
  return {diagonal, off_diagonal};
}

// `first` is where layer 1 has its gradient: 0, or 1 behind that of the inputs.
std::vector<Curve> gradient_curves(const std::vector<double>& log_gradient, int first) {
  Curve norm = new_curve("gradient_norm", "", "yang2019");
  Curve ratio = new_curve("log_gradient_ratio", "", "yang2019");
  for (std::size_t i = first; i < log_gradient.size(); ++i) {
    const int layer = static_cast<int>(i) + 1 - first;
    add_value(norm, layer, std::exp(log_gradient[i] - log_gradient.back()));
    add_value(ratio, layer, log_gradient.front() - log_gradient[i]);
  }
  return {norm, ratio};
}

std::vector<Curve> curves_of(const BatchPath& path, const BatchLaw& law, int first) {
  std::vector<Curve> curves = gram_curves(path);
  if (gradient_tail(law) == GradientTail::finite)
    for (Curve& curve : gradient_curves(path.log_gradient, first))
      curves.push_back(std::move(curve));
  return curves;
}

// N Var of the mean of f(y_a)^2 over a batch, at the fixed point: neurons are independent, and what
// the layer below has by chance moves this mean by order 1/N only.
double diagonal_noise(const BatchStep& step, double B) {
  const double square = step.square * step.square;
  const double sum = step.fourth - square + (B - 1) * (step.square_product - square);
  return std::max(0.0, sum / B);
}

BatchPath plain_path(BatchLayer& layer, const BatchInput& input, int depth) {
  const double variance = layer.law().weight_variance;
  const bool arrives_at_once = layer.law().epsilon == 0;
  BatchPath path;
  BatchStep step{};
  double mu = variance * input.mu(), below = 0;  // ln |g_1|^2 / |g_l|^2
  for (int l = 1; l <= depth; ++l) {
    if (l <= 2 || !arrives_at_once) step = layer.step(mu);
    path.gram.push_back({step.square, step.product, step.mean * step.mean, input.several});
    path.log_gradient.push_back(-below);
    below += std::log(step.gradient.G);
    mu = variance * step.contrast;
  }
  return path;
}

bool same(double x, double y) {
  return std::abs(x - y) <= 1e-12 * std::max(std::abs(x), std::abs(y));
}

bool fits(const BatchInput& input, double value, int a, int b, int batch) {
  if (a == b) return same(value, input.diagonal);
  return same(value, a / batch == b / batch ? input.off_diagonal : input.cross);
}

}  // namespace

GradientTail gradient_tail(const BatchLaw& law) {
  if (law.batch >= 6 || law.epsilon > 0) return GradientTail::finite;
  if (law.batch == 2) return GradientTail::vanishes;
  return law.batch == 3 ? GradientTail::no_mean : GradientTail::no_variance;
}

std::optional<BatchInput> batch_input(const Experiment& experiment) {
  const Inputs& inputs = experiment.inputs;
  const double pair = inputs.squared_norm * inputs.correlation;
  if (inputs.gram.empty() && inputs.manifold.empty())
    return BatchInput{inputs.squared_norm, pair, pair, inputs.batches > 1};
  const auto gram = input_gram(inputs);
  const int count = static_cast<int>(gram.size()), batch = experiment.network.batch_norm.batch;
  const bool several = count > batch;
  const BatchInput input{gram[0][0], gram[0][1], several ? gram[0][batch] : 0, several};
  for (int a = 0; a < count; ++a)
    for (int b = 0; b < count; ++b)
      if (!fits(input, gram[a][b], a, b, batch)) return {};
  return input;
}

std::vector<Curve> batch_norm_curves(BatchLayer& layer, const BatchInput& input, int depth) {
  std::vector<Curve> curves = curves_of(plain_path(layer, input, depth), layer.law(), 0);
  if (layer.law().epsilon == 0)
    curves[0].variance.assign(depth, diagonal_noise(layer.step(1), layer.law().batch));
  return curves;
}

std::vector<Curve> batch_norm_first_layer(BatchLayer& layer, const BatchInput& input) {
  return gram_curves(plain_path(layer, input, 1));
}

std::vector<Curve> batch_norm_residual_curves(BatchLayer& layer, const BatchBranch& branch,
                                              const BatchInput& input, int depth) {
  const double weight_variance = layer.law().weight_variance;
  BatchPath path;
  path.log_gradient = {0};
  BatchInput state = input;
  for (int l = 1; l <= depth; ++l) {
    const BatchStep step = layer.step(weight_variance * state.mu());
    state.diagonal += branch.variance * step.square + branch.bias_variance;
    state.off_diagonal += branch.variance * step.product + branch.bias_variance;
    state.cross += branch.variance * step.mean * step.mean + branch.bias_variance;
    path.gram.push_back(state);
    path.log_gradient.push_back(path.log_gradient.back() -
                                std::log1p(branch.variance * step.gradient.G));
  }
  return curves_of(path, layer.law(), 1);
}

}  // namespace widefield
