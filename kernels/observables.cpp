#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "kernels/catalog.hpp"
#include "kernels/measure.hpp"
#include "widefield/error.hpp"
#include "widefield/jacobian.hpp"

namespace widefield {
namespace {

using Names = std::vector<std::string>;

Names every_input(const Experiment& experiment) {
  const int inputs = copies_of(experiment).inputs;
  Names names;
  for (int a = 0; a < inputs; ++a)
    names.push_back(std::to_string(a));
  return names;
}

/// Pairs of inputs in the order of RecordMap::pair.
Names input_pairs(const Experiment& experiment) {
  const int inputs = copies_of(experiment).inputs;
  const bool pairs = measured(experiment).pairs;
  Names names;
  for (int a = 0; a < inputs; ++a)
    for (int b = a; b <= (pairs ? inputs - 1 : a); ++b)
      names.push_back(std::to_string(a) + "," + std::to_string(b));
  return names;
}

Names exponents(const Experiment& experiment) {
  Names names;
  for (int i = 1; i <= experiment.measure.exponents; ++i)
    names.push_back(std::to_string(i));
  return names;
}

Names spectrum(const Experiment& experiment) {
  return spectrum_components(experiment.measure);
}

Names nameless(const Experiment&) {
  return {""};
}

/// What a primitive is called, what its components are called, and whether the whole network has
/// it once rather than every layer.
struct PrimitiveInfo {
  std::string_view name;
  Names (*components)(const Experiment&);
  bool whole_network = false;
};

/// In the order of Primitive.
constexpr PrimitiveInfo primitives[] = {
    {"gram", input_pairs},
    {"field_square", every_input},
    {"field_fourth", every_input},
    {"mean_signal", every_input},
    {"length_response", every_input},
    {"tangent_square", every_input},
    {"tangent_cross", every_input},
    {"gradient_square", nameless},
    {"velocity_square", nameless},
    {"velocity_acceleration", nameless},
    {"acceleration_square", nameless},
    {"lyapunov_exponent", exponents, true},
    {"jacobian_spectrum", spectrum, true},
};
static_assert(std::size(primitives) == primitive_count);

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

}  // namespace

Measured measured(const Experiment& experiment) {
  Measured all;
  for_each_measured(experiment, [&]<Observable O>() {
    all.primitives |= O::primitives;
    all.pairs |= O::pairs;
    all.tangents = std::max(all.tangents, tangents_of<O>(experiment.measure));
  });
  return all;
}

Copies copies_of(const Experiment& experiment) {
  const Measured what = measured(experiment);
  return {int(input_gram(experiment.inputs).size()), what.tangents, what.moves()};
}

RecordMap record_map(const Experiment& experiment) {
  const Measured what = measured(experiment);
  RecordMap map;
  map.inputs = copies_of(experiment).inputs;
  map.depth = experiment.network.depth;
  map.pairs = what.pairs;
  for (int p = 0; p < primitive_count; ++p) {
    map.leave_out(Primitive(p));
    if (!what.has(Primitive(p))) continue;
    const int components = int(primitives[p].components(experiment).size());
    map.add(Primitive(p), components, primitives[p].whole_network);
  }
  return map;
}

RecordLayout record_layout(const Experiment& experiment) {
  const Measured what = measured(experiment);
  RecordLayout of_layer, of_network, layout;
  for (int p = 0; p < primitive_count; ++p)
    if (what.has(Primitive(p)))
      for (std::string& component : primitives[p].components(experiment))
        (primitives[p].whole_network ? of_network : of_layer)
            .push_back({std::string(primitives[p].name), 0, std::move(component)});
  const auto append = [&](const RecordLayout& slots, int layer) {
    for (const Slot& slot : slots)
      layout.push_back({slot.primitive, layer, slot.component});
  };
  for (int layer = 1; layer <= experiment.network.depth; ++layer)
    append(of_layer, layer);
  append(of_network, experiment.network.depth);
  assert(layout.size() == record_map(experiment).slots());
  return layout;
}

std::vector<Row> rows(const Experiment& experiment) {
  const RecordMap map = record_map(experiment);
  std::vector<Row> all;
  for_each_measured(experiment, [&]<Observable O>() {
    RowMaker maker(O::name, map, experiment.network.depth, all, experiment.measure);
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
  }
  assert(false);
  return {};
}

}  // namespace widefield
