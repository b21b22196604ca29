#pragma once
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace widefield {

/// A row of a table with a header: name of the column -> text of the cell.
using TableRow = std::map<std::string, std::string>;

inline std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> result;
  std::stringstream stream(line + ",");
  for (std::string cell; std::getline(stream, cell, ',');)
    result.push_back(cell);
  return result;
}

inline std::vector<TableRow> read_table(const std::string& name) {
  std::ifstream file(std::string(WIDEFIELD_TEST_DATA) + "/" + name);
  if (!file) throw std::runtime_error("no table " + name);
  std::string line;
  std::getline(file, line);
  const auto header = cells(line);
  std::vector<TableRow> rows;
  while (std::getline(file, line)) {
    const auto row = cells(line);
    TableRow named;
    for (std::size_t i = 0; i < header.size(); ++i)
      named[header[i]] = row.at(i);
    rows.push_back(named);
  }
  return rows;
}

/// One unit of the last printed digit of a number.
inline double last_digit(const std::string& printed) {
  const std::size_t exponent_at = printed.find_first_of("eE");
  const std::string mantissa = printed.substr(0, exponent_at);
  const std::size_t point = mantissa.find('.');
  const double decimals = point == std::string::npos ? 0 : double(mantissa.size() - point - 1);
  const double exponent =
      exponent_at == std::string::npos ? 0 : std::stod(printed.substr(exponent_at + 1));
  return std::pow(10.0, exponent - decimals);
}

/// One unit of the last printed digit or `relative`, whichever is larger.
inline double tolerance(const std::string& printed, double relative) {
  return std::max(last_digit(printed), relative * std::abs(std::stod(printed)));
}

}  // namespace widefield
