#pragma once
#include "kernels/cell/batch_norm.hpp"
#include "kernels/cell/batch_norm_residual.hpp"
#include "kernels/cell/mlp.hpp"
#include "kernels/cell/reduced_residual.hpp"
#include "kernels/cell/residual.hpp"
#include "kernels/list.hpp"

// What there is. Everything else iterates over this list; engines: kernels/engine/engines.hpp,
// observables: kernels/observable/catalog.cpp.
namespace widefield::inline WIDEFIELD_ISA {

using Cells = List<Mlp, Residual, ReducedResidual, BatchNorm,
                   BatchNormResidual>;  // <- add an architecture here

}  // namespace widefield::inline WIDEFIELD_ISA
