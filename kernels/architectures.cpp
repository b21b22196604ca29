#include "widefield/architecture.hpp"

#include "kernels/catalog.hpp"

namespace widefield {

static std::vector<ArchitectureInfo> describe() {
  std::vector<ArchitectureInfo> all;
  for_each(Cells{}, [&]<class C>() {
    all.push_back({std::string(C::name), std::string(C::meaning), std::string(C::citation)});
  });
  return all;
}

bool takes_batches(const std::string& architecture) {
  bool takes = false;
  visit(Cells{}, position(Cells{}, architecture), [&]<Cell C>() { takes = MixingCell<C>; });
  return takes;
}

const std::vector<ArchitectureInfo>& architectures() {
  static const std::vector<ArchitectureInfo> all = describe();
  return all;
}

}  // namespace widefield
