#pragma once
#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// phi(h) and phi'(h).
template <class S>
struct Jet1 {
  S value, first;
};

/// phi(h), phi'(h) and phi''(h). Where phi has a kink the derivatives are those of the left side; a
/// jump adds nothing to phi''.
template <class S>
struct Jet {
  S value, first, second;
};

}  // namespace widefield::inline WIDEFIELD_ISA
