#include "host/config/names.hpp"

namespace widefield {

const std::vector<NameInfo>& architecture_names() {
  static const std::vector<NameInfo> names = {
      {"mlp", "fully connected layers with fresh weights: h = W phi(h) + b", "poole2016"}};
  return names;
}

const std::vector<NameInfo>& activation_names() {
  static const std::vector<NameInfo> names = [] {
    std::vector<NameInfo> list;
    for (const char* name :
         {"linear", "tanh", "erf", "erf_unit", "sin", "sigmoid", "relu", "leaky_relu", "hard_tanh",
          "gelu", "silu", "softplus", "elu", "selu", "mish", "sign", "alpha_relu"})
      list.push_back({name, "", ""});
    return list;
  }();
  return names;
}

const std::vector<NameInfo>& observable_names() {
  static const std::vector<NameInfo> names = [] {
    std::vector<NameInfo> list;
    for (const char* name : {"length_map", "correlation_map", "activity", "kurtosis",
                             "gradient_norm", "chi_1", "chi_length"})
      list.push_back({name, "", ""});
    return list;
  }();
  return names;
}

const std::vector<NameInfo>& engine_names() {
  static const std::vector<NameInfo> names = {
      {"auto", "the planner chooses, from the experiment alone", ""},
      {"closed",
       "exact laws whose cost does not depend on the width: deep linear, ReLU with one input",
       "hanin2020"},
      {"gram", "the Gram matrix of the inputs as a Markov chain; any width in constant memory",
       "li2022"},
      {"state", "every neuron is kept, weights never exist; back-propagation", "lu2021"},
      {"lazy", "matrices revealed along the directions they meet; tied weights", "lu2021"},
      {"dense", "the weights themselves, drawn at their address", ""}};
  return names;
}

std::vector<std::string> names_of(const std::vector<NameInfo>& infos) {
  std::vector<std::string> names;
  for (const NameInfo& info : infos)
    names.push_back(info.name);
  return names;
}

}  // namespace widefield
