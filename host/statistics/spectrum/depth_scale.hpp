#pragma once
#include "host/statistics/methods/context.hpp"

namespace widefield {

/// xi of y_l = A + B exp(-l / xi), fitted with weights 1/error^2 over the layers from where y is
/// within `linear` of its last value (the linear regime) to the last. NaN where fewer than six
/// layers are left, the decay is not seen at five standard errors, or no xi fits best.
double fitted_scale(const std::vector<double>& values, const std::vector<double>& errors,
                    double linear);

/// xi_q, xi_c and xi_gradient at every width where they are measured and the decay is seen, with
/// jackknife errors over blocks, beside the theory. [schoenholz2017, eqs. 9 and 15]
std::vector<MeasuredScalar> measured_scales(const Context& context,
                                            const std::vector<WidthData>& data);

}  // namespace widefield
