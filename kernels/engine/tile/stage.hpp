#pragma once
#include "kernels/engine/tile/problem.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "kernels/random/address.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// One stage of one layer of one network. Its fields are sums over *units*: a unit is a term under
/// one tap of the coupling, one matrix times one signal. Without a coupling units are terms.
/// Signals that several units multiply are made once.
struct StageAt {
  std::uint32_t network = 0;
  int layer = 1, stage = 0;
  std::int64_t below = 0;   // neurons of the signals
  std::int64_t walked = 0;  // neurons that hold something: fields, or registers that live on
  bool renewed = false;     // the neurons are not those below: their registers start from zero

  int fields = 0, terms = 0, names = 0;  // names: distinct signals of the cell
  Coupling coupling;
  Field field[most_stage_fields];
  Term term[most_stage_terms];
  int name_of[most_stage_terms];  // of a term: the position of its signal among the names
  int name[most_stage_terms];     // the cell's number of a signal, or external_input

  WIDEFIELD_HD int taps() const { return coupling.taps > 0 ? coupling.taps : 1; }
  WIDEFIELD_HD int units() const { return terms * taps(); }
  /// Distinct signals that units multiply, [name][tap].
  WIDEFIELD_HD int signals() const { return names * taps(); }

  WIDEFIELD_HD const Term& term_of(int unit) const { return term[unit / taps()]; }
  WIDEFIELD_HD int field_of(int unit) const { return term_of(unit).field; }
  WIDEFIELD_HD int signal_of(int unit) const {
    return name_of[unit / taps()] * taps() + unit % taps();
  }
  /// Is there such a matrix? Where its rows are fields, nothing is drawn otherwise.
  WIDEFIELD_HD bool has_matrix(int unit) const { return term_of(unit).weight_variance > 0; }
  /// Do adjoints come back through it? The external input has none.
  WIDEFIELD_HD bool pulls(int unit) const {
    return has_matrix(unit) && term_of(unit).signal != external_input;
  }
  WIDEFIELD_HD double weight_variance(int unit) const {
    return term_of(unit).weight_variance * tap_variance(unit);
  }
  WIDEFIELD_HD double weight_mean(int unit) const {
    return term_of(unit).weight_mean * tap_variance(unit);
  }
  WIDEFIELD_HD bool has_means() const {
    for (int t = 0; t < terms; ++t)
      if (term[t].weight_mean != 0) return true;
    return false;
  }

  /// Neurons of a field, and of the field of a unit.
  WIDEFIELD_HD std::int64_t neurons(int f) const { return field[f].neurons; }
  WIDEFIELD_HD std::int64_t outputs(int unit) const { return field[field_of(unit)].neurons; }

  WIDEFIELD_HD bool has_biases() const {
    for (int f = 0; f < fields; ++f)
      if (field[f].bias_variance != 0 || field[f].bias_mean != 0) return true;
    return false;
  }
  /// Is every field one unit, so that its rows are those of the unit?
  WIDEFIELD_HD bool fields_are_units() const { return units() == fields && !has_means(); }

  /// The random numbers of a matrix, and of the biases of a field.
  WIDEFIELD_HD Stream weights(std::uint64_t key, int unit) const {
    return {key, Purpose::weight, network, address_layer(term_of(unit)),
            std::uint32_t(matrix_number(unit))};
  }
  /// A matrix among those of its layer.
  WIDEFIELD_HD int matrix_number(int unit) const {
    return term_of(unit).matrix * taps() + unit % taps();
  }
  WIDEFIELD_HD Stream biases(std::uint64_t key, int f) const {
    const Term& of = first_term(f);
    return {key, Purpose::bias, network, address_layer(of), std::uint32_t(of.matrix)};
  }
  WIDEFIELD_HD const Term& first_term(int f) const {
    int t = 0;
    while (term[t].field != f)
      ++t;
    return term[t];
  }

 private:
  WIDEFIELD_HD std::uint32_t address_layer(const Term& of) const {
    return std::uint32_t(of.tied ? 0 : layer);
  }
  WIDEFIELD_HD double tap_variance(int unit) const {
    return coupling.taps > 0 ? coupling.tap[unit % coupling.taps].variance : 1;
  }
};

/// Numbers the distinct signals of a stage.
WIDEFIELD_HD inline void name_signals(StageAt& at) {
  for (int t = 0; t < at.terms; ++t) {
    int position = -1;
    for (int other = 0; other < t; ++other)
      if (at.term[other].signal == at.term[t].signal) position = at.name_of[other];
    if (position < 0) {
      position = at.names++;
      at.name[position] = at.term[t].signal;
    }
    at.name_of[t] = position;
  }
}

template <class Code>
WIDEFIELD_HD StageAt stage_at(const Problem<Code>& problem, std::uint32_t network, int layer,
                              int stage) {
  const LayerShape shape = problem.layer(layer);
  const CellNumbers of = problem.cell.numbers();
  StageAt at;
  at.network = network;
  at.layer = layer;
  at.stage = stage;
  at.renewed = stage == 0 && shape.below != shape.here;
  at.coupling = problem.coupling;
  at.fields = of.fields[stage];
  at.terms = of.terms[stage];
  at.below = stage == 0 ? shape.below : shape.here;
  for (int t = 0; t < at.terms; ++t) {
    at.term[t] = problem.cell.term(shape, stage, t);
    if (at.term[t].fan_in != 0) at.below = at.term[t].fan_in;
  }
  at.walked = of.carried || stage + 1 < of.stages ? shape.here : 0;
  for (int f = 0; f < at.fields; ++f) {
    at.field[f] = problem.cell.field(shape, stage, f);
    if (at.field[f].neurons == 0) at.field[f].neurons = shape.here;
    at.walked = at.neurons(f) > at.walked ? at.neurons(f) : at.walked;
  }
  name_signals(at);
  return at;
}

/// The most that a stage of the cell has of units, and of distinct signals.
template <class Code>
WIDEFIELD_HD int most_units(const Problem<Code>& problem) {
  return problem.cell.numbers().most_terms() *
         (problem.coupling.taps > 0 ? problem.coupling.taps : 1);
}
template <class Code>
WIDEFIELD_HD int most_signals(const Problem<Code>& problem) {
  int most = 0;
  for (int stage = 0; stage < problem.cell.numbers().stages; ++stage) {
    const int signals = stage_at(problem, 0, 1, stage).signals();
    most = signals > most ? signals : most;
  }
  return most;
}
/// The rows that the slopes of a stage take at most.
template <class Code>
WIDEFIELD_HD int slope_rows(const Problem<Code>& problem) {
  const CellNumbers of = problem.cell.numbers();
  int most = 0;
  for (int stage = 0; stage < of.stages; ++stage) {
    const int signals = stage_at(problem, 0, 1, stage).names;
    const int columns = of.seeds(stage) > signals ? of.seeds(stage) : signals;
    most = columns > most ? columns : most;
  }
  return most * of.registers;
}
/// Have weights a mean anywhere?
template <class Code>
WIDEFIELD_HD bool has_means(const Problem<Code>& problem) {
  for (int stage = 0; stage < problem.cell.numbers().stages; ++stage)
    if (stage_at(problem, 0, 1, stage).has_means()) return true;
  return false;
}

}  // namespace widefield::inline WIDEFIELD_ISA
