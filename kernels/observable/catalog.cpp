#include <array>

#include "kernels/observable/estimands.hpp"

// Every observable, one row each. What a row may say: widefield/observable.hpp. A comment holds the
// formula where `meaning` does not.
namespace widefield {
namespace {

constexpr std::array table = {
    // q^l = sigma_w^2 |x^{l-1}|^2 / N + sigma_b^2. Not the mean of h^2, which is noisier.
    // [poole2016, eq. 3]
    ObservableRow{.name = "length_map",
                  .symbol = "q^l",
                  .words = "length",
                  .meaning = "variance of the pre-activations given the layer below",
                  .citation = "poole2016",
                  .primitives = set_of({Primitive::gram}),
                  .estimands = make::diagonal<Primitive::gram>,
                  .needs = no_batch,
                  .product = ProductOf::length,
                  .histogram = true,
                  .decay = {"q_star", "q", "xi_q", Decay::Kind::relative}},
    // c^l = E q_ab / sqrt(E q_aa E q_bb) [poole2016, eq. 5]
    ObservableRow{.name = "correlation_map",
                  .symbol = "c^l",
                  .words = "correlation",
                  .meaning = "correlation of the pre-activations of two inputs",
                  .citation = "poole2016",
                  .primitives = set_of({Primitive::gram}),
                  .estimands = make::correlation<Primitive::gram>,
                  .pairs = true,
                  .needs = two_inputs | no_batch,
                  .relative_to = RelativeTo::one,
                  .decay = {"c_star", "c", "xi_c", Decay::Kind::absolute}},
    // (1/N) sum_i phi(h_i); its law given the layer below depends on gram alone.
    ObservableRow{.name = "activity",
                  .symbol = "m^l",
                  .words = "mean activity",
                  .meaning = "mean signal of a layer",
                  .citation = "amari1972",
                  .primitives = set_of({Primitive::gram, Primitive::mean_signal}),
                  .estimands = make::every_input<Primitive::mean_signal>,
                  .needs = plain_layers,
                  .relative_to = RelativeTo::signal},
    // E (1/N) sum h^4 / (E (1/N) sum h^2)^2 - 3 = 3 Var(q) / q^2 at finite width: a pre-activation
    // is a Gaussian of random variance. [theory sheet, section 3]
    ObservableRow{
        .name = "kurtosis",
        .symbol = "kappa^l",
        .words = "excess kurtosis",
        .meaning = "excess kurtosis of the pre-activations",
        .citation = "lee2018",
        .primitives = set_of({Primitive::gram, Primitive::field_square, Primitive::field_fourth}),
        .estimands = make::kurtosis,
        .needs = no_batch,
        .relative_to = RelativeTo::three},
    // |g_l|^2 / |g_L|^2 with respect to h^l, averaged over the inputs. [schoenholz2017, eq. 21]
    ObservableRow{.name = "gradient_norm",
                  .symbol = "g^l",
                  .words = "squared gradient norm",
                  .meaning = "squared gradient norm relative to the last layer",
                  .citation = "schoenholz2017",
                  .primitives = set_of({Primitive::gradient_square}),
                  .estimands = make::nameless<Primitive::gradient_square>,
                  .product = ProductOf::gradient,
                  .decay = {"", "", "xi_gradient", Decay::Kind::gradient}},
    // E T^{l+1} / E T^l, T^l the variance of a random tangent of h^l: chi_1 = sigma_w^2 E phi'^2.
    // [poole2016, eq. 6; schoenholz2017, eq. 5]
    ObservableRow{.name = "chi_1",
                  .symbol = "chi_1",
                  .words = "slope of the correlation map at 1",
                  .meaning = "growth of a squared perturbation per layer",
                  .citation = "poole2016",
                  .primitives = set_of(
                      {Primitive::gram, Primitive::tangent_square, Primitive::tangent_cross}),
                  .estimands = make::chi_1,
                  .tangents = Tangents::one,
                  .needs = plain_layers | neighbouring_layers,
                  .product = ProductOf::tangent},
    // sigma_w^2 E[phi phi' h] / q = sigma_w^2 E[phi'^2 + phi phi''], by Stein's lemma.
    // [theory sheet, section 1]
    ObservableRow{.name = "chi_length",
                  .symbol = "chi_length",
                  .words = "slope of the length map",
                  .meaning = "slope of the length map",
                  .citation = "schoenholz2017",
                  .primitives = set_of({Primitive::gram, Primitive::length_response}),
                  .estimands = make::chi_length,
                  .needs = plain_layers},
    // L^E / sqrt(N) = 2 pi sqrt(E |dh/dtheta|^2 / N). A root of a mean over networks and points,
    // not a mean of roots, which has a bias of order 1/N of its own. [theory sheet, section 2]
    ObservableRow{.name = "manifold_length",
                  .symbol = "L^l",
                  .words = "length of the image of a circle",
                  .meaning = "length of the image of a circle, over sqrt(N)",
                  .citation = "poole2016",
                  .primitives = set_of({Primitive::velocity_square}),
                  .estimands = make::circle_length,
                  .needs = a_manifold,
                  .exponential = true},
    // N kappa^2 = N (|v|^2 |a|^2 - (v.a)^2) / |v|^6, v = dh/dtheta and a = dv/dtheta, from the
    // means
    // of the three products: the mean of the curvatures of single networks is several per cent
    // higher at a width of 400. [theory sheet, section 2]
    ObservableRow{
        .name = "manifold_curvature",
        .symbol = "kappa^l",
        .words = "squared curvature of the image of a circle",
        .meaning = "squared curvature of the image of a circle, times N",
        .citation = "poole2016",
        .primitives = set_of({Primitive::velocity_square, Primitive::velocity_acceleration,
                              Primitive::acceleration_square}),
        .estimands = make::motion<Form::curvature>,
        .needs = a_manifold | a_smooth_activation},
    // L^G = 2 pi sqrt(g^G), g^G = (|v|^2 |a|^2 - (v.a)^2) / |v|^4: the length of the path of the
    // unit tangent, on the Grassmannian. [theory sheet, section 2]
    ObservableRow{
        .name = "gauss_map_length",
        .symbol = "L_G^l",
        .words = "length of the Gauss map of the image",
        .meaning = "length of the Gauss map of the image of a circle",
        .citation = "poole2016",
        .primitives = set_of({Primitive::velocity_square, Primitive::velocity_acceleration,
                              Primitive::acceleration_square}),
        .estimands = make::motion<Form::gauss_length>,
        .needs = a_manifold | a_smooth_activation,
        .exponential = true},
    // lambda_i = (1/L) sum_l ln R_ii, in nats, of the m fastest growing directions of input 0, for
    // J = D_L W_L ... D_1 W_1 and orthonormal directions to start from that are orthogonal to the
    // inputs. [benettin1980; newman1986]
    ObservableRow{.name = "lyapunov_spectrum",
                  .symbol = "lambda_i",
                  .words = "Lyapunov exponents",
                  .meaning = "growth rates of the fastest growing directions per layer",
                  .citation = "newman1986",
                  .primitives = set_of({Primitive::lyapunov_exponent}),
                  .estimands = make::exponents,
                  .tangents = Tangents::frame,
                  .axis = Axis::fraction,
                  .relative_to = RelativeTo::one,
                  .product = ProductOf::frame,
                  .figure = Figure::exponents},
    // The squared singular values of J = d x^L / d x^0 at input 0: their mean, and their shape
    // relative to the network's own mean, which fluctuates by itself like N^(-1/2). Networks are
    // the samples, the singular values of one are not. [pennington2017; pennington2018]
    ObservableRow{.name = "jacobian_spectrum",
                  .symbol = "F(lambda)",
                  .words = "spectrum of the Jacobian",
                  .meaning = "squared singular values of the Jacobian",
                  .citation = "pennington2017",
                  .primitives = set_of({Primitive::jacobian_spectrum}),
                  .estimands = make::spectrum,
                  .needs = plain_layers,
                  .figure = Figure::spectrum},
    // (1/N) sum_i x_i(t) x_i(t + lag), not centred and not normalised, mean over the steps behind
    // the transient; of pre-activations, or of the state that lives on. [sompolinsky1988]
    ObservableRow{.name = "autocorrelation",
                  .symbol = "C(tau)",
                  .words = "autocorrelation",
                  .meaning = "product of a neuron with itself some steps later",
                  .citation = "sompolinsky1988",
                  .primitives = set_of({Primitive::gram, Primitive::autocorrelation}),
                  .estimands = make::autocorrelations,
                  .needs = no_batch | lagged_steps,
                  .axis = Axis::lag},
    // p^l = |x^l|^2 / N [yang2017]
    ObservableRow{.name = "state_norm",
                  .symbol = "p^l",
                  .words = "squared norm of the state",
                  .meaning = "squared norm of the state per neuron",
                  .citation = "yang2017",
                  .primitives = set_of({Primitive::state_gram}),
                  .estimands = make::diagonal<Primitive::state_gram>,
                  .needs = living_state | no_batch},
    // e^l = E x_a.x_b / sqrt(E |x_a|^2 E |x_b|^2) [yang2017]
    ObservableRow{.name = "state_correlation",
                  .symbol = "e^l",
                  .words = "correlation of the states",
                  .meaning = "correlation of the states of two inputs",
                  .citation = "yang2017",
                  .primitives = set_of({Primitive::state_gram}),
                  .estimands = make::correlation<Primitive::state_gram>,
                  .pairs = true,
                  .needs = two_inputs | living_state | no_batch,
                  .relative_to = RelativeTo::one},
    // s^l = |x_a - x_b|^2 / 2N, from the difference itself: p - gamma would cancel. [yang2017]
    ObservableRow{.name = "metric_expressivity",
                  .symbol = "s^l",
                  .words = "metric expressivity",
                  .meaning = "half the squared distance of two states per neuron",
                  .citation = "yang2017",
                  .primitives = set_of({Primitive::state_difference}),
                  .estimands = make::state_differences,
                  .needs = two_inputs | living_state | no_batch},
    // ln(E |g_0|^2 / E |g_l|^2). Where a state lives on, g_l is with respect to x^l and x^0 are the
    // inputs; otherwise with respect to h^l, and h^1 takes their place. [yang2017; yang2019]
    ObservableRow{.name = "log_gradient_ratio",
                  .symbol = "ln(chi_0/chi_l)",
                  .words = "logarithm of the growth of gradients",
                  .meaning = "logarithm of the growth of squared gradients from layer l down",
                  .citation = "yang2017",
                  .primitives = set_of({Primitive::gradient_square, Primitive::input_gradient}),
                  .estimands = make::log_gradient_ratio,
                  .needs = lowest_layer},
    // chi_w^l, for one input at a time, relative to that of a neuron at the read-out. The gradient
    // d x^T has rank one. [yang2017]
    ObservableRow{.name = "weight_gradient",
                  .symbol = "chi_w^l",
                  .words = "squared gradient of a weight",
                  .meaning = "mean squared gradient of a weight of W",
                  .citation = "yang2017",
                  .primitives = set_of({Primitive::gram, Primitive::weight_gradient}),
                  .estimands = make::nameless<Primitive::weight_gradient>,
                  .needs = no_batch},
    ObservableRow{.name = "bias_gradient",
                  .symbol = "chi_b^l",
                  .words = "squared gradient of a bias",
                  .meaning = "mean squared gradient of a bias of h",
                  .citation = "yang2017",
                  .primitives = set_of({Primitive::bias_gradient}),
                  .estimands = make::nameless<Primitive::bias_gradient>},
    // chi_v^l of a weight of V^l. (That of a is gradient_norm.) [yang2017]
    ObservableRow{
        .name = "branch_weight_gradient",
        .symbol = "chi_v^l",
        .words = "squared gradient of a branch weight",
        .meaning = "mean squared gradient of a weight of V",
        .citation = "yang2017",
        .primitives = set_of({Primitive::hidden_square, Primitive::branch_weight_gradient}),
        .estimands = make::nameless<Primitive::branch_weight_gradient>,
        .needs = branch_matrix | no_batch},
    // Means of x_a.x_b / N, x what layer l leaves. [yang2019, section 3]
    ObservableRow{.name = "gram_diagonal",
                  .symbol = "Sigma_aa^l",
                  .words = "mean squared signal of a batch",
                  .meaning = "mean squared signal of a batch",
                  .citation = "yang2019",
                  .primitives = set_of({Primitive::batch_gram}),
                  .estimands = make::nameless<Primitive::batch_gram, batch_diagonal>,
                  .needs = a_batch},
    ObservableRow{.name = "gram_off_diagonal",
                  .symbol = "Sigma_ab^l",
                  .words = "mean product within a batch",
                  .meaning = "mean product of two signals of a batch",
                  .citation = "yang2019",
                  .primitives = set_of({Primitive::batch_gram}),
                  .estimands = make::nameless<Primitive::batch_gram, batch_off_diagonal>,
                  .needs = a_batch},
    ObservableRow{.name = "gram_cross_batch",
                  .symbol = "Xi_ab^l",
                  .words = "mean product between batches",
                  .meaning = "mean product of two signals of different batches",
                  .citation = "yang2019",
                  .primitives = set_of({Primitive::batch_gram}),
                  .estimands = make::nameless<Primitive::batch_gram, batch_cross>,
                  .needs = a_batch | two_batches},
};

/// Its record holds the tail of all that it measures, and it says all that a row has to. (That it
/// has a function is tested: under sanitizers g++ takes no address of one for a constant.)
constexpr bool complete(const ObservableRow& row) {
  bool good = !row.name.empty() && !row.symbol.empty() && !row.words.empty() &&
              !row.meaning.empty() && !row.citation.empty();
  for (int p = 0; p < primitive_count; ++p)
    if (row.measures(Primitive(p)) && primitives[p].tail.kind == Tail::Kind::of_inputs)
      good = good && row.measures(primitives[p].tail.other);
  return good;
}
constexpr bool all_complete() {
  for (const ObservableRow& row : table)
    if (!complete(row)) return false;
  return true;
}
static_assert(all_complete());

}  // namespace

std::span<const ObservableRow> observables() {
  return table;
}

}  // namespace widefield
