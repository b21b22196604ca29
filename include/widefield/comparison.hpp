#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "widefield/experiment.hpp"
#include "widefield/moments.hpp"
#include "widefield/record.hpp"
#include "widefield/results.hpp"
#include "widefield/theory.hpp"

namespace widefield {

// ---- from records to what a block stores --------------------------------------------------------

/// The slots whose moments a block keeps: those of record_layout(experiment), in its order, then
/// the derived ones. A derived slot is computed on the host from one network's record (innovations
/// of the exact tests, logarithms, powers); its primitive has a dot: "innovation.gram". Layer 0
/// means summed over layers. The same at every width.
RecordLayout statistics_layout(const Experiment& experiment);

/// Which second moments a block keeps: the variance of every slot of statistics_layout, the pairs
/// inside every row, and the whole covariance of the verdict components of every observable.
MomentPlan moment_plan(const Experiment& experiment);

/// Where the values of a quantity are counted: counts[k] of the half-open bin [edges[k],
/// edges[k+1]); the first bin also counts all that lies below, the last all that lies above. The
/// bins are a pure function of the experiment and the width.
struct HistogramPlan {
  std::string observable, component;
  int layer = 0;
  std::uint32_t slot = 0;        // in statistics_layout
  double centre = 0, scale = 1;  // powers of (value - centre) / scale are kept as derived slots
  std::vector<double> edges;
};

std::vector<HistogramPlan> histogram_plans(const Experiment& experiment, std::int64_t width);

/// What one block of networks comes to.
struct BlockSummary {
  Moments moments;                                     // of statistics_layout, by moment_plan
  std::vector<std::vector<std::uint64_t>> histograms;  // [histogram_plans][bin]
};

/// Extends records by the derived slots and reduces them. Bits do not depend on the machine, the
/// thread or the order of calls.
class BlockReducer {
 public:
  BlockReducer(const Experiment& experiment, std::int64_t width);
  ~BlockReducer();
  BlockReducer(BlockReducer&&) noexcept;

  /// records: [network][slot of record_layout] of networks first_network, first_network + 1, ...
  /// RunError names layer and network of the first number that is not finite. Several threads may
  /// call it at once.
  BlockSummary operator()(std::uint64_t first_network, std::span<const double> records) const;

  /// The records with the derived slots behind them, [network][slot of statistics_layout].
  std::vector<double> extend(std::uint64_t first_network, std::span<const double> records) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// ---- from blocks to verdicts --------------------------------------------------------------------

/// All that was measured at one width.
struct WidthData {
  std::int64_t width = 0;
  std::string engine, why;                                // as plan() says
  std::vector<std::pair<std::uint64_t, Moments>> blocks;  // number, moments by moment_plan
  std::vector<std::vector<std::uint64_t>> histograms;     // summed over blocks, [plan][bin]
};

/// How an observable may be compared with theory, and the sentence that says why not.
struct Method {
  std::string name;    // one_step | closed_form | corrected | extrapolated
  std::string family;  // exact | corrected | asymptotic
  bool applies = false;
  std::string reason;  // why it does not apply, or which law it uses
};

/// The table of methods: which tests exist for this observable with these weights and inputs,
/// whatever the number of networks. Four entries, in the order above.
std::vector<Method> methods(const Experiment& experiment, const std::string& observable);

/// How many (observable, method) pairs an experiment is tested by: the divisor of the family-wise
/// error. A report sums it over its experiments.
int count_tests(const Experiment& experiment);

/// Rows, verdicts, histograms and depth scales of one experiment. `prediction` is
/// predict(experiment); `tests_in_report` divides the family-wise error 1e-3 (0: the tests of this
/// experiment alone). Engines, rows and verdicts follow the order of `data`, which is by width.
ExperimentResult compare(const Experiment& experiment, const Prediction& prediction,
                         const std::vector<WidthData>& data, int tests_in_report = 0);

/// The verdict on a claim: the worst of the verdicts that imply it (disagrees, underpowered, close,
/// agrees), all of them where claim.verdicts is empty; `underpowered` where there is none.
std::string claim_verdict(const ExperimentResult& result);

/// The worse of two verdicts: a claim about several points is as good as the worst of them.
const std::string& worse_verdict(const std::string& one, const std::string& other);

// ---- planning and stopping ----------------------------------------------------------------------

/// The smallest relative error of sigma_w^2 that the pooled exact test of the experiment rejects
/// with 99 %: N R L = kappa (z_{1-a/2} + z_{0.99})^2 / eps^2 at the largest width, kappa the
/// relative variance of the squared activation at the last layer.
double smallest_visible_error(const Experiment& experiment);

/// Stopping rules look only after 2^j blocks, so that looking often costs nothing.
bool is_look(std::uint64_t finished_blocks);

/// The largest relative standard error over the observables: what run.relative_error is held
/// against.
double relative_standard_error(const Experiment& experiment, const WidthData& data);

}  // namespace widefield
