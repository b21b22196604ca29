#include "host/architecture/batch_norm/moments.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/architecture/batch_norm/homogeneous.hpp"
#include "host/architecture/batch_norm/sphere.hpp"

namespace widefield {
namespace {

using std::numbers::pi;

struct FieldJet {
  double difference, slope;  // f(y) - f(0), f'(y)
};

FieldJet field_jet(const BatchActivation& f, double y) {
  const double h = f.scale * y;
  return {f.phi.difference(f.shift, h), f.scale * f.phi.jet(f.shift + h).first};
}

// y_1 = radius sin(e); y_2 = radius (cos(t) sin(e) + sin(t) cos(e) sin(e')), cos(t) = -1/(B - 1).
struct Geometry {
  double radius, cosine, sine;
  double scale;               // of heights over which f varies
  std::vector<double> kinks;  // heights
};

Geometry geometry(const BatchActivation& f, const BatchSphere& sphere) {
  const double n = sphere.batch - 1;
  Geometry at{sphere.rho * std::sqrt(n), -1 / n, std::sqrt((n - 1) * (n + 1)) / n, 0, {}};
  at.scale = 1 / (at.radius * std::max(f.scale * f.phi.steepness, 1e-300));
  for (const Kink& kink : f.phi.kinks) {
    const double height = (kink.at - f.shift) / f.scale / at.radius;
    if (std::abs(height) < 1) at.kinks.push_back(height);
  }
  return at;
}

// Where y_1 meets a kink, and where the kink of y_2 enters and leaves the sphere.
HeightFeatures outer_features(const Geometry& at) {
  HeightFeatures features{at.scale, {}};
  const double between = std::acos(at.cosine);
  for (const double kink : at.kinks) {
    features.cuts.push_back(std::asin(kink));
    for (const double side : {-1.0, 1.0}) {
      const double angle = std::abs(between + side * std::acos(kink));  // from the pole
      features.cuts.push_back(0.5 * pi - (angle > pi ? 2 * pi - angle : angle));
    }
  }
  return features;
}

HeightFeatures inner_features(const Geometry& at, double sine, double cosine) {
  HeightFeatures features{at.scale, {}};
  for (const double kink : at.kinks) {
    const double height = (kink - at.cosine * sine) / (at.sine * cosine);
    if (std::abs(height) < 1) features.cuts.push_back(std::asin(height));
  }
  return features;
}

// E[f(y_2) y_2^k | y_1], and of f'; E[f(y_2)^2 | y_1] with the constant.
struct InnerMoments {
  double value[3] = {}, slope[3] = {}, square = 0;
};

class BatchQuadrature {
 public:
  BatchQuadrature(const BatchActivation& f, const BatchSphere& sphere)
      : f_(f), sphere_(sphere), at_(geometry(f, sphere)) {
    moments_.constant = f.phi.jet(f.shift).value;
    if (at_.kinks.empty() && sphere.batch > 2)
      inner_ = height_rule(sphere.batch - 2, {at_.scale, {}});
  }

  BatchMoments operator()() {
    const HeightRule outer = height_rule(sphere_.batch - 1, outer_features(at_));
    for (std::size_t i = 0; i < outer.weight.size(); ++i)
      add(outer.sine[i], outer.cosine[i], outer.weight[i]);
    return moments_;
  }

 private:
  void add(double sine, double cosine, double weight) {
    const double y = at_.radius * sine;
    const FieldJet jet = field_jet(f_, y);
    const InnerMoments inner = inner_moments(sine, cosine);
    const double value = jet.difference + moments_.constant;
    moments_.mean += weight * jet.difference;
    moments_.response += weight * jet.difference * y;
    moments_.fourth += weight * std::pow(value, 4);
    moments_.square_product += weight * value * value * inner.square;
    add_square(moments_.square, jet.difference, y, weight);
    add_square(moments_.slope_square, jet.slope, y, weight);
    add_product(moments_.product, inner.value, weight * jet.difference, y);
    add_product(moments_.slope_product, inner.slope, weight * jet.slope, y);
  }

  static void add_square(FieldMoments& sum, double f, double y, double weight) {
    const double term = weight * f * f, square = y * y;
    sum.zero += term;
    sum.two += term * square;
    sum.four += term * square * square;
  }

  static void add_product(PairMoments& sum, const double* inner, double weighted, double y) {
    sum.m00 += weighted * inner[0];
    sum.m11 += weighted * y * inner[1];
    sum.m20 += weighted * y * y * inner[0];
    sum.m22 += weighted * y * y * inner[2];
    sum.m31 += weighted * y * y * y * inner[1];
  }

  InnerMoments inner_moments(double sine, double cosine) const {
    InnerMoments sum;
    if (sphere_.batch == 2) {
      add_inner(sum, -at_.radius * sine, 1);
      return sum;
    }
    const bool fixed = !inner_.weight.empty();
    const HeightRule own =
        fixed ? HeightRule{} : height_rule(sphere_.batch - 2, inner_features(at_, sine, cosine));
    const HeightRule& rule = fixed ? inner_ : own;
    for (std::size_t i = 0; i < rule.weight.size(); ++i)
      add_inner(sum, at_.radius * (at_.cosine * sine + at_.sine * cosine * rule.sine[i]),
                rule.weight[i]);
    return sum;
  }

  void add_inner(InnerMoments& sum, double y, double weight) const {
    const FieldJet jet = field_jet(f_, y);
    const double value = jet.difference + moments_.constant;
    sum.square += weight * value * value;
    for (int k = 0; k < 3; ++k, weight *= y) {
      sum.value[k] += weight * jet.difference;
      sum.slope[k] += weight * jet.slope;
    }
  }

  const BatchActivation& f_;
  BatchSphere sphere_;
  Geometry at_;
  HeightRule inner_;  // where it is the same for every y_1
  BatchMoments moments_;
};

}  // namespace

BatchMoments batch_moments_by_quadrature(const BatchActivation& f, const BatchSphere& sphere) {
  return BatchQuadrature(f, sphere)();
}

BatchMoments batch_moments(const BatchActivation& f, const BatchSphere& sphere) {
  if (f.phi.homogeneous && f.shift == 0)
    return homogeneous_batch_moments(*f.phi.homogeneous, f.scale, sphere);
  return batch_moments_by_quadrature(f, sphere);
}

}  // namespace widefield
