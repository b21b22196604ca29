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

const std::vector<ArchitectureInfo>& architectures() {
  static const std::vector<ArchitectureInfo> all = describe();
  return all;
}

}  // namespace widefield
