#include "host/report/plot/symbol.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "widefield/observable.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;

using Spelling = std::pair<std::string_view, std::string_view>;

constexpr std::array<Spelling, 23> letters = {
    {{"alpha", "α"}, {"beta", "β"},  {"gamma", "γ"}, {"delta", "δ"}, {"epsilon", "ε"},
     {"zeta", "ζ"},  {"eta", "η"},   {"theta", "θ"}, {"kappa", "κ"}, {"lambda", "λ"},
     {"mu", "μ"},    {"nu", "ν"},    {"xi", "ξ"},    {"pi", "π"},    {"rho", "ρ"},
     {"sigma", "σ"}, {"tau", "τ"},   {"phi", "φ"},   {"chi", "χ"},   {"psi", "ψ"},
     {"omega", "ω"}, {"nabla", "∇"}, {"star", "∗"}}};

constexpr std::array<NamedSymbol, 45> names = {{
    {"weight_variance", "sigma_w^2", "weight variance"},
    {"bias_variance", "sigma_b^2", "bias variance"},
    {"dropout_keep", "rho", "probability to keep a neuron"},
    {"activation", "phi", "activation"},
    {"activation_slope", "a", "slope of the leaky side"},
    {"activation_power", "alpha", "power of the activation"},
    {"activation_input_scale", "alpha_h", "input scale of the activation"},
    {"activation_input_shift", "beta_h", "input shift of the activation"},
    {"activation_output_scale", "gamma_phi", "output scale of the activation"},
    {"activation_output_shift", "delta_phi", "output shift of the activation"},
    {"depth", "L", "depth"},
    {"width", "N", "width"},
    {"squared_norm", "q^0", "squared norm of the inputs"},
    {"correlation", "c^0", "correlation of the inputs"},
    {"q_star", "q^*", "fixed point of the length map"},
    {"c_star", "c^*", "fixed point of the correlation map"},
    {"xi_q", "xi_q", "depth scale of the length"},
    {"xi_c", "xi_c", "depth scale of the correlation"},
    {"xi_gradient", "xi_nabla", "depth scale of gradients"},
    {"critical_weight_variance", "sigma_{w,crit}^2", "critical weight variance"},
    {"curvature_star", "kappa_*^2", "fixed point of the curvature"},
    {"lyapunov_max", "lambda_1", "largest Lyapunov exponent"},
    {"positive_fraction", "x_+", "fraction of growing directions"},
    {"entropy_per_neuron", "h/N", "Kolmogorov-Sinai entropy per neuron"},
    {"kaplan_yorke_per_neuron", "D/N", "Kaplan-Yorke dimension per neuron"},
    {"mean_exponent", "lambda_{mean}", "mean Lyapunov exponent"},
    {"jacobian_mean", "m_1", "mean squared singular value"},
    {"jacobian_variance", "sigma_lambda^2", "variance of the squared singular values"},
    {"jacobian_edge", "lambda_max", "edge of the spectrum"},
    {"jacobian_atom", "F(0)", "part of the singular values that is zero"},
    {"jacobian_universal_variance", "sigma_0^2", "variance of the limit of infinite depth"},
    {"jacobian_universal_edge", "lambda_max", "largest value in the limit of infinite depth"},
    {"jacobian_ks", "D", "largest distance of the mass from theory"},
    {"jacobian_wasserstein", "W_1", "Wasserstein distance from theory"},
    {"branch_variance", "sigma_v^2", "branch variance"},
    {"branch_bias_variance", "sigma_a^2", "branch bias variance"},
    {"hidden_width", "M", "hidden width"},
    {"weight_variance_exponent", "beta_w", "decay of the weight variance"},
    {"bias_variance_exponent", "beta_b", "decay of the bias variance"},
    {"branch_variance_exponent", "beta_v", "decay of the branch variance"},
    {"branch_bias_variance_exponent", "beta_a", "decay of the branch bias variance"},
    {"batch", "B", "batch"},
    {"batches", "n_B", "batches"},
    {"epsilon", "epsilon", "added to the variance of a batch"},
    {"width_schedule", "N^l/N", "fractions of the width"},
}};

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || byte >= 0x80;
}

/// The Greek letter of a name, or the word itself.
std::string spelled(std::string_view word) {
  for (const auto& [name, letter] : letters)
    if (word == name) return std::string(letter);
  return std::string(word);
}

/// Every word of a script spelled, the characters between them kept.
std::string spelled_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size() && is_word(text[length]))
      ++length;
    if (length == 0) {
      if (text[0] != '\\') out += text[0] == '*' ? "∗" : std::string(1, text[0]);
      text.remove_prefix(1);
      continue;
    }
    out += spelled(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

/// Takes a script off the front of `text`: a group in braces, a word, or one character.
std::string take_script(std::string_view& text) {
  std::string_view script;
  const auto close = text.find('}');
  if (!text.empty() && text[0] == '{' && close != std::string_view::npos) {
    script = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    return spelled_words(script);
  }
  std::size_t length = 0;
  while (length < text.size() && is_word(text[length]))
    ++length;
  if (length == 0 && !text.empty()) length = 1;
  script = text.substr(0, length);
  text.remove_prefix(length);
  return spelled_words(script);
}

std::string take_base(std::string_view& text) {
  if (text[0] == '\\') text.remove_prefix(1);
  std::size_t length = 0;
  while (length < text.size() && is_word(text[length]))
    ++length;
  if (length == 0) length = text.empty() ? 0 : 1;
  std::string base = spelled_words(text.substr(0, length));
  text.remove_prefix(length);
  return base;
}

/// Variables are set in italics, digits and operators upright.
bool is_variable(std::string_view text) {
  for (const char c : text)
    if (!is_word(c) || std::isdigit(static_cast<unsigned char>(c))) return false;
  return !text.empty() && text != "∗" && text != "∥" && text != "∇";
}

Node identifier(std::string_view text) {
  const bool digits = !text.empty() && std::isdigit(static_cast<unsigned char>(text[0]));
  const bool sign = (text.size() == 1 && !is_word(text[0])) || text == "∗";
  if (digits) return element("mn", text);
  return sign ? element("mo", text) : element("mi", text);
}

Node atom_mathml(const Atom& atom) {
  if (atom.sub.empty() && atom.sup.empty()) return identifier(atom.base);
  if (atom.sup.empty()) return element("msub", identifier(atom.base), identifier(atom.sub));
  if (atom.sub.empty()) return element("msup", identifier(atom.base), identifier(atom.sup));
  return element("msubsup", identifier(atom.base), identifier(atom.sub), identifier(atom.sup));
}

/// Scripts are smaller and shifted by these parts of the letters' height.
constexpr double script_size = 0.7, raise = 0.42, lower = 0.22, space = 0.05;

/// Texts of a line, each shifted against the baseline; SVG shifts against the text before.
struct Line {
  std::vector<Node> spans;
  double size = 0, shift = 0;

  void add(const std::string& text, double target, bool script) {
    Node span = element("tspan", text);
    if (is_variable(text)) span.add(attribute("font-style", "italic"));
    if (script) span.add(attribute("font-size", script_size * size));
    if (script) span.add(attribute("dx", space * size));
    if (target != shift) span.add(attribute("dy", (target - shift) * size));
    shift = target;
    spans.push_back(std::move(span));
  }
};

}  // namespace

bool is_greek(std::string_view word) {
  return std::any_of(letters.begin(), letters.end(),
                     [&](const Spelling& spelling) { return spelling.first == word; });
}

Symbol parse_symbol(std::string_view text) {
  Symbol symbol;
  while (!text.empty()) {
    const char first = text[0];
    const bool script = (first == '^' || first == '_') && !symbol.atoms.empty();
    if (!script) {
      symbol.atoms.push_back({take_base(text), "", ""});
      continue;
    }
    text.remove_prefix(1);
    Atom& atom = symbol.atoms.back();
    (first == '^' ? atom.sup : atom.sub) += take_script(text);
  }
  return symbol;
}

Node mathml(const Symbol& symbol) {
  constexpr std::size_t longest = 32;  // bytes; MathML does not break lines, text does
  if (plain(symbol).size() > longest) return element("i", plain(symbol));
  Node row = element("mrow");
  for (const Atom& atom : symbol.atoms)
    row.add(atom_mathml(atom));
  return element("math", std::move(row));
}

std::vector<Node> tspans(const Symbol& symbol, double size) {
  Line line{{}, size, 0};
  for (const Atom& atom : symbol.atoms) {
    line.add(atom.base, 0, false);
    if (!atom.sub.empty()) line.add(atom.sub, lower, true);
    if (!atom.sup.empty()) line.add(atom.sup, -raise, true);
  }
  if (line.shift != 0) line.add("\u200B", 0, false);  // back to the baseline for what follows
  return std::move(line.spans);
}

std::string plain(const Symbol& symbol) {
  std::string out;
  for (const Atom& atom : symbol.atoms) {
    out += atom.base;
    if (!atom.sub.empty()) out += "_" + atom.sub;
    if (!atom.sup.empty()) out += "^" + atom.sup;
  }
  return out;
}

NamedSymbol named_symbol(std::string_view name) {
  for (const NamedSymbol& known : names)
    if (known.name == name) return known;
  if (const ObservableRow* of = find_observable(name)) return {of->name, of->symbol, of->words};
  return {name, {}, name};
}

std::string_view last_part(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

}  // namespace widefield
