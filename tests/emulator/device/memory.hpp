#pragma once
#include <cstddef>
#include <map>

namespace emulator {

/// The memory of all devices: what lies where.
class Memory {
 public:
  /// Poisoned; nullptr where this device has not so much left.
  void* allocate(std::size_t bytes, int device, std::size_t most);
  /// False for what was not allocated.
  bool free(void* memory);
  bool holds(const void* from, std::size_t bytes) const;
  std::size_t used(int device) const;

 private:
  struct Piece {
    std::size_t bytes;
    int device;
  };
  std::map<const char*, Piece> pieces_;
};

/// Where in `bytes` bytes a number stands that is an address of memory that the program can write
/// but no device holds, as after a forgotten copy; none: `bytes`.
std::size_t find_address_of_host(const void* from, std::size_t bytes, const Memory& memory);

}  // namespace emulator
