#pragma once
#include <string>
#include <vector>

#include "kernels/engine/tile/record_map.hpp"
#include "widefield/observable.hpp"

namespace widefield {

/// Collects the estimands of one observable.
class EstimandMaker {
 public:
  EstimandMaker(const ObservableRow& of, const RecordMap& map, const Measure& how,
                std::vector<Estimand>& estimands)
      : depth(map.depth),
        inputs(map.inputs),
        measure(how),
        of_(of),
        map_(map),
        estimands_(estimands) {}

  const int depth, inputs;
  const Measure& measure;

  int slot(Primitive primitive, int layer, int component = 0) const {
    return map_.slot(primitive, layer, component);
  }
  /// How many components a primitive has.
  int components(Primitive primitive) const { return map_.components(primitive); }
  /// Of gram or state_gram.
  int pair(Primitive primitive, int layer, int a, int b) const {
    return map_.slot(primitive, layer, map_.pair(a, b));
  }
  int difference(Primitive primitive, int layer, int a, int b) const {
    return map_.slot(primitive, layer, map_.difference(a, b));
  }

  /// f(layer) for every measured layer.
  template <class F>
  void for_layers(F f) const {
    for (int point = 0; point < map_.window.points(depth); ++point)
      f(map_.window.layer_of(point));
  }
  /// f(layer, a) for every measured layer and input.
  template <class F>
  void for_inputs(F f) const {
    for_layers([&](int layer) {
      for (int a = 0; a < inputs; ++a)
        f(layer, a);
    });
  }
  /// f(layer, a, b, "a,b") for every measured layer and two different inputs.
  template <class F>
  void for_pairs(F f) const {
    for_layers([&](int layer) {
      for (int a = 0; a < inputs; ++a)
        for (int b = a + 1; b < inputs; ++b)
          f(layer, a, b, std::to_string(a) + "," + std::to_string(b));
    });
  }

  /// An estimand at a layer; what it is otherwise is that of the observable, and may be changed.
  Estimand& add(int layer, std::string component, Form form, std::vector<int> slots) {
    Estimand estimand{std::string(of_.name), layer, std::move(component), form, std::move(slots)};
    estimand.axis = of_.axis;
    estimand.place = layer;
    estimand.relative_to = of_.relative_to;
    estimands_.push_back(std::move(estimand));
    return estimands_.back();
  }

 private:
  const ObservableRow& of_;
  const RecordMap& map_;
  std::vector<Estimand>& estimands_;
};

}  // namespace widefield
