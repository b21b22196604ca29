#include <cmath>

#include "host/report/figure/heatmap.hpp"

namespace widefield {
namespace {

struct Corner {
  double x = 0, y = 0, value = 0;
};

struct Crossing {
  double x = 0, y = 0;
};

/// Where the edge between two corners meets the level, if it does.
void cross(const Corner& a, const Corner& b, double level, std::vector<Crossing>& out) {
  if ((a.value < level) == (b.value < level)) return;
  const double part = (level - a.value) / (b.value - a.value);
  out.push_back({a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)});
}

/// The segments inside one square: its crossings, joined in the order of the edges. A saddle has
/// four; they are joined so that the side of its mean is connected.
void add_square(const Corner (&corners)[4], double level, std::vector<Segment>& out) {
  std::vector<Crossing> at;
  double mean = 0;
  for (int i = 0; i < 4; ++i) {
    cross(corners[i], corners[(i + 1) % 4], level, at);
    mean += corners[i].value / 4;
  }
  if (at.size() == 2) out.push_back({at[0].x, at[0].y, at[1].x, at[1].y});
  if (at.size() != 4) return;
  const bool around_first = (corners[0].value < level) != (mean < level);
  const std::size_t partner = around_first ? 3 : 1;
  const std::size_t other = around_first ? 1 : 2;
  const std::size_t other_partner = around_first ? 2 : 3;
  out.push_back({at[0].x, at[0].y, at[partner].x, at[partner].y});
  out.push_back({at[other].x, at[other].y, at[other_partner].x, at[other_partner].y});
}

}  // namespace

std::vector<Segment> contour(const std::vector<std::vector<double>>& values, double level) {
  std::vector<Segment> segments;
  for (std::size_t r = 0; r + 1 < values.size(); ++r)
    for (std::size_t c = 0; c + 1 < values[r].size(); ++c) {
      const double x = static_cast<double>(c), y = static_cast<double>(r);
      const Corner corners[4] = {{x, y, values[r][c]},
                                 {x + 1, y, values[r][c + 1]},
                                 {x + 1, y + 1, values[r + 1][c + 1]},
                                 {x, y + 1, values[r + 1][c]}};
      bool known = true;
      for (const Corner& corner : corners)
        known = known && std::isfinite(corner.value);
      if (known) add_square(corners, level, segments);
    }
  return segments;
}

}  // namespace widefield
