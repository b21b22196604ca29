#pragma once
#include <string>

#include "host/report/page/html.hpp"
#include "widefield/results.hpp"

namespace widefield {

/// Counts over networks as a density, beside the normal density of the same mean and variance.
/// `id` is unique. An empty histogram, or one with edges that do not ascend, gives no drawing.
html::Node draw_histogram(const Histogram& histogram, const std::string& id);

bool can_be_drawn(const Histogram& histogram);

}  // namespace widefield
