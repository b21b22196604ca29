#include "tests/numbers/same_bits/bits.hpp"

#include <cmath>
#include <cstring>

#include "kernels/random/normal.hpp"
#include "widefield/activation.hpp"

namespace widefield {
namespace {

/// FNV-1a over 32-bit words [fowler1991]. A NaN counts as one value whatever its payload.
class Hash {
 public:
  template <class T>
  void add(const Pack<T>& x) {
    for (int lane = 0; lane < pack_lanes; ++lane)
      add_lane(x[lane]);
  }
  std::uint64_t value() const { return hash_; }

 private:
  template <class T>
  void add_lane(T x) {
    if (x != x) x = T(12345);
    std::uint32_t words[sizeof(T) / 4];
    std::memcpy(words, &x, sizeof x);
    for (const std::uint32_t word : words)
      hash_ = (hash_ ^ word) * 0x100000001b3;
  }
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

constexpr int tiles = 64;

template <class S>
void add_random(Hash& hash) {
  for (std::uint64_t tile = 0; tile < tiles; ++tile) {
    const Stream stream{2026, Purpose(tile % 6), std::uint32_t(tile), 7, 1, 2};
    S z[4], u[4];
    Word<S> word[4];
    words<S>(stream, 5, tile * tile, 0, word);
    normals(stream, 5, tile * tile, 0, z);
    uniforms(stream, 5, tile * tile, 0, u);
    for (int j = 0; j < 4; ++j)
      hash.add(word[j]), hash.add(z[j]), hash.add(u[j]);
  }
}

/// Arguments of all magnitudes: normals times 2^-20 .. 2^8, zeros, infinities, NaN, subnormals.
template <class S>
S arguments(std::uint64_t i) {
  using R = Real<S>;
  S z[4];
  normals({1, Purpose::input, std::uint32_t(i), 1}, 0, i, 0, z);
  if (i == 0) {
    const R special[] = {R(0), R(-0.0), R(INFINITY), R(-INFINITY), R(NAN), R(1e-310), R(1e-40)};
    for (int lane = 0; lane < 7; ++lane)
      z[0].set(lane, special[lane]);
    return z[0];
  }
  return z[0] * S(std::ldexp(R(1), int(i % 29) - 20));
}

template <class S>
void add_activations(Hash& hash) {
#define WIDEFIELD_KIND(name, ...) ActivationKind::name,
  for (const ActivationKind kind : {WIDEFIELD_ACTIVATIONS(WIDEFIELD_KIND)})
    for (std::uint64_t i = 0; i < tiles; ++i) {
      const Activation phi{kind, 0.1, 1.5};
      const S h = arguments<S>(i), d = arguments<S>(i + 17);
      const Jet<S> at = jet(phi, h);
      hash.add(at.value), hash.add(at.first), hash.add(at.second);
      hash.add(difference(phi, h, d));
    }
#undef WIDEFIELD_KIND
}

template <class S>
void add_elementary(Hash& hash) {
  for (std::uint64_t i = 0; i < tiles; ++i) {
    const S x = arguments<S>(i);
    hash.add(exp(x)), hash.add(expm1(x)), hash.add(log(x)), hash.add(log1p(x));
    hash.add(cos(x)), hash.add(sqrt(x)), hash.add(min(x, -x)), hash.add(max(x, -x));
  }
}

}  // namespace

std::uint64_t hash_of_all_bits() {
  Hash hash;
  add_random<Pack<float>>(hash);
  add_random<Pack<double>>(hash);
  add_elementary<Pack<float>>(hash);
  add_elementary<Pack<double>>(hash);
  add_activations<Pack<float>>(hash);
  add_activations<Pack<double>>(hash);
  return hash.value();
}

}  // namespace widefield
