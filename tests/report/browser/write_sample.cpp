// Writes the report of the sample results, for the browser that looks at it.
#include <cstdio>
#include <cstring>
#include <fstream>

#include "../sample_results.hpp"
#include "../string_fields.hpp"
#include "widefield/report.hpp"

namespace {

int usage() {
  std::fputs("usage: report_sample sample|hostile|empty FILE.html\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace widefield;
  if (argc != 3) return usage();
  Results results;
  if (std::strcmp(argv[1], "sample") == 0)
    results = sample::results();
  else if (std::strcmp(argv[1], "hostile") == 0)
    results = sample::hostile_results();
  else if (std::strcmp(argv[1], "empty") != 0)
    return usage();
  std::ofstream file(argv[2], std::ios::binary);
  file << report_html(results);
  return file.flush() ? 0 : 3;
}
