#include <gtest/gtest.h>

#include <cmath>

#include "kernels/cpu/fold.hpp"
#include "widefield/activation.hpp"
#include "widefield/activation/catalog.hpp"

namespace widefield {
namespace {

/// Sixteen arguments from -8 to 8 with zeros, an infinity and a NaN among them.
template <class T>
Pack<T> arguments(int shift) {
  Pack<T> x;
  for (int lane = 0; lane < pack_lanes; ++lane)
    x.set(lane, T(lane - 8) + T(0.137) * T(shift));
  if (shift == 0) x.set(0, T(INFINITY)), x.set(1, T(NAN)), x.set(2, T(-0.0));
  return x;
}

template <class T>
bool same(T a, T b) {
  return bits(a) == bits(b) || (std::isnan(a) && std::isnan(b));
}

template <class T>
void expect_lanes_alone(const Activation& phi, const Pack<T>& h, T d) {
  const Jet<Pack<T>> together = jet(phi, h);
  const Pack<T> moves = difference(phi, h, Pack<T>(d));
  for (int lane = 0; lane < pack_lanes; ++lane) {
    const Jet<T> alone = jet(phi, h[lane]);
    EXPECT_TRUE(same(together.value[lane], alone.value)) << h[lane];
    EXPECT_TRUE(same(together.first[lane], alone.first)) << h[lane];
    EXPECT_TRUE(same(together.second[lane], alone.second)) << h[lane];
    EXPECT_TRUE(same(moves[lane], difference(phi, h[lane], d))) << h[lane] << " + " << d;
  }
}

// What a GPU thread or a test computes for one lane has the bits of that lane of a pack. Floats
// stand for both: the source is one template.
TEST(Lanes, OfAPackHaveTheBitsOfScalars) {
  for (const ActivationInfo& info : activations()) {
    SCOPED_TRACE(info.name);
    const Activation phi = activation(info.name, 0.125, 1.5);
    for (int shift = 0; shift < 40; ++shift) {
      expect_lanes_alone(phi, arguments<float>(shift), shift % 2 == 0 ? 1e-6f : 1.3f);
    }
  }
}

/// Sixteen sums at once have the bits of each by itself.
template <class T>
void expect_sums_alone() {
  Pack<T> x[pack_lanes];
  for (int i = 0; i < pack_lanes; ++i) {
    x[i] = arguments<T>(i);
    for (int lane = 0; lane < pack_lanes; ++lane)
      x[i].set(lane, x[i][lane] * T(std::exp(lane * 7 % 5)));
  }
  T together[pack_lanes];
  fold_sixteen(x, together);
  for (int i = 0; i < pack_lanes; ++i)
    EXPECT_TRUE(same(together[i], sum_lanes(x[i]))) << i;
}

TEST(Lanes, SixteenSumsAreThoseOfEach) {
  expect_sums_alone<float>();
  expect_sums_alone<double>();
}

}  // namespace
}  // namespace widefield
