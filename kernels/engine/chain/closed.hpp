#pragma once
#include "kernels/engine/chain/variates.hpp"
#include "kernels/engine/planning.hpp"
#include "kernels/engine/tile/field_covariance.hpp"
#include "kernels/engine/tile/stage.hpp"
#include "kernels/engine/tile/tangent_frame.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The Gram chain without neurons, where its law is closed: cost independent of the width.
///
/// A signal with two slopes multiplies the row (h, tangents) of a neuron by one of them, according
/// to the sign of h. The Gram matrix of a row does not change when the row changes sign, so the
/// signs are independent of it, and the next Gram matrix is
///   (positive^2 W_n + negative^2 W_{N-n}) / N,   n ~ Binomial(N, 1/2),
/// W_n Wishart with n degrees of freedom and the covariance K of the fields. This is ReLU with one
/// input and any number of tangents, biases included. With equal slopes it is W_N, for any number
/// of inputs: the deep linear network. Wishart matrices by Bartlett's decomposition. [theory sheet,
/// section 3; bartlett1933]
struct ClosedEngine {
  static constexpr std::string_view name = "closed";
  static constexpr std::string_view meaning =
      "exact laws whose cost does not depend on the width: deep linear, ReLU with one input";
  static constexpr std::string_view why =
      "the Gram matrix of the next layer has a closed law (Wishart), so no neuron is drawn";
  static constexpr std::string_view citation = "hanin2020";
  static Refusal refuse(const Request&);
  static void cost(const Request&, Plan&);
  template <class Code>
  static constexpr bool runs = Code::may_chain&& Code::may_have_two_slopes;

  static std::int64_t parts(const Task&) { return 1; }

  template <class Code, class Team>
  struct Workspace {
    double *gram, *factor, *triangle, *product;  // [copies][copies]
    TangentFrame tangents;

    WIDEFIELD_HD Workspace(Team& team, const Problem<Code>& problem)
        : gram(take(team, problem)),
          factor(take(team, problem)),
          triangle(take(team, problem)),
          product(take(team, problem)),
          tangents(team, problem, false) {}

   private:
    WIDEFIELD_HD static double* take(Team& team, const Task& task) {
      return team.shared().template take<double>(std::size_t(task.copies.count()) *
                                                 task.copies.count());
    }
  };

  template <class Code, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<Code>& problem, std::uint32_t network,
                               double* record) {
    Workspace<Code, Team> work(team, problem);
    if (team.leader()) Chain<Code, Team>{problem, network, record, work}.run();
  }

 private:
  template <class Code, class Team>
  struct Chain;
};

/// One network. Variates of a layer: index 0 is the binomial; of Wishart matrix w = 0, 1 the
/// diagonal element i is 1 + i, the element (i, j) below it comes after those, in a stream of its
/// own (`matrix`).
template <class Code, class Team>
struct ClosedEngine::Chain {
  const Problem<Code>& problem;
  std::uint32_t network;
  double* record;
  Workspace<Code, Team>& work;

  WIDEFIELD_HD void run() {
    bool differences = false;
    for (int i = 0; i < copies() * copies(); ++i)
      work.gram[i] = problem.gram[i];
    work.tangents.start();
    for (int layer = 1; layer <= problem.depth; ++layer) {
      if (!differences && has_close_copies(problem.copies, work.gram)) {
        to_differences(problem.copies, work.gram);
        differences = true;
      }
      const StageAt at = stage_at(problem, network, layer, 0);
      const SignalGram signals = signals_below(at, differences);
      record_gram(signals, layer, record);
      field_covariance(signals, true, work.factor);
      cholesky_lower(work.factor, copies(), rank_tolerance(copies()));
      sample(layer);
      if (work.tangents.wanted()) work.tangents.orthonormalise(work.gram);
      record_response(at, differences);
    }
    work.tangents.write(problem, record);
  }

 private:
  WIDEFIELD_HD int copies() const { return problem.copies.count(); }

  WIDEFIELD_HD SignalGram signals_below(const StageAt& at, bool differences) const {
    return {problem,     at.term[0].weight_variance, at.field[0].bias_variance, work.gram,
            differences, work.tangents.scale()};
  }

  WIDEFIELD_HD void sample(int layer) {
    const TwoSlopes slopes = problem.cell.two_slopes();
    const double width = double(problem.widths[layer]);
    const Stream stream{problem.key, Purpose::weight, network, std::uint32_t(layer)};
    for (int i = 0; i < copies() * copies(); ++i)
      work.gram[i] = 0;
    if (slopes.negative == slopes.positive) {
      add_wishart(stream, width, slopes.positive * slopes.positive / width);
      return;
    }
    const double active = fair_binomial({stream, 0}, width);
    add_wishart(stream, active, slopes.positive * slopes.positive / width);
    Stream second = stream;
    second.matrix = 1;
    if (slopes.negative != 0)
      add_wishart(second, width - active, slopes.negative * slopes.negative / width);
  }

  /// gram += scale (L A)(L A)^T, L the factor of the covariance, A lower triangular with
  /// A_ii^2 ~ chi-square(degrees - i) and standard normals below; columns beyond `degrees` are
  /// zero.
  WIDEFIELD_HD void add_wishart(const Stream& stream, double degrees, double scale) {
    const int k = copies();
    for (int i = 0; i < k; ++i)
      for (int j = 0; j < k; ++j)
        work.triangle[i * k + j] = j > i || j >= degrees ? 0 : element(stream, i, j, degrees);
    multiply(work.factor, work.triangle, k, work.product);
    for (int i = 0; i < k; ++i)
      for (int j = 0; j < k; ++j)
        for (int p = 0; p <= (i < j ? i : j); ++p)
          work.gram[i * k + j] += scale * work.product[i * k + p] * work.product[j * k + p];
  }

  WIDEFIELD_HD double element(const Stream& stream, int i, int j, double degrees) const {
    const int k = copies();
    if (i == j) return ::sqrt(chi_square({stream, std::uint32_t(1 + i)}, degrees - i));
    return Variate{stream, std::uint32_t(1 + k + triangle_index(i, j))}.normal(0);
  }

  /// phi(h) phi'(h) h = phi(h)^2 here.
  WIDEFIELD_HD void record_response(const StageAt& at, bool differences) {
    if (!problem.record.records(Primitive::length_response, at.layer)) return;
    const SignalGram signals = signals_below(at, differences);
    for (int a = 0; a < problem.copies.inputs; ++a)
      record[problem.record.slot(Primitive::length_response, at.layer, a)] =
          signals.weight_variance * signals.values(a, a);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
