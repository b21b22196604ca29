#pragma once
#include <string>
#include <type_traits>
#include <utility>

#include "host/key/convert.hpp"
#include "host/key/key.hpp"

namespace widefield {

/// The address stands for the member at the end of the path: two keys with one place are two names,
/// or two owners, of one number.
template <auto... path>
inline constexpr char place_of = 0;

/// The key of one member of an experiment, at the end of a path of members:
/// member<&Experiment::network, &Network::depth>("network.depth", between(1, 1e6), "L").
template <auto... path>
Key member(std::string name, const Takes& takes, std::string help, Role role = Role::law) {
  using T = std::remove_cvref_t<decltype((std::declval<Experiment&>().*....*path))>;
  Key key{std::move(name), type_name<T>(), takes.text(), std::move(help), role, takes.words};
  key.get = [](const Experiment& e) { return to_value((e.*....*path)); };
  key.set = [takes](Experiment& e, const Setting& s) { assign((e.*....*path), s, takes); };
  key.place = &place_of<path...>;
  return key;
}

}  // namespace widefield
