#include "host/report/page/html.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>

#include "host/report/plot/format.hpp"

namespace widefield::html {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// How many bytes the sequence has that starts with `lead`, and the smallest code it may encode.
std::pair<std::size_t, std::uint32_t> sequence(unsigned char lead) {
  if (lead < 0x80) return {1, 0};
  if (lead >= 0xC2 && lead < 0xE0) return {2, 0x80};
  if (lead >= 0xE0 && lead < 0xF0) return {3, 0x800};
  if (lead >= 0xF0 && lead < 0xF5) return {4, 0x10000};
  return {0, 0};
}

/// The first character of `text`, decoded strictly [RFC 3629].
Character decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const auto [bytes, smallest] = sequence(lead);
  if (bytes == 0 || bytes > text.size()) return {};
  std::uint32_t code = bytes == 1 ? lead : lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    code = code << 6 | (byte & 0x3Fu);
  }
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (code < smallest || code > 0x10FFFF || surrogate) return {};
  return {code, bytes, true};
}

bool is_control(std::uint32_t code) {
  const bool white = code == '\t' || code == '\n';
  return (code < 0x20 && !white) || (code >= 0x7F && code < 0xA0);
}

bool is_noncharacter(std::uint32_t code) {
  return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

bool reorders(std::uint32_t code) {
  return code == 0x200E || code == 0x200F || code == 0x061C || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

std::string_view reference(std::uint32_t code) {
  switch (code) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Elements of HTML that have no end tag.
bool is_void(std::string_view name) {
  return is_one_of(name, {"meta", "br", "hr", "col"});
}

/// Elements of SVG that are closed at once when they are empty.
bool closes_itself(std::string_view name) {
  return is_one_of(name, {"path", "line", "rect", "circle", "use"});
}

void render_element(const Node& node, std::string& out) {
  out.append("<").append(node.content);
  for (const Attribute& part : node.attributes) {
    out.append(" ").append(part.name.text).append("=\"");
    out.append(escape(part.value)).append("\"");
  }
  if (node.children.empty() && closes_itself(node.content)) {
    out.append("/>");
    return;
  }
  out.append(">");
  if (is_void(node.content)) return;
  for (const Node& child : node.children)
    render(child, out);
  out.append("</").append(node.content).append(">");
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const Character character = decode(text);
    const bool forbidden = !character.valid || is_control(character.code) ||
                           is_noncharacter(character.code) || reorders(character.code);
    const std::string_view safe = forbidden ? replacement : reference(character.code);
    out.append(safe.empty() ? text.substr(0, character.bytes) : safe);
    text.remove_prefix(character.bytes);
  }
  return out;
}

Attribute attribute(Verbatim name, std::string_view value) {
  return {name, std::string(value)};
}

Attribute attribute(Verbatim name, double value) {
  return {name, coordinate(value)};
}

Node& Node::add(std::string_view text) {
  children.push_back({Kind::text, std::string(text), {}, {}});
  return *this;
}

Node verbatim(Verbatim text) {
  return {Node::Kind::verbatim, std::string(text.text), {}, {}};
}

void render(const Node& node, std::string& out) {
  switch (node.kind) {
    case Node::Kind::text:
      out.append(escape(node.content));
      break;
    case Node::Kind::verbatim:
      out.append(node.content);
      break;
    case Node::Kind::element:
      render_element(node, out);
      break;
  }
}

}  // namespace widefield::html
