// The fuzz targets read what users write; the theories, which read none of it, stay out of them.
#include "host/architecture/rows.hpp"

namespace widefield {

#define WIDEFIELD_NOTHING_KNOWN(name) \
  const Theory name##_theory{.lengths = nullptr, .in_range = nullptr};
WIDEFIELD_ARCHITECTURES(WIDEFIELD_NOTHING_KNOWN)
#undef WIDEFIELD_NOTHING_KNOWN

}  // namespace widefield
