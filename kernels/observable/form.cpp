#include <cassert>
#include <cmath>
#include <numbers>

#include "widefield/observable.hpp"

namespace widefield {

FormValue evaluate(Form form, std::span<const double> m) {
  switch (form) {
    case Form::mean:
      return {m[0], {1}};
    case Form::ratio:
      return {m[0] / m[1], {1 / m[1], -m[0] / (m[1] * m[1])}};
    case Form::correlation: {
      const double scale = std::sqrt(m[1] * m[2]), value = m[0] / scale;
      return {value, {1 / scale, -value / (2 * m[1]), -value / (2 * m[2])}};
    }
    case Form::circle_length: {
      const double value = 2 * std::numbers::pi * std::sqrt(m[0]);
      return {value, {value / (2 * m[0])}};
    }
    case Form::curvature: {
      const double area = m[0] * m[1] - m[2] * m[2], cube = m[0] * m[0] * m[0];
      return {area / cube, {m[1] / cube - 3 * area / (cube * m[0]), m[0] / cube, -2 * m[2] / cube}};
    }
    case Form::gauss_length: {
      const double root = std::sqrt(m[0] * m[1] - m[2] * m[2]), by = 2 * std::numbers::pi / m[0];
      return {by * root,
              {by * (m[1] / (2 * root) - root / m[0]), by * m[0] / (2 * root), -by * m[2] / root}};
    }
    case Form::excess_kurtosis: {
      const double square = m[1] * m[1];
      return {m[0] / square - 3, {1 / square, -2 * m[0] / (square * m[1])}};
    }
    case Form::log_ratio:
      return {std::log(m[0] / m[1]), {1 / m[0], -1 / m[1]}};
  }
  assert(false);
  return {};
}

}  // namespace widefield
