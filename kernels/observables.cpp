#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/catalog.hpp"
#include "kernels/measure.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr std::string_view primitive_names[primitive_count] = {
    "gram",           "field_square",  "field_fourth",   "mean_signal", "length_response",
    "tangent_square", "tangent_cross", "gradient_square"};

std::string known_observables() {
  std::string names;
  for_each(Observables{}, [&]<Observable O>() { names += " " + std::string(O::name); });
  return names;
}

/// f for every observable of the experiment, in the order of the catalog, so that the order in
/// which they are asked for changes nothing.
template <class F>
void for_each_measured(const Experiment& experiment, F f) {
  const auto& wanted = experiment.measure.observables;
  for (const std::string& name : wanted)
    if (position(Observables{}, name) < 0)
      throw InputError("", "measure.observables", "there is no observable '" + name + "'", "",
                       "known:" + known_observables());
  for_each(Observables{}, [&]<Observable O>() {
    if (std::find(wanted.begin(), wanted.end(), O::name) != wanted.end())
      f.template operator()<O>();
  });
}

int components(Primitive primitive, int inputs, bool pairs) {
  if (primitive == Primitive::gradient_square) return 1;
  return primitive == Primitive::gram && pairs ? inputs * (inputs + 1) / 2 : inputs;
}

}  // namespace

Measured measured(const Experiment& experiment) {
  Measured all;
  for_each_measured(experiment, [&]<Observable O>() {
    all.primitives |= O::primitives;
    all.pairs |= O::pairs;
    all.tangents = std::max(all.tangents, O::tangents);
  });
  return all;
}

Copies copies_of(const Experiment& experiment) {
  return {int(input_gram(experiment.inputs).size()), measured(experiment).tangents};
}

RecordMap record_map(const Experiment& experiment) {
  const Measured what = measured(experiment);
  RecordMap map;
  map.inputs = copies_of(experiment).inputs;
  map.pairs = what.pairs;
  for (int p = 0; p < primitive_count; ++p) {
    map.offset[p] = what.has(Primitive(p)) ? map.stride : -1;
    if (what.has(Primitive(p))) map.stride += components(Primitive(p), map.inputs, map.pairs);
  }
  return map;
}

static void add_slots(const RecordMap& map, Primitive primitive, int layer, RecordLayout& layout) {
  const std::string name(primitive_names[int(primitive)]);
  if (primitive == Primitive::gradient_square) {
    layout.push_back({name, layer, ""});
    return;
  }
  for (int a = 0; a < map.inputs; ++a) {
    const std::string own = std::to_string(a);
    if (primitive != Primitive::gram) layout.push_back({name, layer, own});
    const int last = primitive != Primitive::gram ? -1 : map.pairs ? map.inputs - 1 : a;
    for (int b = a; b <= last; ++b)
      layout.push_back({name, layer, own + "," + std::to_string(b)});
  }
}

RecordLayout record_layout(const Experiment& experiment) {
  const RecordMap map = record_map(experiment);
  RecordLayout layout;
  for (int layer = 1; layer <= experiment.network.depth; ++layer)
    for (int p = 0; p < primitive_count; ++p)
      if (map.has(Primitive(p))) add_slots(map, Primitive(p), layer, layout);
  assert(layout.size() == std::size_t(map.stride) * experiment.network.depth);
  return layout;
}

std::vector<Row> rows(const Experiment& experiment) {
  const RecordMap map = record_map(experiment);
  std::vector<Row> all;
  for_each_measured(experiment, [&]<Observable O>() {
    RowMaker maker(O::name, map, experiment.network.depth, all);
    O::rows(maker);
  });
  return all;
}

static std::vector<ObservableInfo> describe() {
  std::vector<ObservableInfo> all;
  for_each(Observables{}, [&]<Observable O>() {
    all.push_back({std::string(O::name), std::string(O::symbol), std::string(O::unit),
                   std::string(O::meaning), std::string(O::citation)});
  });
  return all;
}

const std::vector<ObservableInfo>& observables() {
  static const std::vector<ObservableInfo> all = describe();
  return all;
}

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
    case Form::excess_kurtosis: {
      const double square = m[1] * m[1];
      return {m[0] / square - 3, {1 / square, -2 * m[0] / (square * m[1])}};
    }
  }
  assert(false);
  return {};
}

}  // namespace widefield
