#pragma once
#include <string>
#include <vector>

#include "host/statistics/methods/normal.hpp"
#include "widefield/results.hpp"

namespace widefield {

/// One standardised component of a test.
struct Component {
  double z = 0;               // standard normal where the theory is right
  double deviation = 0;       // measured - theory, relative
  double standard_error = 0;  // of the deviation; infinite: the component has no size
  bool decisive = true;       // `agrees` needs its interval within the tolerance
  std::string what;           // in words
  bool given = false;         // by the inputs alone, before a network is drawn
};

/// An observable against theory by one method, before it is judged.
struct Assessment {
  std::vector<Component> components;
  Matrix correlation{0};       // of the z of the first components; the others cannot fluctuate
  std::uint64_t networks = 0;  // at the width with the fewest
  double margin = 0;           // asymptotic and corrected: d; exact: the rounding floor
  double tolerance = 0;        // d, for both
  double rounding = 0;         // errors below are those of constants
  bool exact = false;
  std::string unreliable;             // why the normal law does not hold, or empty
  double networks_for_normality = 0;  // with so many it would hold
};

/// The four verdicts. I is the simultaneous interval deviation +- c standard_error over the
/// components, c the critical value of max |z| at error `alpha` from the correlation of the
/// components.
///   agrees        I within [-d, d] and contains 0
///   close         I within [-d, d] without 0
///   disagrees     for some component I lies wholly outside [-d, d]
///   underpowered  otherwise, or where the normal law does not hold
/// Exact tests have no asymptotic margin: d is the rounding floor for a rejection, which is
/// `disagrees`; what is not rejected `agrees` once I lies within the tolerance.
Verdict judge(const Assessment& test, double alpha);

}  // namespace widefield
