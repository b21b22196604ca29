#include "host/architecture/architecture.hpp"

namespace widefield {

const Architecture* find_architecture(std::string_view name) {
  for (const Architecture* row : architecture_rows())
    if (row->name == name) return row;
  return nullptr;
}

}  // namespace widefield
