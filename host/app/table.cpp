#include "host/app/table.hpp"

#include <fmt/format.h>

#include <cmath>

namespace widefield {
namespace {

// Columns on a terminal: bytes that continue a UTF-8 character take no room.
std::size_t columns(const std::string& text) {
  std::size_t count = 0;
  for (unsigned char c : text)
    count += (c & 0xC0) != 0x80;
  return count;
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string space(width - std::min(width, columns(text)), ' ');
  return right ? space + text : text + space;
}

std::string without_trailing_space(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string text_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<bool> right;
  std::vector<std::size_t> widths;
  std::vector<std::vector<std::string>> cells = rows;
  for (std::string& header : cells.at(0)) {
    right.push_back(header.starts_with(">"));
    if (right.back()) header.erase(0, 1);
    widths.push_back(0);
  }
  for (const auto& row : cells)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], columns(row[i]));
  std::string text;
  for (std::size_t r = 0; r < cells.size(); ++r) {
    std::string line, rule;
    for (std::size_t i = 0; i < cells[r].size(); ++i) {
      line += padded(cells[r][i], widths[i], right[i]) + "  ";
      rule += std::string(widths[i], '-') + "  ";
    }
    text += without_trailing_space(line);
    if (r == 0) text += without_trailing_space(rule);
  }
  return text;
}

std::string short_number(double x) {
  if (std::isnan(x)) return "-";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  return fmt::format("{:.4g}", x);
}

}  // namespace widefield
