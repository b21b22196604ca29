#include "kernels/activation/instances.hpp"

namespace widefield::inline WIDEFIELD_ISA {

WIDEFIELD_ACTIVATION_INSTANCES(, Pack<float>)
WIDEFIELD_ACTIVATION_INSTANCES(, Pack<double>)

}  // namespace widefield::inline WIDEFIELD_ISA
