// Any words as a command line, one per line of the input: an error, an answer or options, never a
// crash.
#include <cstdint>
#include <sstream>

#include "host/app/command_line.hpp"
#include "widefield/error.hpp"

using namespace widefield;

static std::vector<std::string> words(const std::uint8_t* data, std::size_t size) {
  std::istringstream lines(std::string(reinterpret_cast<const char*>(data), size));
  std::vector<std::string> list;
  for (std::string line; std::getline(lines, line);)
    list.push_back(line);
  return list;
}

// A target that is a file would let the fuzzer read whatever is on the disk.
static bool reads_no_file(const ExperimentRequest& request) {
  return request.target.find_first_of("./") == std::string::npos;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto parsed = parse_command_line(words(data, size));
    const auto* options = std::get_if<Options>(&parsed);
    if (options && !options->request.target.empty() && reads_no_file(options->request))
      load(options->request);
  } catch (const InputError&) {
  }
  return 0;
}
