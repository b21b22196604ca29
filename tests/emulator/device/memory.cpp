#include "memory.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace emulator {
namespace {

constexpr std::size_t alignment = 256;
constexpr unsigned char poison = 0xff;  // NaN in every precision, -1 in every integer

struct Region {
  std::uintptr_t from, to;
};

/// What the program can write.
std::vector<Region> writable_regions() {
  std::vector<Region> regions;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    Region region{};
    char dash = 0;
    std::string rights;
    words >> std::hex >> region.from >> dash >> region.to >> rights;
    if (rights.starts_with("rw")) regions.push_back(region);
  }
  return regions;
}

bool is_in(const std::vector<Region>& regions, std::uintptr_t address) {
  for (const Region& region : regions)
    if (address >= region.from && address < region.to) return true;
  return false;
}

}  // namespace

void* Memory::allocate(std::size_t bytes, int device, std::size_t most) {
  void* memory = nullptr;
  if (used(device) + bytes > most || posix_memalign(&memory, alignment, bytes) != 0) return nullptr;
  std::memset(memory, poison, bytes);
  pieces_[static_cast<const char*>(memory)] = {bytes, device};
  return memory;
}

bool Memory::free(void* memory) {
  if (pieces_.erase(static_cast<const char*>(memory)) == 0) return false;
  std::free(memory);
  return true;
}

bool Memory::holds(const void* from, std::size_t bytes) const {
  const char* const at = static_cast<const char*>(from);
  auto next = pieces_.upper_bound(at);
  if (next == pieces_.begin()) return false;
  --next;
  return at + bytes <= next->first + next->second.bytes;
}

std::size_t Memory::used(int device) const {
  std::size_t sum = 0;
  for (const auto& [at, piece] : pieces_)
    if (piece.device == device) sum += piece.bytes;
  return sum;
}

std::size_t find_address_of_host(const void* from, std::size_t bytes, const Memory& memory) {
  const std::vector<Region> regions = writable_regions();
  for (std::size_t at = 0; at + sizeof(std::uintptr_t) <= bytes; at += sizeof(std::uintptr_t)) {
    std::uintptr_t word = 0;
    std::memcpy(&word, static_cast<const char*>(from) + at, sizeof word);
    if (is_in(regions, word) && !memory.holds(reinterpret_cast<const void*>(word), 1)) return at;
  }
  return bytes;
}

}  // namespace emulator
