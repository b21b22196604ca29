#pragma once
#include <optional>
#include <vector>

namespace widefield {

/// How many independent directions vectors with these products span, [k * k]; nothing where no
/// vectors have them: a matrix of products has no negative eigenvalue. Entries may be typed with
/// six digits: what is left of the matrix after its Cholesky factor may be that small.
std::optional<int> rank_of_products(const std::vector<double>& gram);
std::optional<int> rank_of_products(const std::vector<std::vector<double>>& gram);

/// Why there may be none.
inline constexpr const char* not_products = "a matrix of inner products has no negative eigenvalue";

}  // namespace widefield
