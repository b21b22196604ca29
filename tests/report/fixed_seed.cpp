// The properties of this program draw from a fixed seed unless RC_PARAMS says otherwise.
#include <cstdlib>

namespace {
[[maybe_unused]] const int fixed = setenv("RC_PARAMS", "seed=20160616", 0);
}
