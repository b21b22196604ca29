#include "kernels/cuda/backend.hpp"
#include "widefield/error.hpp"

namespace widefield::cuda {

namespace {
constexpr const char* reason_text = "this binary was built without CUDA";
constexpr const char* remedy_text =
    "install the CUDA toolkit (nvcc) and build again with cmake --preset cuda";
}  // namespace

std::vector<Device> devices(std::string* reason) {
  if (reason) *reason = std::string(reason_text) + "; " + remedy_text;
  return {};
}

void simulate(const EngineCall&, std::uint64_t, std::size_t, std::span<double>) {
  throw RunError(reason_text, std::string(remedy_text) + ", or set run.backend = \"cpu\"");
}

}  // namespace widefield::cuda
