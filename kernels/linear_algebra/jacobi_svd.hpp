#pragma once
#include "kernels/linear_algebra/pivoted_qr.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Singular values of a matrix with rows x_i 2^(e_i) by one-sided Jacobi rotations of its rows:
/// each is right to the accuracy of its own row, however small beside the others, as long as the
/// rows x_i by themselves are well conditioned [demmel1992, theorem 4.1; drmac2008]. Exponents stay
/// apart, so the values may span any range.
///
/// Rows are rotated in blocks that fit the cache; the pairs of blocks of one round, which have no
/// row in common, are shared out among the members.
template <class Team>
class JacobiSvd {
 public:
  using S = typename Team::Scalar;
  using Rows = typename Team::Rows;

  WIDEFIELD_HD JacobiSvd(Team& team, std::int64_t n)
      : square_(team.shared().template take<double>(std::size_t(n))),
        rotated_(team.shared().template take<int>(std::size_t(block_count(n)))) {}

  /// log_sigma[i] = ln of a singular value, in no order, for the first `count` vectors of x.
  WIDEFIELD_HD void run(Team& team, const Columns<Team>& x, const std::int64_t* exponent,
                        std::int64_t count, double* log_sigma) {
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
      measure(team, x, count);
      const bool changed = run_sweep({team, x, exponent, count});
      team.barrier();
      if (!changed) break;
    }
    measure(team, x, count);
    share_out(team, 0, count, [&](std::int64_t i) {
      on_one_lane(team, [&] {
        log_sigma[i] = log(square_[i]) / 2 + 0.69314718055994530942 * double(exponent[i]);
      });
    });
  }

 private:
  static constexpr int most_sweeps = 40;  // about eight are usual
  static constexpr std::int64_t block_rows = 16;

  struct Task {
    Team& team;
    const Columns<Team>& x;
    const std::int64_t* exponent;
    std::int64_t count;
  };

  /// An even number of blocks, so that all of them meet in pairs.
  WIDEFIELD_HD static std::int64_t block_count(std::int64_t count) {
    const std::int64_t blocks = (count + block_rows - 1) / block_rows;
    return blocks + blocks % 2;
  }

  WIDEFIELD_HD void measure(Team& team, const Columns<Team>& x, std::int64_t count) const {
    share_out(team, 0, count, [&](std::int64_t i) {
      const double square = inner<Team>(x[i], x[i], 0, x.tiles());
      on_one_lane(team, [&] { square_[i] = square; });
    });
  }

  /// Every pair once: a tournament in which the last block stays and the others move round it.
  WIDEFIELD_HD bool run_sweep(const Task& task) const {
    const std::int64_t blocks = block_count(task.count), circle = blocks - 1;
    bool changed = false;
    for (std::int64_t round = 0; round < circle; ++round) {
      share_out(task.team, 0, blocks / 2, [&](std::int64_t i) {
        const std::int64_t a = i == 0 ? circle : (round + i) % circle;
        const std::int64_t b = i == 0 ? round : (round + circle - i) % circle;
        int rotations = rotate_across(task, a, b);
        if (round == 0) rotations += rotate_within(task, a) + rotate_within(task, b);
        on_one_lane(task.team, [&] { rotated_[i] = rotations; });
      });
      for (std::int64_t i = 0; i < blocks / 2; ++i)
        changed |= rotated_[i] > 0;
      task.team.barrier();
    }
    return changed;
  }

  WIDEFIELD_HD static std::int64_t end_of(const Task& task, std::int64_t block) {
    const std::int64_t end = (block + 1) * block_rows;
    return end < task.count ? end : task.count;
  }
  WIDEFIELD_HD int rotate_within(const Task& task, std::int64_t block) const {
    int rotations = 0;
    for (std::int64_t p = block * block_rows; p < end_of(task, block); ++p)
      for (std::int64_t q = p + 1; q < end_of(task, block); ++q)
        rotations += rotate(task, p, q);
    return rotations;
  }
  WIDEFIELD_HD int rotate_across(const Task& task, std::int64_t a, std::int64_t b) const {
    int rotations = 0;
    for (std::int64_t p = a * block_rows; p < end_of(task, a); ++p)
      for (std::int64_t q = b * block_rows; q < end_of(task, b); ++q)
        rotations += rotate(task, p, q);
    return rotations;
  }

  /// Is row p with its exponent the longer one?
  WIDEFIELD_HD bool longer(const Task& task, std::int64_t p, std::int64_t q) const {
    constexpr std::int64_t beyond_doubt = 500;
    const std::int64_t above = task.exponent[q] - task.exponent[p];
    if (above > beyond_doubt || above < -beyond_doubt) return above < 0;
    return square_[p] >= two_to_the(2 * above) * square_[q];
  }

  /// Makes two rows orthogonal; false where they are so to rounding.
  WIDEFIELD_HD bool rotate(const Task& task, std::int64_t p, std::int64_t q) const {
    const double product = inner<Team>(task.x[p], task.x[q], 0, task.x.tiles());
    constexpr double epsilon = 0x1p-52;
    const double floor = epsilon * ::sqrt(double(task.x.length()));
    if (!(::fabs(product) > floor * ::sqrt(square_[p] * square_[q]))) return false;
    if (!longer(task, p, q)) {
      const std::int64_t other = p;
      p = q, q = other;
    }
    turn(task, p, q, product);
    return true;
  }

  /// With r = 2^(e_q - e_p) <= about 1 the rotation of p and r q by the angle with tangent t, in
  /// terms of u = t / r, which stays finite where r vanishes:
  ///   p' = c (p - t r q),  q' = c (q + u p),  u = sign(eta) / (|eta| + sqrt(r^2 + eta^2)),
  ///   eta = (r^2 |q|^2 - |p|^2) / (2 p.q),  c = 1 / sqrt(1 + t^2).
  WIDEFIELD_HD void turn(const Task& task, std::int64_t p, std::int64_t q, double product) const {
    const double r = two_to_the(task.exponent[q] - task.exponent[p]);
    const double eta = (r * r * square_[q] - square_[p]) / (2 * product);
    const double away = ::fabs(eta) + ::sqrt(r * r + eta * eta);
    const double u = (eta < 0 ? -1.0 : 1.0) / away, t = r * u;
    const double c = 1 / ::sqrt(1 + t * t);
    combine(task, p, q, c, -c * t * r, c * u);
    const double left = square_[q] + u * product;
    const bool cancelled = left < square_[q] / 16;
    const double q_square = cancelled ? inner<Team>(task.x[q], task.x[q], 0, task.x.tiles()) : left;
    const double p_square = square_[p] - t * r * product;
    on_one_lane(task.team, [&] {
      square_[p] = p_square;
      square_[q] = q_square;
    });
  }

  /// p' = c p + from_q q,  q' = c q + from_p p.
  WIDEFIELD_HD void combine(const Task& task, std::int64_t p, std::int64_t q, double c,
                            double from_q, double from_p) const {
    const Rows x = task.x[p], y = task.x[q];
    for (int t = 0; t < task.x.tiles(); ++t)
      for (int j = 0; j < lane_neurons; ++j) {
        const S a = x(t, j), b = y(t, j);
        x(t, j) = S(c) * a + S(from_q) * b;
        y(t, j) = S(c) * b + S(from_p) * a;
      }
  }

  double* square_;
  int* rotated_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
