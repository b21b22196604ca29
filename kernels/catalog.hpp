#pragma once
#include "kernels/cell/batch_norm.hpp"
#include "kernels/cell/batch_norm_residual.hpp"
#include "kernels/cell/mlp.hpp"
#include "kernels/cell/reduced_residual.hpp"
#include "kernels/cell/residual.hpp"
#include "kernels/list.hpp"
#include "kernels/observable/activity.hpp"
#include "kernels/observable/bias_gradient.hpp"
#include "kernels/observable/branch_weight_gradient.hpp"
#include "kernels/observable/chi_1.hpp"
#include "kernels/observable/chi_length.hpp"
#include "kernels/observable/correlation_map.hpp"
#include "kernels/observable/gauss_map_length.hpp"
#include "kernels/observable/gradient_norm.hpp"
#include "kernels/observable/gram_cross_batch.hpp"
#include "kernels/observable/gram_diagonal.hpp"
#include "kernels/observable/gram_off_diagonal.hpp"
#include "kernels/observable/jacobian_spectrum.hpp"
#include "kernels/observable/kurtosis.hpp"
#include "kernels/observable/length_map.hpp"
#include "kernels/observable/log_gradient_ratio.hpp"
#include "kernels/observable/lyapunov_spectrum.hpp"
#include "kernels/observable/manifold_curvature.hpp"
#include "kernels/observable/manifold_length.hpp"
#include "kernels/observable/metric_expressivity.hpp"
#include "kernels/observable/state_correlation.hpp"
#include "kernels/observable/state_norm.hpp"
#include "kernels/observable/weight_gradient.hpp"

// What there is. Everything else iterates over these lists; engines: kernels/engine/engines.hpp.
namespace widefield::inline WIDEFIELD_ISA {

using Cells = List<Mlp, Residual, ReducedResidual, BatchNorm,
                   BatchNormResidual>;  // <- add an architecture here

using Observables =
    List<LengthMap, CorrelationMap, Activity, Kurtosis, GradientNorm, Chi1, ChiLength,
         ManifoldLength, ManifoldCurvature, GaussMapLength, LyapunovSpectrum, JacobianSpectrum,
         StateNorm, StateCorrelation, MetricExpressivity, LogGradientRatio, WeightGradient,
         BiasGradient, BranchWeightGradient, GramDiagonal, GramOffDiagonal,
         GramCrossBatch>;  // <- add an observable here

}  // namespace widefield::inline WIDEFIELD_ISA
