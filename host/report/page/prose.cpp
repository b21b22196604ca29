#include "host/report/page/prose.hpp"

#include <cctype>
#include <string>

#include "host/report/page/caption.hpp"
#include "host/report/plot/symbol.hpp"

namespace widefield {
namespace {

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || byte >= 0x80 || c == '_';
}

/// Length of the script that `text` begins with: "_w", "^2", "_{w,crit}", "*"; 0: none.
std::size_t script_length(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == '*') return 1;
  if ((text[0] != '_' && text[0] != '^') || text.size() < 2) return 0;
  if (text[1] == '*') return 2;
  const auto close = text.find('}');
  if (text[1] == '{') return close == std::string_view::npos ? 0 : close + 1;
  std::size_t length = 1;
  while (length < text.size() && std::isalnum(static_cast<unsigned char>(text[length])))
    ++length;
  return length > 1 ? length : 0;
}

/// Length of the formula that `text` begins with: a letter, Greek ones by name, with scripts. A
/// Latin letter alone and a longer word are text: "a" and weight_variance.
std::size_t formula_length(std::string_view text) {
  std::size_t word = 0;
  while (word < text.size() && is_letter(text[word]))
    ++word;
  const bool greek = is_greek(text.substr(0, word));
  if (word != 1 && !greek) return 0;
  std::size_t length = word;
  while (const std::size_t script = script_length(text.substr(length)))
    length += script;
  const bool ends = length == text.size() || !is_word(text[length]);
  return ends && (greek || length > word) ? length : 0;
}

/// c* is how people type c^*.
std::string with_carets(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' && !out.empty() && out.back() != '^' && out.back() != '_') out += '^';
    out += c;
  }
  return out;
}

}  // namespace

std::vector<html::Node> prose(std::string_view text) {
  std::vector<html::Node> nodes;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const bool starts = at == 0 || !is_word(text[at - 1]);
    const std::size_t length = starts ? formula_length(text.substr(at)) : 0;
    if (length == 0) {
      ++at;
      continue;
    }
    if (at > begin) nodes.push_back(words(text.substr(begin, at - begin)));
    nodes.push_back(mathml(parse_symbol(with_carets(text.substr(at, length)))));
    begin = at += length;
  }
  if (begin < text.size()) nodes.push_back(words(text.substr(begin)));
  return nodes;
}

}  // namespace widefield
