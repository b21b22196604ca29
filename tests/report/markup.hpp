#pragma once
#include <string>
#include <vector>

namespace widefield::sample {

/// What a strict reader finds in a document of ours.
struct Markup {
  std::vector<std::string> names;       // of elements, in document order
  std::vector<std::string> attributes;  // names of attributes, each once per use
  std::string text;                     // between the tags, references resolved, scripts left out
  std::string problem;                  // the first thing that is not well formed, or empty
};

/// Reads HTML as this program writes it: every start tag has its end, attributes are quoted, no
/// comment, no stray `<` or `&`.
Markup read_markup(const std::string& html);

}  // namespace widefield::sample
