#include "host/report/citation.hpp"

#include "host/report/format.hpp"

namespace widefield {

std::string short_citation(std::string_view key) {
  constexpr std::size_t longest = 80;
  return key.empty() ? "without a paper" : shortened(key, longest);
}

html::Node full_citation(std::string_view key) {
  return html::element("p", html::attribute("class", "reference"), short_citation(key));
}

}  // namespace widefield
