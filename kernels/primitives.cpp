#include <cmath>

#include "widefield/record.hpp"

namespace widefield {
namespace {

std::string_view words(Components components) {
  switch (components) {
    case Components::nameless:
      return "one number";
    case Components::inputs:
      return "`\"a\"`";
    case Components::input_pairs:
      return "`\"a,b\"`, a <= b";
    case Components::different_inputs:
      return "`\"a,b\"`, a < b";
    case Components::batch_parts:
      return "`diagonal`, `off_diagonal`, `cross_batch`";
    case Components::living_state:
      return "one number, where a state lives on";
    case Components::exponents:
      return "`\"i\"`, i = 1 ... `measure.exponents`";
    case Components::spectrum:
      return "`mean`, `second_moment`, `edge`, `zero`, `below x`";
    case Components::lagged_inputs:
      return "`\"a+lag\"`, lags of `measure.lags`";
  }
  return "";
}

std::string_view words(Scope scope) {
  switch (scope) {
    case Scope::layer:
      return "every layer";
    case Scope::network:
      return "the network";
    case Scope::axis:
      return "every point of an axis";
  }
  return "";
}

std::string_view words(Route route) {
  switch (route) {
    case Route::values:
      return "values";
    case Route::tangents:
      return "tangents";
    case Route::back_propagation:
      return "back-propagation";
  }
  return "";
}

std::string_view whose(Components components) {
  switch (components) {
    case Components::inputs:
    case Components::input_pairs:
    case Components::different_inputs:
    case Components::lagged_inputs:
      return " of its inputs";
    case Components::batch_parts:
      return ", its diagonal";
    default:
      return "";
  }
}

std::string tail_words(const PrimitiveRow& row) {
  const Tail& tail = row.tail;
  if (tail.kind == Tail::Kind::none) return "none: " + std::string(tail.reason);
  if (tail.kind == Tail::Kind::itself)
    return tail.count > spectrum_sizes ? "itself" : "itself, where it is not a part of 1";
  std::string text =
      "`" + std::string(row_of(tail.other).name) + "`" + std::string(whose(row.components));
  if (tail.exponent != 1) text += ", to the power " + std::to_string(std::lround(tail.exponent));
  return text;
}

/// A bar would end the cell of a table.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '|' ? "\\|" : std::string(1, c);
  return out;
}

std::string line(const PrimitiveRow& row) {
  return "| `" + std::string(row.name) + "` | " + std::string(words(row.components)) + " | " +
         std::string(words(row.scope)) + " | " + std::string(words(row.route)) + " | " +
         tail_words(row) + " | " + escaped(row.meaning) + " |\n";
}

}  // namespace

std::string primitive_table() {
  std::string table =
      "| primitive | components | once for | found by | tail | meaning at layer l |\n"
      "|---|---|---|---|---|---|\n";
  for (const PrimitiveRow& row : primitives)
    table += line(row);
  return table;
}

}  // namespace widefield
