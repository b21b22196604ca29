#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "host/report/page/html.hpp"

namespace widefield {

/// A letter or an operator with its scripts.
struct Atom {
  std::string base, sub, sup;
};

/// A formula of one line: `q^l`, `chi_1`, `|g^l|^2/|g^L|^2`, `sigma_{w,crit}^2`. Names of Greek
/// letters, with or without a backslash, become the letter, `star` an asterisk; a script is one
/// word or stands in braces.
struct Symbol {
  std::vector<Atom> atoms;
};

Symbol parse_symbol(std::string_view text);

/// Whether `word` is the name of a Greek letter: sigma.
bool is_greek(std::string_view word);

/// For running text; a symbol too long for a line becomes plain text.
html::Node mathml(const Symbol& symbol);
/// For figures: tspans with shifted scripts; `size` is the height of the letters in pixels.
std::vector<html::Node> tspans(const Symbol& symbol, double size);
/// For titles and labels read aloud: scripts as ^ and _.
std::string plain(const Symbol& symbol);

/// What a name of the interface (chi_1, xi_c, weight_variance) is called in formulas and in words.
struct NamedSymbol {
  std::string_view name, symbol, words;
};
/// Names that the interface does not have get the name itself as symbol and as words.
NamedSymbol named_symbol(std::string_view name);

/// The last part of a key: weight_variance of network.weight_variance.
std::string_view last_part(std::string_view key);

}  // namespace widefield
