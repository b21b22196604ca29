// A store of which any bytes were changed, inserted or cut off: an error or blocks, never a crash;
// and no block comes back with other numbers than it was written with.
//
// The input is a list of edits of a whole store: three bytes of offset, one of new value; the last
// bytes, if any, say where to cut it off.
#include <cstdint>
#include <cstdlib>

#include "tests/store/support.hpp"

using namespace widefield;
namespace support = widefield::testing;

static constexpr std::size_t edit_size = 4;
static constexpr std::uint64_t blocks = 5;

static std::string whole_store(const std::filesystem::path& folder) {
  const RunDescription run = support::description();
  Store store = Store::open(folder, run, OpenMode::fresh);
  for (std::uint64_t number = 0; number < blocks; ++number)
    store.add(support::ensemble(run), support::block(number));
  return support::bytes_of(folder / "blocks.sqlite");
}

static std::size_t number_of(const std::uint8_t* bytes, std::size_t count) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < count; ++i)
    number = number << 8 | bytes[i];
  return number;
}

static std::string edited(std::string store, const std::uint8_t* data, std::size_t size) {
  for (; size >= edit_size; data += edit_size, size -= edit_size)
    store[number_of(data, 3) % store.size()] = static_cast<char>(data[3]);
  if (size > 0) store.resize(number_of(data, size) % store.size());
  return store;
}

static void check(const Store& store) {
  store.visit(support::ensemble(support::description()), [](const Block& block) {
    if (block != support::block(block.number)) std::abort();
  });
}

template <class Open>
static void attempt(const Open& open) {
  try {
    check(open());
  } catch (const InputError&) {
  } catch (const RunError&) {
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const support::Scratch scratch(support::Place::memory);
  static const std::string whole = whole_store(scratch / "whole");
  const std::filesystem::path folder = scratch / "run";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  support::put_bytes(folder / "blocks.sqlite", edited(whole, data, size));
  attempt([&] { return Store::read(folder); });
  attempt([&] { return Store::open(folder, support::description(), OpenMode::resume); });
  return 0;
}
