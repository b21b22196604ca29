#pragma once
#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The functions of a cell on tiles.
enum class TileFunction {
  signals,             // entry -> signal
  update,              // entry, fields, external -> result
  pull_update,         // entry, fields, external, register_adjoint -> that, and field_adjoint
  pull_signals,        // entry, signal_adjoint -> added to register_adjoint
  update_slopes,       // entry, fields, external, input -> result [register][seed]
  signal_slopes,       // entry, input -> result [name][register]
  measure,             // fields, input, differences -> result [FieldSum]
  update_differences,  // result: fields of one stage in difference coordinates -> signals, in place
  mix,                 // fields -> result: the first field over the copies of every neuron
  pull_mix,            // fields, field_adjoint -> field_adjoint
};
inline constexpr int tile_functions = 10;

/// Their arguments, rows of one tile; a function sees those that its line above names.
template <class Rows>
struct TileArguments {
  Rows entry = {};             // [register][copy], what the stage starts from
  Rows fields = {};            // [field][copy]
  Rows external = {};          // [input], where the cell reads it
  Rows signal = {};            // [name][copy]
  Rows result = {};            // [register][copy], or what the function says
  Rows register_adjoint = {};  // [register][input]
  Rows field_adjoint = {};     // [field][input]
  Rows signal_adjoint = {};    // [name][input]
  int input = 0;
  bool differences = false;
};

}  // namespace widefield::inline WIDEFIELD_ISA
