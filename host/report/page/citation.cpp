#include "host/report/page/citation.hpp"

#include <algorithm>

#include "host/bibliography/bibliography.hpp"
#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

constexpr std::size_t longest_key = 80;

/// "Poole" of "B. Poole".
std::string surname(const std::string& author) {
  const auto space = author.rfind(' ');
  return space == std::string::npos ? author : author.substr(space + 1);
}

/// "Poole et al." of a list parted by commas; two authors are both named.
std::string short_authors(const std::string& authors) {
  const auto commas = std::count(authors.begin(), authors.end(), ',');
  const auto comma = authors.find(", ");
  std::string first = surname(authors.substr(0, comma));
  if (commas == 0) return first;
  return commas == 1 ? first + " and " + surname(authors) : first + " et al.";
}

}  // namespace

std::string short_citation(const std::string& key) {
  if (key.empty()) return "Without a paper";
  const Reference* reference = find_reference(key);
  if (reference == nullptr) return shortened(key, longest_key);
  return short_authors(reference->authors) + " " + std::to_string(reference->year);
}

std::string titled_citation(const std::string& key) {
  const Reference* reference = find_reference(key);
  return short_citation(key) + (reference ? ": " + reference->title : "");
}

html::Node full_citation(const std::string& key) {
  html::Node text = html::element("p", html::attribute("class", "reference"));
  const Reference* reference = find_reference(key);
  if (reference == nullptr) return text.add(short_citation(key));
  return text.add(reference->authors + ". ")
      .add(html::element("cite", reference->title))
      .add(". " + reference->where + ", " + std::to_string(reference->year) + ".");
}

}  // namespace widefield
