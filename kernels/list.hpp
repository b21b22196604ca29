#pragma once
#include <tuple>

namespace widefield {

/// A list of types: what there is, declared once, iterated everywhere.
template <class... T>
struct List {
  static constexpr int size = int(sizeof...(T));
};

/// The type at a position.
template <class L, int position>
struct AtPosition;
template <class... T, int position>
struct AtPosition<List<T...>, position> {
  using Type = std::tuple_element_t<position, std::tuple<T...>>;
};
template <class L, int position>
using At = typename AtPosition<L, position>::Type;

/// f.template operator()<T>() for every T in order.
template <class... T, class F>
constexpr void for_each(List<T...>, F f) {
  (f.template operator()<T>(), ...);
}

/// f for the type at a position; nothing where there is none.
template <class... T, class F>
constexpr void visit(List<T...>, int position, F f) {
  int at = 0;
  ((at++ == position ? f.template operator()<T>() : void()), ...);
}

/// The position of the type whose `name` this is, or -1.
template <class... T, class Name>
constexpr int position(List<T...>, const Name& name) {
  int at = 0, found = -1;
  ((T::name == name ? void(found = at++) : void(at++)), ...);
  return found;
}

}  // namespace widefield
