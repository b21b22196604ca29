#pragma once

// clang-format off
/// Every activation, declared here once; the enumeration, the dispatch, the catalog and the tests
/// iterate over this list. Columns: the name users type, the struct that defines it, whether its
/// slope jumps (then the average of phi''^2 is infinite), the key of its parameter, its formula, its
/// source in the bibliography.
#define WIDEFIELD_ACTIVATIONS(X)                                                                    \
  X(linear,     Linear,    false, "", "h", "")                                                      \
  X(tanh,       Tanh,      false, "", "tanh(h)", "")                                                \
  X(erf,        Erf,       false, "", "erf(h)", "")                                                 \
  X(erf_unit,   ErfUnit,   false, "", "erf(sqrt(pi) h / 2), slope 1 at 0", "")                      \
  X(sin,        Sin,       false, "", "sin(h)", "")                                                 \
  X(sigmoid,    Sigmoid,   false, "", "1 / (1 + exp(-h))", "")                                      \
  X(relu,       Relu,      true,  "", "max(h, 0)", "")                                              \
  X(leaky_relu, LeakyRelu, true,  "activation_slope", "h for h > 0, activation_slope h below", "")  \
  X(hard_tanh,  HardTanh,  true,  "", "h cut at -1 and 1", "")                                      \
  X(gelu,       Gelu,      false, "", "h Phi(h), Phi the normal distribution function", "hendrycks2016") \
  X(silu,       Silu,      false, "", "h / (1 + exp(-h))", "elfwing2018")                           \
  X(softplus,   Softplus,  false, "", "log(1 + exp(h))", "")                                        \
  X(elu,        Elu,       false, "", "h for h > 0, exp(h) - 1 below", "clevert2016")               \
  X(selu,       Selu,      true,  "", "1.0507 h for h > 0, 1.7581 (exp(h) - 1) below", "klambauer2017") \
  X(mish,       Mish,      false, "", "h tanh(log(1 + exp(h)))", "misra2019")                       \
  X(sign,       Sign,      true,  "", "-1, 0 or 1: the sign of h", "")                              \
  X(alpha_relu, AlphaRelu, true,  "activation_power", "max(h, 0)^activation_power", "")
// clang-format on

namespace widefield {

enum class ActivationKind : int {
#define WIDEFIELD_ENUMERATOR(name, ...) name,
  WIDEFIELD_ACTIVATIONS(WIDEFIELD_ENUMERATOR)
#undef WIDEFIELD_ENUMERATOR
};

/// What stands around an activation: gamma (phi(alpha h + beta) + delta). alpha and gamma are not
/// 0.
struct Scaling {
  double input_scale = 1, input_shift = 0;    // alpha, beta
  double output_scale = 1, output_shift = 0;  // gamma, delta
};

/// An activation phi with its parameters, as engines carry it: trivially copyable. Made by
/// `activation` and `scaled` in catalog.hpp, which keep `plain` right.
struct Activation {
  ActivationKind kind = ActivationKind::linear;
  double slope = 0.01;  // leaky_relu: slope at negative arguments
  double power = 1.0;   // alpha_relu: max(h, 0)^power
  Scaling scaling{};
  bool plain = true;  // the scaling is 1, 0, 1, 0 and left out (1 h + 0 is not h where h is -0)
};

}  // namespace widefield
