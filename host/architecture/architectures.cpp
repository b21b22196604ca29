#include "host/architecture/rows.hpp"

// Nothing else may stand in this file: a program with a list of its own must not need it.
namespace widefield {

std::span<const Architecture* const> architecture_rows() {
#define WIDEFIELD_ROW(name) &name##_row,
  static constexpr const Architecture* rows[] = {WIDEFIELD_ARCHITECTURES(WIDEFIELD_ROW)};
#undef WIDEFIELD_ROW
  return rows;
}

}  // namespace widefield
