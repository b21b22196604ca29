#pragma once
#include "host/architecture/architecture.hpp"

// Every architecture of the host, one word each: foo is the name of `foo_row` in foo/row.cpp and of
// `foo_theory` in foo/theory.cpp.
#define WIDEFIELD_ARCHITECTURES(row) \
  row(mlp) row(residual) row(reduced_residual) row(batch_norm) row(batch_norm_residual)

namespace widefield {

#define WIDEFIELD_ROW(name)             \
  extern const Architecture name##_row; \
  extern const Theory name##_theory;
WIDEFIELD_ARCHITECTURES(WIDEFIELD_ROW)
#undef WIDEFIELD_ROW

}  // namespace widefield
