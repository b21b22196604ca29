// Prints the hash of all bits, for CTest to compare with the golden one.
#include <cstdio>

#include "tests/numbers/same_bits/bits.hpp"

int main() {
  std::printf("%016llx\n", static_cast<unsigned long long>(widefield::hash_of_all_bits()));
}
