#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace widefield::html {

/// Text that stands in this program: the only text that is written without escaping.
struct Verbatim {
  std::string_view text;

  template <std::size_t n>
  consteval Verbatim(const char (&literal)[n]) : text(literal, n - 1) {}
};

/// `text` as it may stand between tags and in quoted attributes: & < > " ' become references, bytes
/// that are not UTF-8, control characters, non-characters and the controls that reorder the text
/// around them (U+200E, U+200F, U+061C, U+202A-202E, U+2066-2069) become U+FFFD.
std::string escape(std::string_view text);

struct Attribute {
  Verbatim name;
  std::string value;
};

Attribute attribute(Verbatim name, std::string_view value);
/// A length or a coordinate, in pixels, rounded to 1/100. The number must be finite.
Attribute attribute(Verbatim name, double value);

/// An element with its attributes and children, or text.
struct Node {
  enum class Kind { element, text, verbatim };

  Kind kind = Kind::element;
  std::string content;  // the name of an element, or the text itself
  std::vector<Attribute> attributes;
  std::vector<Node> children;

  Node& add(Node child) {
    children.push_back(std::move(child));
    return *this;
  }
  Node& add(std::string_view text);
  Node& add(Attribute attribute_) {
    attributes.push_back(std::move(attribute_));
    return *this;
  }
  Node& add(std::vector<Node> nodes) {
    for (Node& node : nodes)
      add(std::move(node));
    return *this;
  }
};

/// An element with attributes, nodes, lists of nodes and texts, in any order.
template <class... Parts>
Node element(Verbatim name, Parts&&... parts) {
  Node node{Node::Kind::element, std::string(name.text), {}, {}};
  (node.add(std::forward<Parts>(parts)), ...);
  return node;
}

/// Style sheets and scripts, which HTML reads without references.
Node verbatim(Verbatim text);

/// The bytes of a tree, appended to `out`.
void render(const Node& node, std::string& out);

}  // namespace widefield::html
