#pragma once
#include "host/architecture/mean_field/length_map.hpp"

namespace widefield {

/// What the spectrum of the Jacobian is predicted from.
struct SpectrumSetting {
  const Experiment& experiment;
  LayerLaw layer;
  double first = 1;  // q^1 of the first input
  double limit = 1;  // q*, where it leads
};

/// Adds jacobian_mean, jacobian_variance, jacobian_edge and jacobian_atom at the fixed point q*;
/// where jacobian_spectrum is measured also its components and the density. With orthogonal weights
/// also the limit of infinite depth at the same variance, which is shown and not compared.
///
/// Mean and second moment follow the lengths q^l layer by layer. Edge and mass are those of an
/// input at the fixed point, and given where q^l stays there or the slopes do not depend on it.
/// [pennington2017; pennington2018]
void add_spectrum(const SpectrumSetting& setting, Prediction& prediction);

}  // namespace widefield
