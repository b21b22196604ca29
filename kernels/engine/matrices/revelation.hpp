#pragma once
#include "kernels/engine/matrices/matrix_law.hpp"
#include "kernels/engine/matrices/projector.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What a matrix has shown of itself to one of its sides: orthonormal directions over the neurons
/// there and their images over the neurons of the other side.
template <class Team>
struct ShownSide {
  VectorList<Team> directions, images;
  int* met = nullptr;  // how many
};

/// Products with a random matrix that is never formed but remembered along every direction it has
/// met, from both sides [lu2021]. Known are orthonormal U with A = W U and orthonormal P with
/// C = W^T P. A new x has c = U^T x and the rest |r| u, and
///
///   W x = A c + |r| W u,
///   Gaussian weights: W u = (1 - P P^T) g + P C^T u, g fresh normals;
///   Haar weights: W u is uniform on the sphere orthogonal to all images; since images of both
///   sides are directions of the other (W^T A = U), one list of pairs serves both.
///
/// W^T d is the same with the sides exchanged.
template <class Team>
class Revelation {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using List = VectorList<Team>;
  using Vector = TiledVector<Team>;
  using Side = ShownSide<Team>;

  WIDEFIELD_HD Revelation(Team& team, int most, std::int64_t most_neurons)
      : projector_(team, most, most_neurons),
        answer_(team.shared().template take<double>(std::size_t(most) + 1)),
        correction_(team.shared().template take<double>(std::size_t(most))) {}

  /// y = W x for x on the side `here`. `law` as seen from there: its inputs are the neurons here.
  WIDEFIELD_HD void multiply(Team& team, const Side& here, const Side& there, const MatrixLaw& law,
                             Vector x, Vector y) {
    const int met = *here.met, across = *there.met;
    const Vector u = here.directions.vector(met), image = here.images.vector(met);
    const Projected length =
        projector_.orthogonalise(team, {here.directions, met}, law.inputs, x, u);
    const bool dependent = !(length.after > tolerance() * tolerance() * length.before);
    keep_answer(team, met, dependent ? 0 : ::sqrt(length.after));
    scale(team, law.inputs, u, dependent ? 0 : 1 / ::sqrt(length.after));
    if (dependent)
      scale(team, law.outputs, image, 0);
    else if (law.haar)
      show_on_sphere(team, {here.images, met}, law, image, met);
    else
      show_gaussian(team, {there.directions, across}, {there.images, across}, law, {u, image, met});
    if (team.leader()) *here.met = met + 1;
    team.for_each_tile(law.outputs, [&](std::int64_t tile) {
      clear_rows(y.at(tile), 1);
      add_combination<S>(here.images.at(tile), answer_, met + 1, y.at(tile));
    });
  }

 private:
  struct NewPair {
    Vector direction, image;
    int number;
  };

  /// What is left of a direction that is known already is rounding. Below it nothing new is shown.
  WIDEFIELD_HD static double tolerance() { return by_precision<Real>(0x1p-23f, 1e-13); }

  /// Coefficients of y in the images: c, and |r| for the new one.
  WIDEFIELD_HD void keep_answer(Team& team, int met, double rest) {
    if (team.leader()) {
      for (int i = 0; i < met; ++i)
        answer_[i] = projector_.coefficients()[i];
      answer_[met] = rest;
    }
    team.barrier();
  }

  WIDEFIELD_HD static void scale(Team& team, std::int64_t neurons, Vector x, double factor) {
    team.for_each_tile(neurons, [&](std::int64_t tile) {
      if (factor == 0)
        clear_rows(x.at(tile), 1);
      else
        scale_rows(x.at(tile), 1, Real(factor));
    });
  }

  /// image = g + P (C^T u - P^T g).
  WIDEFIELD_HD void show_gaussian(Team& team, const VectorSpan<Team>& p, const VectorSpan<Team>& c,
                                  const MatrixLaw& law, const NewPair& pair) {
    projector_.products(team, c, law.inputs,
                        [&](std::int64_t tile) { return pair.direction.at(tile); });
    add_correction(team, p.count, 1, true);
    projector_.products(team, p, law.outputs, [&](std::int64_t tile) {
      const Rows row = pair.image.at(tile);
      draw_direction(team, law.stream, pair.number, tile, law.outputs, row);
      return row;
    });
    add_correction(team, p.count, -1, false);
    team.for_each_tile(law.outputs, [&](std::int64_t tile) {
      add_combination<S>(p.list.at(tile), correction_, p.count, pair.image.at(tile));
    });
  }

  WIDEFIELD_HD void add_correction(Team& team, int count, double sign, bool first) {
    if (team.leader())
      for (int i = 0; i < count; ++i)
        correction_[i] = (first ? 0 : correction_[i]) + sign * projector_.product(i);
    team.barrier();
  }

  WIDEFIELD_HD void show_on_sphere(Team& team, const VectorSpan<Team>& known, const MatrixLaw& law,
                                   Vector image, int number) {
    team.for_each_tile(law.outputs, [&](std::int64_t tile) {
      draw_direction(team, law.stream, number, tile, law.outputs, image.at(tile));
    });
    const Projected length = projector_.orthogonalise(team, known, law.outputs, image, image);
    scale(team, law.outputs, image, 1 / ::sqrt(length.after));
  }

  Projector<Team> projector_;
  double* answer_;      // [vector]
  double* correction_;  // [vector]
};

}  // namespace widefield::inline WIDEFIELD_ISA
