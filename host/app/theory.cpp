#include <fmt/format.h>

#include <cmath>

#include "host/app/commands.hpp"
#include "host/app/table.hpp"
#include "widefield/outputs.hpp"
#include "widefield/theory.hpp"

namespace widefield {
namespace {

struct ScalarText {
  std::string operator()(double x) const {
    return std::isfinite(x) ? fmt::format("{:.12g}", x) : short_number(x);
  }
  std::string operator()(bool x) const { return x ? "true" : "false"; }
  std::string operator()(const std::string& x) const { return x; }
  std::string operator()(const std::vector<FixedPoint>& points) const {
    std::string text;
    for (const FixedPoint& point : points)
      text += fmt::format("{}{:.12g} (slope {:.6g}, {})", text.empty() ? "" : ", ", point.value,
                          point.slope, point.stable ? "stable" : "unstable");
    return text.empty() ? "none" : text;
  }
  std::string operator()(const std::vector<CriticalState>& states) const {
    std::string text;
    for (const CriticalState& state : states)
      text += fmt::format("{}{:.12g} at q = {:.6g} ({})", text.empty() ? "" : ", ",
                          state.weight_variance, state.q, state.stable ? "stable" : "unstable");
    return text.empty() ? "none" : text;
  }
};

std::string scalars(const Prediction& prediction) {
  std::vector<std::vector<std::string>> rows = {{"scalar", "value"}};
  for (const Scalar& scalar : prediction.scalars)
    rows.push_back({scalar.name, std::visit(ScalarText{}, scalar.value)});
  return text_table(rows);
}

// The first layers and the last one: what a curve starts from and where it goes.
std::string curve_text(const Curve& curve) {
  constexpr std::size_t shown = 6;
  std::string text;
  for (std::size_t i = 0; i < curve.value.size(); ++i)
    if (i < shown || i + 1 == curve.value.size())
      text += (i == shown && i + 1 < curve.value.size() ? " "
               : text.empty()                           ? ""
                                                        : " ") +
              std::string(i > shown ? "... " : "") + short_number(curve.value[i]);
  return text;
}

std::string curves(const Prediction& prediction) {
  std::vector<std::vector<std::string>> rows = {{"curve", "component", "over", "values"}};
  for (const Curve& curve : prediction.curves)
    if (const std::vector<double> at = places(curve); !at.empty())
      rows.push_back({curve.observable, curve.component,
                      fmt::format("{} {} to {}", row_of(curve.axis).plural, at.front(), at.back()),
                      curve_text(curve)});
  return text_table(rows);
}

std::string unknown(const Prediction& prediction) {
  if (prediction.unknown.empty()) return "";
  std::vector<std::vector<std::string>> rows = {{"not predicted", "why"}};
  for (const auto& [name, reason] : prediction.unknown)
    rows.push_back({name, reason});
  return "\n" + text_table(rows);
}

std::string json(const std::vector<Experiment>& experiments) {
  if (experiments.size() == 1) return theory_json(experiments[0], predict(experiments[0]));
  std::string text = "[";
  for (const Experiment& experiment : experiments)
    text += (text.size() > 1 ? ",\n" : "") + theory_json(experiment, predict(experiment));
  return text + "]\n";
}

}  // namespace

int theory_command(const Options& options) {
  ExperimentRequest request = options.request;
  request.purpose = Purpose::theory;
  const std::vector<Experiment> experiments = load(request);
  if (options.json) {
    fmt::print("{}", json(experiments));
    return done;
  }
  for (const Experiment& experiment : experiments) {
    const Prediction prediction = predict(experiment);
    fmt::print("{}\n\n{}\n{}{}\n", label(experiment), scalars(prediction), curves(prediction),
               unknown(prediction));
  }
  return done;
}

}  // namespace widefield
