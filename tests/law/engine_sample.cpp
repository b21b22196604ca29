#include "tests/law/engine_sample.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield::law {
namespace {

using Record = const double*;

/// A small network of relu may die under dropout: its tangent is then as short as can be, and
/// correlated with nothing.
double logarithm(double x) {
  return std::log(std::max(x, 1e-6));
}
double correlation(double product, double square_a, double square_b) {
  return square_a > 0 && square_b > 0 ? product / std::sqrt(square_a * square_b) : 0;
}
using Statistic = std::function<double(Record)>;

/// The statistics that a layout has slots for.
class Statistics {
 public:
  explicit Statistics(const RecordLayout& layout, int depth) : layout_(layout) {
    const int q0 = slot("gram", depth, "0,0"), q1 = slot("gram", depth, "1,1"),
              q01 = slot("gram", depth, "0,1"), t = slot("tangent_square", depth, "0"),
              cross = slot("tangent_cross", depth, "0"), h = slot("field_square", depth, "0"),
              g1 = slot("gradient_square", 1, ""),
              g2 = slot("gradient_square", (depth + 1) / 2, ""),
              v = slot("velocity_square", depth, ""), a = slot("acceleration_square", depth, ""),
              va = slot("velocity_acceleration", depth, ""),
              d = slot("batch_gram", depth, "diagonal"),
              o = slot("batch_gram", depth, "off_diagonal");
    add({q0}, [=](Record r) { return r[q0]; });
    add({q1}, [=](Record r) { return r[q1]; });
    add({q0, q1, q01}, [=](Record r) { return correlation(r[q01], r[q0], r[q1]); });
    add({t}, [=](Record r) { return logarithm(r[t]); });
    add({q0, t, cross}, [=](Record r) { return correlation(r[cross], r[q0], r[t]); });
    add({h}, [=](Record r) { return r[h]; });
    add({g1}, [=](Record r) { return logarithm(r[g1]); });
    add({g2}, [=](Record r) { return logarithm(r[g2]); });
    add({v}, [=](Record r) { return logarithm(r[v]); });
    add({a, v}, [=](Record r) { return logarithm(r[a] / (r[v] * r[v])); });
    add({a, v, va}, [=](Record r) { return correlation(r[va], r[a], r[v]); });
    add({d}, [=](Record r) { return r[d]; });
    add({o}, [=](Record r) { return r[o]; });
  }

  const std::vector<Statistic>& all() const { return all_; }

 private:
  int slot(const char* primitive, int layer, const char* component) const {
    return layout_.find(primitive, layer, component);
  }
  void add(std::initializer_list<int> slots, Statistic statistic) {
    if (std::min(slots) >= 0) all_.push_back(std::move(statistic));
  }

  const RecordLayout& layout_;
  std::vector<Statistic> all_;
};

}  // namespace

Sample sample_of(Experiment experiment, const EngineSample& from) {
  experiment.run.engine = from.engine;
  const RecordLayout layout = record_layout(experiment);
  std::vector<double> records(layout.size() * static_cast<std::size_t>(from.networks));
  simulate(experiment, from.width, from.first, {}, records);
  const Statistics statistics(layout, experiment.network.depth);
  Sample sample{static_cast<int>(statistics.all().size()), {}};
  for (int network = 0; network < from.networks; ++network)
    for (const Statistic& statistic : statistics.all())
      sample.values.push_back(statistic(&records[network * layout.size()]));
  return sample;
}

}  // namespace widefield::law
