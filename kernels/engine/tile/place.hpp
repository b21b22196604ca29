#pragma once
#include "kernels/engine/tile/stage.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "kernels/random/normal.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The neurons of one tile in one stage of one layer of one network: what a function of a cell is
/// told beside its rows.
struct TilePlace {
  const Task& task;
  const StageAt& at;
  std::int64_t tile;
  std::uint32_t lane;

  WIDEFIELD_HD const Copies& copies() const { return task.copies; }
  WIDEFIELD_HD int inputs() const { return task.copies.inputs; }
};

/// Dropout of the signals of layer `of_layer` that stage `stage` meets: 1 / keep with probability
/// keep, else 0. Inputs lose nothing.
template <class S>
WIDEFIELD_HD inline void dropout_masks(const TilePlace& place, int of_layer, int input,
                                       S (&mask)[lane_neurons]) {
  for (int j = 0; j < lane_neurons; ++j)
    mask[j] = S(Real<S>(1));
  const double keep = place.task.dropout_keep;
  if (keep >= 1 || of_layer == 0) return;
  const S below{Real<S>(keep)}, kept{Real<S>(1 / keep)};
  uniforms(Stream{place.task.key, Purpose::mask, place.at.network, std::uint32_t(of_layer),
                  std::uint32_t(place.at.stage)},
           std::uint32_t(input), std::uint64_t(place.tile), place.lane, mask);
  for (int j = 0; j < lane_neurons; ++j)
    mask[j] = select(mask[j] < below, kept, S(Real<S>(0)));
}

/// Of the signals that a stage starts from: those of its first stage belong to the layer below.
WIDEFIELD_HD inline int masked_layer(const StageAt& at) {
  return at.stage == 0 ? at.layer - 1 : at.layer;
}

/// Adds the biases of the fields: one per neuron, common to all inputs. A tangent has none.
/// fields: [field][copy]
template <class Rows>
WIDEFIELD_HD inline void add_biases(const TilePlace& place, Rows fields) {
  using S = typename Rows::Scalar;
  for (int f = 0; f < place.at.fields; ++f) {
    const Field& field = place.at.field[f];
    if (field.bias_variance == 0 && field.bias_mean == 0) continue;
    S z[lane_neurons] = {};
    const S scale{Real<S>(::sqrt(field.bias_variance))}, mean{Real<S>(field.bias_mean)};
    if (field.bias_variance != 0)
      normals(place.at.biases(place.task.key, f), 0, std::uint64_t(place.tile), place.lane, z);
    for (int input = 0; input < place.inputs(); ++input)
      for (int j = 0; j < lane_neurons; ++j) {
        S& h = fields(f * place.copies().count() + place.copies().value(input), j);
        h += scale * z[j];
        if (field.bias_mean != 0) h += mean;
      }
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
