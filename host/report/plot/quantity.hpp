#pragma once
#include <string>
#include <vector>

#include "host/report/figure/family.hpp"
#include "host/report/plot/axis.hpp"

namespace widefield {

/// A number of one point of a sweep, measured at one width (0: extrapolated).
struct QuantityValue {
  std::int64_t width = 0;
  double measured = 0, standard_error = 0, theory = 0, z = 0;  // NaN where it does not exist
};

/// A number that every point of a sweep has: a depth scale, or an observable at the last layer.
struct Quantity {
  std::string name;  // as in the interface
  AxisTitle title;
  bool scalar = false;  // belongs to the fixed point, as the scalars of the theory do
  std::vector<std::vector<QuantityValue>> values;  // [point of the family][widths it was measured]
};

/// The quantities of a sweep, measured scalars first.
std::vector<Quantity> quantities(const Family& family);

/// Whether it is the growth of a squared perturbation, whose line at 1 parts order from chaos.
bool is_growth(const Quantity& quantity);

/// The value at the largest width that is there; nullptr where nothing was measured.
const QuantityValue* sharpest(const std::vector<QuantityValue>& values);

/// The coordinate of a point of a sweep as a number; NaN where it is a word.
double coordinate_number(const ExperimentResult& point, const std::string& key);
std::string coordinate_word(const ExperimentResult& point, const std::string& key);

/// Whether all points have a number there.
bool is_numeric(const Family& family, const std::string& key);

/// "N = 1024: 15.79(12); theory 15.791; 0.1 s.e."
std::string value_note(const QuantityValue& value);

}  // namespace widefield
