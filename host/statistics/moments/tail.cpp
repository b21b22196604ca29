#include "host/statistics/moments/tail.hpp"

#include <algorithm>

namespace widefield {
namespace {

std::vector<int> of_inputs(const RecordLayout& record, const Slot& slot) {
  const Primitive other = row_of(slot.primitive).tail.other;
  const ComponentName& name = record.component(slot);
  if (name.a < 0) return {record.find(other, slot.layer, 0)};
  std::vector<int> found = {
      record.find(other, slot.layer, record.component_of(other, name.a, name.a))};
  if (name.b != name.a)
    found.push_back(record.find(other, slot.layer, record.component_of(other, name.b, name.b)));
  return found;
}

}  // namespace

std::vector<int> tail_slots(const RecordLayout& record, const Slot& slot) {
  const Tail& tail = row_of(slot.primitive).tail;
  std::vector<int> found;
  if (tail.kind == Tail::Kind::of_inputs) found = of_inputs(record, slot);
  if (tail.kind == Tail::Kind::itself && slot.component < tail.count)
    found = {record.find(slot.primitive, slot.layer, slot.component)};
  std::erase(found, -1);
  return found;
}

std::vector<int> single_components(const RecordLayout& record, Primitive p) {
  std::vector<int> single, all;
  const auto& names = record.components(p);
  for (int k = 0; k < static_cast<int>(names.size()); ++k) {
    all.push_back(k);
    if (names[k].a == names[k].b) single.push_back(k);
  }
  return single.empty() ? all : single;
}

bool is_tail(Primitive p) {
  return std::any_of(std::begin(primitives), std::end(primitives), [&](const PrimitiveRow& row) {
    if (row.tail.kind == Tail::Kind::of_inputs) return row.tail.other == p;
    return row.tail.kind == Tail::Kind::itself && &row == &row_of(p);
  });
}

}  // namespace widefield
