// Any bytes as a results.json: an error or results, never a crash; and results that were read,
// written and read again are the same.
#include <cstdint>
#include <cstdlib>

#include "widefield/outputs.hpp"

using namespace widefield;

static void check_round_trip(const Results& results) {
  const std::string text = results_json(results);
  if (results_json(parse_results(text, "written.json")) != text) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_round_trip(parse_results(text, "fuzz.json"));
  } catch (const InputError&) {
  }
  return 0;
}
