#pragma once
#include <string>
#include <vector>

namespace widefield {

/// Rows of text in aligned columns, the first row underlined. Columns whose header starts with ">"
/// are aligned to the right.
std::string text_table(const std::vector<std::vector<std::string>>& rows);

/// A number with four digits; "inf" and "-" for an infinite one and one that does not exist.
std::string short_number(double x);

}  // namespace widefield
