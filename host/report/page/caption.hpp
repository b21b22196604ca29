#pragma once
#include <string_view>
#include <vector>

#include "host/report/page/html.hpp"

namespace widefield {

/// Numbers the figures of a document and makes the ids that belong to them.
struct FigureCounter {
  int figures = 0;

  /// "f3" for the drawing that comes next in the document.
  std::string next_id() { return "f" + std::to_string(figures + 1); }
};

/// Drawings side by side under one number, with the sentences that say what is seen.
html::Node figure(FigureCounter& counter, std::vector<html::Node> drawings,
                  std::vector<html::Node> caption);

/// A piece of a caption.
html::Node words(std::string_view text);

}  // namespace widefield
