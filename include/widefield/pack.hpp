#pragma once
#include <cstdint>
#include <type_traits>
#include <utility>

#include "widefield/host_device.hpp"
#include "widefield/instruction.hpp"
#include "widefield/scalar.hpp"

// Sixteen lanes as one value, from the vector extensions of g++ and clang: plain operators, so the
// same source becomes SSE, AVX2 or AVX-512 code. Device code has no packs: there
// a lane is a thread.
#if !defined(__CUDACC__)

namespace widefield::inline WIDEFIELD_ISA {

inline constexpr int pack_lanes = 16;

/// Calls f(0), ..., f(n-1), unrolled by the language so that no optimiser is needed for it.
template <class F, std::size_t... I>
WIDEFIELD_INLINE void unroll(F f, std::index_sequence<I...>) {
  (f(std::integral_constant<int, int(I)>{}), ...);
}

template <int bytes>
struct PackMask;

// Does the statement for every one of `parts` parts of a pack, whose number is the constant i:
// written out by the language, so that no optimiser is needed for it. (With lambdas in its place
// activations take ten times as long to compile.)
// clang-format off
#define WIDEFIELD_FOR_PARTS(...)                                 \
  { constexpr int i = 0; __VA_ARGS__; }                          \
  if constexpr (parts > 1) { constexpr int i = 1; __VA_ARGS__; } \
  if constexpr (parts > 2) { constexpr int i = 2; __VA_ARGS__; } \
  if constexpr (parts > 2) { constexpr int i = 3; __VA_ARGS__; } \
  if constexpr (parts > 4) { constexpr int i = 4; __VA_ARGS__; } \
  if constexpr (parts > 4) { constexpr int i = 5; __VA_ARGS__; } \
  if constexpr (parts > 4) { constexpr int i = 6; __VA_ARGS__; } \
  if constexpr (parts > 4) { constexpr int i = 7; __VA_ARGS__; }
// clang-format on

/// Sixteen numbers of type T in registers of the native width (wider vectors would live in memory).
template <class T>
struct Pack {
  static constexpr int part_lanes = vector_bytes / int(sizeof(T));
  static constexpr int parts = pack_lanes / part_lanes;
  static_assert(parts == 1 || parts == 2 || parts == 4 || parts == 8);
  typedef T Part __attribute__((vector_size(vector_bytes)));

  Part part[parts];

  Pack() = default;
  WIDEFIELD_INLINE Pack(T x) {
    WIDEFIELD_FOR_PARTS(part[i] = x - Part{});  // x - 0, because 0 + (-0) is +0
  }

  template <class F>
  WIDEFIELD_INLINE static void for_parts(F f) {
    unroll(f, std::make_index_sequence<parts>{});
  }
  template <class F>
  WIDEFIELD_INLINE static Pack make(F f) {
    Pack result;
    for_parts([&](auto i) { result.part[i] = f(i); });
    return result;
  }

  T operator[](int lane) const { return part[lane / part_lanes][lane % part_lanes]; }
  void set(int lane, T x) { part[lane / part_lanes][lane % part_lanes] = x; }

  WIDEFIELD_INLINE friend Pack operator-(Pack a) {
    Pack result;
    WIDEFIELD_FOR_PARTS(result.part[i] = -a.part[i]);
    return result;
  }
  WIDEFIELD_INLINE friend Pack operator~(Pack a) {
    Pack result;
    WIDEFIELD_FOR_PARTS(result.part[i] = ~a.part[i]);
    return result;
  }
  WIDEFIELD_INLINE friend Pack operator<<(Pack a, int by) {
    Pack result;
    WIDEFIELD_FOR_PARTS(result.part[i] = a.part[i] << by);
    return result;
  }
  WIDEFIELD_INLINE friend Pack operator>>(Pack a, int by) {
    Pack result;
    WIDEFIELD_FOR_PARTS(result.part[i] = a.part[i] >> by);
    return result;
  }

#define WIDEFIELD_PACK_OPERATOR(op)                               \
  WIDEFIELD_INLINE friend Pack operator op(Pack a, Pack b) {      \
    Pack result;                                                  \
    WIDEFIELD_FOR_PARTS(result.part[i] = a.part[i] op b.part[i]); \
    return result;                                                \
  }                                                               \
  WIDEFIELD_INLINE friend Pack& operator op##=(Pack& a, Pack b) { \
    return a = a op b;                                            \
  }
  WIDEFIELD_PACK_OPERATOR(+)
  WIDEFIELD_PACK_OPERATOR(-)
  WIDEFIELD_PACK_OPERATOR(*)
  WIDEFIELD_PACK_OPERATOR(/)
  WIDEFIELD_PACK_OPERATOR(&)
  WIDEFIELD_PACK_OPERATOR(|)
  WIDEFIELD_PACK_OPERATOR(^)
#undef WIDEFIELD_PACK_OPERATOR

#define WIDEFIELD_PACK_COMPARISON(op)                                       \
  WIDEFIELD_INLINE friend PackMask<sizeof(T)> operator op(Pack a, Pack b) { \
    PackMask<sizeof(T)> result;                                             \
    WIDEFIELD_FOR_PARTS(result.lanes.part[i] = (a.part[i] op b.part[i]));   \
    return result;                                                          \
  }
  WIDEFIELD_PACK_COMPARISON(==)
  WIDEFIELD_PACK_COMPARISON(!=)
  WIDEFIELD_PACK_COMPARISON(<)
  WIDEFIELD_PACK_COMPARISON(<=)
  WIDEFIELD_PACK_COMPARISON(>)
  WIDEFIELD_PACK_COMPARISON(>=)
#undef WIDEFIELD_PACK_COMPARISON
};

/// One truth value per lane, for lanes of `bytes` bytes: all bits set, or none.
template <int bytes>
struct PackMask {
  using Lane = std::conditional_t<bytes == 4, std::int32_t, std::int64_t>;
  Pack<Lane> lanes;

  WIDEFIELD_INLINE friend PackMask operator&(PackMask a, PackMask b) { return {a.lanes & b.lanes}; }
  WIDEFIELD_INLINE friend PackMask operator|(PackMask a, PackMask b) { return {a.lanes | b.lanes}; }
  WIDEFIELD_INLINE friend PackMask operator^(PackMask a, PackMask b) { return {a.lanes ^ b.lanes}; }
  WIDEFIELD_INLINE friend PackMask operator!(PackMask a) { return {~a.lanes}; }
};

template <class T>
requires(std::is_floating_point_v<T>) struct ScalarTraits<Pack<T>> {
  using Real = T;
  using Integer = Pack<std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>>;
  using Word = Pack<std::uint32_t>;
  using Mask = PackMask<sizeof(T)>;
};

template <class T>
WIDEFIELD_INLINE Pack<T> select(PackMask<sizeof(T)> mask, Pack<T> yes, Pack<T> no) {
  constexpr int parts = Pack<T>::parts;
  Pack<T> result;
  WIDEFIELD_FOR_PARTS(result.part[i] = mask.lanes.part[i] ? yes.part[i] : no.part[i]);
  return result;
}
template <int bytes>
WIDEFIELD_INLINE bool any(PackMask<bytes> mask) {
  typename Pack<typename PackMask<bytes>::Lane>::Part together{};
  mask.lanes.for_parts([&](auto i) { together |= mask.lanes.part[i]; });
  typename PackMask<bytes>::Lane found = 0;
  for (int lane = 0; lane < mask.lanes.part_lanes; ++lane)
    found |= together[lane];
  return found != 0;
}
template <int bytes>
WIDEFIELD_INLINE bool all(PackMask<bytes> mask) {
  return !any(!mask);
}

template <class T>
WIDEFIELD_INLINE Pack<T> min(Pack<T> a, Pack<T> b) {
  return select(a < b, a, b);
}
template <class T>
WIDEFIELD_INLINE Pack<T> max(Pack<T> a, Pack<T> b) {
  return select(a > b, a, b);
}

template <class T>
WIDEFIELD_INLINE Pack<T> sqrt(Pack<T> x) {
  constexpr int parts = Pack<T>::parts;
  Pack<T> result;
  WIDEFIELD_FOR_PARTS(result.part[i] = square_root(x.part[i]));
  return result;
}

/// The same bits as another type of the same width.
template <class To, class From>
WIDEFIELD_INLINE Pack<To> reinterpret(Pack<From> x) requires(sizeof(To) == sizeof(From)) {
  constexpr int parts = Pack<To>::parts;
  Pack<To> result;
  WIDEFIELD_FOR_PARTS(result.part[i] = (typename Pack<To>::Part)x.part[i]);
  return result;
}
template <class T>
WIDEFIELD_INLINE auto bits(Pack<T> x) {
  return reinterpret<std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>>(x);
}
WIDEFIELD_INLINE Pack<float> from_bits(Pack<std::int32_t> x) {
  return reinterpret<float>(x);
}
WIDEFIELD_INLINE Pack<double> from_bits(Pack<std::int64_t> x) {
  return reinterpret<double>(x);
}

/// Half of a register, its low lanes (which = 0) or its high lanes (which = 1).
template <int which, class Part, std::size_t... I>
WIDEFIELD_INLINE auto half(Part x, std::index_sequence<I...>) {
  return __builtin_shufflevector(x, x, (int(I) + which * int(sizeof...(I)))...);
}
template <class Half, std::size_t... I>
WIDEFIELD_INLINE auto join(Half low, Half high, std::index_sequence<I...>) {
  return __builtin_shufflevector(low, high, int(I)...);
}

/// Sixteen lanes to double through memory: of this loop, unlike of __builtin_convertvector, g++ 12
/// makes single AVX-512 conversions. (With narrower registers it is the other way round.)
template <class From>
WIDEFIELD_INLINE void widen(const Pack<From>& x, Pack<double>& result) {
  alignas(vector_bytes) From from[pack_lanes];
  alignas(vector_bytes) double to[pack_lanes];
  __builtin_memcpy(from, &x, sizeof from);
  for (int lane = 0; lane < pack_lanes; ++lane)
    to[lane] = double(from[lane]);
  __builtin_memcpy(&result, to, sizeof to);
}

/// Lane by lane conversion, rounded to nearest; real to integer truncates.
template <class To, class From>
WIDEFIELD_INLINE To convert(Pack<From> x) {
  To result;
  using Part = typename To::Part;
  if constexpr (To::parts == Pack<From>::parts) {
    To::for_parts([&](auto i) { result.part[i] = __builtin_convertvector(x.part[i], Part); });
  } else if constexpr (vector_bytes == 64 && std::is_same_v<To, Pack<double>>) {
    widen(x, result);
  } else if constexpr (To::parts > Pack<From>::parts) {
    using Half = std::make_index_sequence<To::part_lanes>;
    To::for_parts([&](auto i) {
      result.part[i] = __builtin_convertvector(half<i % 2>(x.part[i / 2], Half{}), Part);
    });
  } else {
    typedef typename To::Part Whole;
    using Lanes = std::make_index_sequence<To::part_lanes>;
    typedef decltype(half<0>(result.part[0], std::make_index_sequence<To::part_lanes / 2>{})) Half;
    To::for_parts([&](auto i) {
      const Half low = __builtin_convertvector(x.part[2 * i], Half);
      const Half high = __builtin_convertvector(x.part[2 * i + 1], Half);
      result.part[i] = (Whole)join(low, high, Lanes{});
    });
  }
  return result;
}
/// The mask of the same lanes at another width.
template <class To, int bytes>
WIDEFIELD_INLINE To convert(PackMask<bytes> mask) {
  return {convert<decltype(To::lanes)>(mask.lanes)};
}

template <class T>
WIDEFIELD_INLINE Pack<T> load(const T* from) {
  Pack<T> x;
  __builtin_memcpy(&x, from, sizeof x);
  return x;
}
template <class T>
WIDEFIELD_INLINE void store(Pack<T> x, T* to) {
  __builtin_memcpy(to, &x, sizeof x);
}

/// 0, 1, ..., 15.
template <class T>
WIDEFIELD_INLINE Pack<T> lane_numbers() {
  constexpr T numbers[pack_lanes] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return load(numbers);
}

/// The sum of the lanes along a fixed tree: i with i+8, then i+4, i+2, i+1.
template <class T>
inline T sum_lanes(Pack<T> x) {
  T lane[pack_lanes];
  store(x, lane);
  for (int step = pack_lanes / 2; step > 0; step /= 2)
    for (int i = 0; i < step; ++i)
      lane[i] += lane[i + step];
  return lane[0];
}

#undef WIDEFIELD_FOR_PARTS

}  // namespace widefield::inline WIDEFIELD_ISA

#endif  // !__CUDACC__
