#pragma once
#include <string>

#include "widefield/theory.hpp"

namespace widefield {

/// A number at infinite width, with bias/N and variance/N at width N.
struct CurvePoint {
  double value, bias, variance;
};

Curve new_curve(std::string observable, std::string component, std::string citation);
void add(Curve& curve, int layer, const CurvePoint& point);

/// A moment that does not exist leaves a bias or variance that is not finite: it is not known.
void keep_known_noise(Curve& curve, bool known);

}  // namespace widefield
