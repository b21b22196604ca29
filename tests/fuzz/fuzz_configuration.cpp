// Any bytes as an experiment file: an error or experiments, never a crash; and experiments that
// were read, written out and read again are the same.
#include <cstdint>
#include <cstdlib>

#include "widefield/config.hpp"
#include "widefield/error.hpp"

using namespace widefield;

static void check_round_trip(const std::vector<Experiment>& experiments) {
  const std::string text = resolved_toml(experiments);
  if (resolved_toml(load_text(text, "resolved.toml")) != text) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_round_trip(load_text(text, "fuzz.toml"));
  } catch (const InputError&) {
  }
  return 0;
}
