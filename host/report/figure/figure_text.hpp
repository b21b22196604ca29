#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "host/report/plot/plot.hpp"
#include "widefield/observable.hpp"

// What the captions of figures say.
namespace widefield {

inline constexpr std::string_view error_bars = " Error bars are one standard error over networks.";

/// The words and the symbol of an axis, then the rest.
std::vector<html::Node> caption_of(AxisTitle title, const std::string& rest);

/// "theory and measurements", or the measurements alone where no theory is drawn.
std::string shown(const Plot& plot, const std::string& theory, const std::string& measurements);

/// What the panel of residuals shows, if there is one.
std::string residual_sentence(const Plot& plot);

/// How an observable is drawn; one that this version does not know, over its axis.
Figure figure_of(const std::string& observable);

}  // namespace widefield
