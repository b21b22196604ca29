#pragma once
#include "kernels/cell/mlp.hpp"
#include "kernels/list.hpp"
#include "kernels/observable/activity.hpp"
#include "kernels/observable/chi_1.hpp"
#include "kernels/observable/chi_length.hpp"
#include "kernels/observable/correlation_map.hpp"
#include "kernels/observable/gauss_map_length.hpp"
#include "kernels/observable/gradient_norm.hpp"
#include "kernels/observable/jacobian_spectrum.hpp"
#include "kernels/observable/kurtosis.hpp"
#include "kernels/observable/length_map.hpp"
#include "kernels/observable/lyapunov_spectrum.hpp"
#include "kernels/observable/manifold_curvature.hpp"
#include "kernels/observable/manifold_length.hpp"

// What there is. Everything else iterates over these lists; engines: kernels/engine/engines.hpp.
namespace widefield::inline WIDEFIELD_ISA {

using Cells = List<Mlp>;  // <- add an architecture here

using Observables = List<LengthMap, CorrelationMap, Activity, Kurtosis, GradientNorm, Chi1,
                         ChiLength, ManifoldLength, ManifoldCurvature, GaussMapLength,
                         LyapunovSpectrum, JacobianSpectrum>;  // <- add an observable here

}  // namespace widefield::inline WIDEFIELD_ISA
