#pragma once
#include "widefield/activation.hpp"

// The functions of run-time activations are big (seventeen activations each) and not merged into
// their callers. On the host those of packs are compiled once per instruction set, in
// instances.cpp, instead of once per file that simulates. (Of single numbers the theory has one
// file of its own.)
#if !defined(__CUDACC__)

#define WIDEFIELD_ACTIVATION_INSTANCES(storage, S)                       \
  storage template S value_of_any(const Activation&, S);                 \
  storage template Jet1<S> value_and_slope_of_any(const Activation&, S); \
  storage template Jet<S> jet(const Activation&, S);                     \
  storage template S difference(const Activation&, S, S);

namespace widefield::inline WIDEFIELD_ISA {

WIDEFIELD_ACTIVATION_INSTANCES(extern, Pack<float>)
WIDEFIELD_ACTIVATION_INSTANCES(extern, Pack<double>)

}  // namespace widefield::inline WIDEFIELD_ISA

#endif  // !__CUDACC__
