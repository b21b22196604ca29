#pragma once
#include <gtest/gtest.h>

#include "kernels/catalog.hpp"
#include "tests/engines/test_cells.hpp"

// The lists of cells as GoogleTest takes them, so that what is added arrives tested.
namespace widefield {

template <class... L>
struct TypesOf;
template <class... T>
struct TypesOf<List<T...>> {
  using type = testing::Types<T...>;
};
template <class... T, class... U>
struct TypesOf<List<T...>, List<U...>> {
  using type = testing::Types<T..., U...>;
};

/// Every cell of the catalog and every test cell.
using AllCells = typename TypesOf<Cells, TestCells>::type;

}  // namespace widefield
