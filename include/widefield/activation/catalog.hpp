#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "widefield/activation/kind.hpp"
#include "widefield/error.hpp"

namespace widefield {

/// What an activation is, as `widefield list activations` prints it.
struct ActivationInfo {
  ActivationKind kind;
  std::string name;
  bool kinked;            // the slope (or the value) jumps: the average of phi''^2 is infinite
  std::string parameter;  // the key of its parameter, or empty
  std::string formula;
  std::string citation;  // key of the bibliography, or empty
};

/// Every activation there is, in the order of the list.
inline const std::vector<ActivationInfo>& activations() {
  static const std::vector<ActivationInfo> all = {
#define WIDEFIELD_INFO(name, Type, kinked, parameter, formula, citation) \
  {ActivationKind::name, #name, kinked, parameter, formula, citation},
      WIDEFIELD_ACTIVATIONS(WIDEFIELD_INFO)
#undef WIDEFIELD_INFO
  };
  return all;
}

/// How many letters must be inserted, removed or replaced to turn one word into the other.
inline std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j < row.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

/// The error for a name that is not in the list: offers the nearest one, then all.
inline InputError unknown_activation(std::string_view name) {
  const auto& all = activations();
  const auto distance = [&](const ActivationInfo& info) { return edit_distance(name, info.name); };
  const auto nearest = std::min_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return distance(a) < distance(b);
  });
  std::string list;
  for (const ActivationInfo& info : all)
    list += (list.empty() ? "" : ", ") + info.name;
  return InputError("", "network.activation", "unknown activation '" + std::string(name) + "'", "",
                    "did you mean '" + nearest->name + "'? There are: " + list);
}

/// The activation of this name. `slope` matters to leaky_relu, `power` (> 0) to alpha_relu.
/// Throws InputError, with the nearest known name, for an unknown one.
inline Activation activation(std::string_view name, double slope = 0.01, double power = 1.0) {
  for (const ActivationInfo& info : activations())
    if (info.name == name) return {info.kind, slope, power};
  throw unknown_activation(name);
}

/// gamma (phi(alpha h + beta) + delta) in the place of phi, which is plain.
inline Activation scaled(Activation phi, const Scaling& scaling) {
  phi.scaling = scaling;
  phi.plain = scaling.input_scale == 1 && scaling.input_shift == 0 && scaling.output_scale == 1 &&
              scaling.output_shift == 0;
  return phi;
}

/// The description of an activation.
inline const ActivationInfo& info(const Activation& phi) {
  return activations()[std::size_t(phi.kind)];
}

}  // namespace widefield
