// The fuzz targets read what users write; the theory, which reads none of it, stays out of them.
#include "host/architecture/registry.hpp"
#include "widefield/theory.hpp"

namespace widefield {

const std::vector<Theory>& theories() {
  static const std::vector<Theory> none;
  return none;
}

Prediction predict(const Experiment&) {
  return {};
}

}  // namespace widefield
