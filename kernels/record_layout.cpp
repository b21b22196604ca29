#include <algorithm>

#include "widefield/record.hpp"
#include "widefield/window.hpp"

namespace widefield {
namespace {

constexpr std::string_view derivations[] = {
#define WIDEFIELD_NAME(name) #name,
    WIDEFIELD_DERIVATIONS(WIDEFIELD_NAME)
#undef WIDEFIELD_NAME
};

}  // namespace

int primitive_named(std::string_view name) {
  for (int p = 0; p < primitive_count; ++p)
    if (primitives[p].name == name) return p;
  return -1;
}

std::string RecordLayout::name(const Slot& slot) {
  const std::string primitive(row_of(slot.primitive).name);
  if (slot.derivation == Derivation::measured) return primitive;
  return std::string(derivations[int(slot.derivation)]) + "." + primitive;
}

int RecordLayout::add(const Slot& slot) {
  slots_.push_back(slot);
  return static_cast<int>(slots_.size()) - 1;
}

void RecordLayout::append(Scope scope, int layer) {
  for (int p = 0; p < primitive_count; ++p) {
    if ((primitives[p].scope == Scope::layer) != (scope == Scope::layer)) continue;
    if (first_[p] < 0) first_[p] = static_cast<int>(slots_.size());
    for (std::size_t k = 0; k < names_[p].size(); ++k)
      add({Primitive(p), Derivation::measured, layer, static_cast<int>(k)});
  }
}

void RecordLayout::fill(std::array<std::vector<ComponentName>, primitive_count> names) {
  const Window window{transient_, every_};
  names_ = std::move(names);
  first_.fill(-1);
  points_ = window.points(depth_);
  for (int point = 0; point < points_; ++point) {
    append(Scope::layer, window.layer_of(point));
    if (point == 0) stride_ = static_cast<int>(slots_.size());
  }
  append(Scope::network, depth_);
}

int RecordLayout::find(Primitive p, int layer, int component) const {
  const auto size = static_cast<int>(components(p).size());
  if (component < 0 || component >= size) return -1;
  if (row_of(p).scope != Scope::layer) return layer == depth_ ? first_[int(p)] + component : -1;
  const Window window{transient_, every_};
  if (layer > depth_ || !window.measures(layer)) return -1;
  return first_[int(p)] + window.point_of(layer) * stride_ + component;
}

int RecordLayout::find(std::string_view primitive, int layer, std::string_view component) const {
  const int p = primitive_named(primitive);
  if (p < 0) return -1;
  const auto& names = names_[p];
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const ComponentName& one) { return one.text == component; });
  return find(Primitive(p), layer, found == names.end() ? -1 : int(found - names.begin()));
}

int RecordLayout::component_of(Primitive p, int a, int b) const {
  const auto& names = components(p);
  const auto found = std::lower_bound(
      names.begin(), names.end(), std::pair(a, b),
      [](const ComponentName& one, const auto& pair) { return std::pair(one.a, one.b) < pair; });
  const bool same = found != names.end() && found->a == a && found->b == b;
  return same ? static_cast<int>(found - names.begin()) : -1;
}

std::vector<int> RecordLayout::layers(Primitive p) const {
  if (components(p).empty()) return {};
  if (row_of(p).scope != Scope::layer) return {depth_};
  const Window window{transient_, every_};
  std::vector<int> all;
  for (int point = 0; point < points_; ++point)
    all.push_back(window.layer_of(point));
  return all;
}

}  // namespace widefield
