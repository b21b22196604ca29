#pragma once
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "kernels/engine/tile/record_map.hpp"
#include "widefield/experiment.hpp"
#include "widefield/observable.hpp"

// An observable is a struct of constants and one function:
//
//   static constexpr std::string_view name, symbol, unit, meaning, citation;
//   static constexpr PrimitiveSet primitives = ...;  // what a network's record must hold
//   static constexpr bool pairs = false;             // gram of all pairs of inputs?
//   static constexpr int tangents = 0;               // per input; or tangents(const Measure&)
//   static constexpr NeedSet needs = ...;            // where it has a meaning; may be left out
//   static void rows(RowMaker&);                     // the rows of results they make
namespace widefield::inline WIDEFIELD_ISA {

/// A set of primitives, as bits.
using PrimitiveSet = unsigned;
constexpr PrimitiveSet set_of(std::initializer_list<Primitive> primitives) {
  PrimitiveSet set = 0;
  for (const Primitive p : primitives)
    set |= 1u << int(p);
  return set;
}

/// What an observable needs of an architecture or of the inputs to have a meaning, as bits.
enum Need : unsigned {
  two_inputs = 1,
  plain_layers = 2,   // x' = phi(h): nothing else lives on, no batch
  living_state = 4,   // a state that lives on from layer to layer
  branch_matrix = 8,  // a second matrix in the block
  a_batch = 16,
  no_batch = 32,
  two_batches = 64,
};
using NeedSet = unsigned;

/// Collects the rows of one observable.
class RowMaker {
 public:
  RowMaker(std::string_view name, const RecordMap& map, int layers, std::vector<Row>& rows,
           const Measure& how = {})
      : depth(layers), inputs(map.inputs), measure(how), map_(map), name_(name), rows_(rows) {}

  const int depth, inputs;
  const Measure measure;

  int slot(Primitive primitive, int layer, int input = 0) const {
    return map_.slot(primitive, layer, input);
  }
  /// How many components a primitive has.
  int components(Primitive primitive) const { return map_.components(primitive); }
  int gram(int layer, int a, int b) const {
    return map_.slot(Primitive::gram, layer, map_.pair(a, b));
  }
  int state_gram(int layer, int a, int b) const {
    return map_.slot(Primitive::state_gram, layer, map_.pair(a, b));
  }
  int state_difference(int layer, int a, int b) const {
    return map_.slot(Primitive::state_difference, layer, map_.difference(a, b));
  }
  /// |v|^2, |a|^2 and v.a of the moving point, for the forms that take all three.
  std::vector<int> motion(int layer) const {
    return {map_.slot(Primitive::velocity_square, layer),
            map_.slot(Primitive::acceleration_square, layer),
            map_.slot(Primitive::velocity_acceleration, layer)};
  }
  /// f(layer, a, b, "a,b") for every layer and every two inputs.
  template <class F>
  void for_pairs(F f) const {
    for (int layer = 1; layer <= depth; ++layer)
      for (int a = 0; a < inputs; ++a)
        for (int b = a + 1; b < inputs; ++b)
          f(layer, a, b, std::to_string(a) + "," + std::to_string(b));
  }
  /// The gradient that has come furthest: with respect to the inputs, or to h^1 where it stops.
  int lowest_gradient() const {
    const bool to_inputs = components(Primitive::input_gradient) > 0;
    return map_.slot(to_inputs ? Primitive::input_gradient : Primitive::gradient_square, 1);
  }
  void add(int layer, std::string component, Form form, std::vector<int> slots) {
    rows_.push_back({std::string(name_), layer, std::move(component), form, std::move(slots)});
  }

 private:
  const RecordMap& map_;
  std::string_view name_;
  std::vector<Row>& rows_;
};

/// Tangents per input: a constant of the observable, or a function of what is asked for.
template <class O>
int tangents_of(const Measure& measure) {
  if constexpr (requires { O::tangents(measure); })
    return O::tangents(measure);
  else
    return O::tangents;
}

template <class O>
concept Observable = requires(RowMaker& maker, const Measure& measure) {
  { O::name } -> std::convertible_to<std::string_view>;
  { O::primitives } -> std::convertible_to<PrimitiveSet>;
  { O::pairs } -> std::convertible_to<bool>;
  { tangents_of<O>(measure) } -> std::convertible_to<int>;
  O::rows(maker);
};

}  // namespace widefield::inline WIDEFIELD_ISA
