#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

// Reference tables: CSV files of numbers as they were printed.
namespace widefield::test {

using TableRow = std::map<std::string, std::string>;

inline std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',')
      cells.emplace_back();
    else
      cells.back() += c;
  }
  return cells;
}

/// Rows by column name; lines that start with # are remarks.
inline std::vector<TableRow> read_table(const std::string& name) {
  std::ifstream file(std::string(WIDEFIELD_THEORY_DATA) + "/" + name);
  EXPECT_TRUE(file) << "no table " << name;
  std::vector<std::string> header;
  std::vector<TableRow> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> cells = split(line);
    if (header.empty()) {
      header = cells;
      continue;
    }
    TableRow row;
    for (std::size_t i = 0; i < header.size(); ++i)
      row[header[i]] = cells.at(i);
    rows.push_back(std::move(row));
  }
  return rows;
}

inline double number(const TableRow& row, const std::string& column) {
  return std::strtod(row.at(column).c_str(), nullptr);
}

/// One unit of the last digit that was printed: "1.250" -> 0.001, "2e-05" -> 1e-5, "100" -> 1.
inline double last_digit(const std::string& printed) {
  const auto e = printed.find_first_of("eE"), point = printed.find('.');
  const int exponent = e == std::string::npos ? 0 : std::atoi(printed.c_str() + e + 1);
  const std::size_t end = std::min(e, printed.size());
  const int decimals =
      point == std::string::npos || point > end ? 0 : static_cast<int>(end - point) - 1;
  return std::pow(10.0, exponent - decimals);
}

/// Within one unit of the last printed digit or 1e-10 relative, whichever is larger. Integers are
/// exact values, printed without their zeros. nan and inf must be nan and inf.
inline ::testing::AssertionResult as_printed(double value, const std::string& printed) {
  const double expected = std::strtod(printed.c_str(), nullptr);
  if (std::isnan(expected) || std::isinf(expected))
    return std::isnan(expected) == std::isnan(value) && (std::isnan(value) || value == expected)
               ? ::testing::AssertionSuccess()
               : ::testing::AssertionFailure() << value << " is not " << printed;
  const bool integer = printed.find('.') == std::string::npos;
  const double digit = integer ? 1e-11 : last_digit(printed);
  const double allowed = 1.000001 * std::max(digit, 1e-10 * std::abs(expected));
  if (std::abs(value - expected) <= allowed) return ::testing::AssertionSuccess();
  std::ostringstream text;
  text.precision(17);
  text << value << " is not " << printed << " (allowed " << allowed << ")";
  return ::testing::AssertionFailure() << text.str();
}

inline std::string describe(const TableRow& row) {
  std::string text;
  for (const auto& [column, cell] : row)
    text += column + "=" + cell + " ";
  return text;
}

}  // namespace widefield::test
