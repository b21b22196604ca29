#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "widefield/experiment.hpp"
#include "widefield/theory.hpp"

namespace widefield {

struct Provenance {
  std::string version, commit, command, backend, device, engine, precision, started;
  std::uint64_t seed = 0;
  int threads = 0, random_scheme = 0;
  double seconds = 0, networks_per_second = 0;
};

/// One verdict: an observable compared with theory by one method.
struct Verdict {
  std::string experiment, observable;
  std::string verdict;  // agrees | close | disagrees | underpowered
  std::string method;   // one_step | closed_form | corrected | extrapolated
  double p = 1;
  double largest_relative_deviation = 0;
  double resolution = 0;              // half width of the simultaneous interval, relative
  double tolerance = 0;               // the margin d
  double smallest_visible_error = 0;  // relative error that would have been seen with 99 %
  std::optional<std::int64_t> networks_to_decide;  // underpowered: how many would decide
  std::string note;                                // reason in words, or empty
  std::string citation;
};

/// One measured number beside its prediction. width 0 stands for the extrapolation to infinity.
struct ResultRow {
  std::string experiment, observable, symbol;
  int layer = 0;  // of Axis::layer; else 0 (null in JSON)
  std::string component;
  std::int64_t width = 0;
  std::uint64_t networks = 0;
  double measured = 0, standard_error = 0;
  double theory = 0, theory_at_width = 0, z = 0;  // NaN where it does not exist (null in JSON)
  Axis axis = Axis::layer;
  double at = 0;  // on the axis; of Axis::layer the layer
};

/// Where a row stands on its axis.
inline double place(const ResultRow& row) {
  return row.axis == Axis::layer ? row.layer : row.at;
}

/// Counts of a quantity over networks.
struct Histogram {
  std::string experiment, observable, component;
  int layer = 0;
  std::int64_t width = 0;
  std::vector<double> edges;  // size counts + 1
  std::vector<std::uint64_t> counts;
  double mean = 0, variance = 0, skewness = 0, excess_kurtosis = 0;
};

/// A depth scale estimated from the measured decay, with its error, beside the theory.
struct MeasuredScalar {
  std::string experiment, name;
  std::int64_t width = 0;
  double measured = 0, standard_error = 0, theory = 0;
  double theory_standard_error = 0;  // of a theory that was sampled
};

/// Everything one experiment (one point of a sweep) produced.
struct ExperimentResult {
  Experiment experiment;
  Prediction prediction;
  std::vector<std::pair<std::int64_t, std::string>> engines;  // width, engine and why
  std::vector<ResultRow> rows;
  std::vector<Verdict> verdicts;
  std::vector<Histogram> histograms;
  std::vector<MeasuredScalar> scalars;
  Provenance provenance;
};

/// What results.json, results.nc and report.html are made from.
struct Results {
  std::string title;
  std::string command;  // makes this report again
  Provenance provenance;
  std::vector<ExperimentResult> experiments;
};

}  // namespace widefield
