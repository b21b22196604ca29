#include "host/report/page/caption.hpp"

namespace widefield {

using html::attribute;
using html::element;
using html::Node;

Node figure(FigureCounter& counter, std::vector<Node> drawings, std::vector<Node> caption) {
  const std::string number = "Figure " + std::to_string(++counter.figures) + ". ";
  Node text = element("figcaption", element("b", number), std::move(caption));
  Node panels = element("div", attribute("class", "panels"), std::move(drawings));
  return element("figure", std::move(panels), std::move(text));
}

Node words(std::string_view text) {
  return {Node::Kind::text, std::string(text), {}, {}};
}

}  // namespace widefield
