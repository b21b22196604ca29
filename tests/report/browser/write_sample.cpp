// Writes the report of the sample results, for the browser that looks at it.
#include <cstdio>
#include <fstream>

#include "../sample_results.hpp"
#include "widefield/report.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: report_sample FILE.html\n", stderr);
    return 2;
  }
  std::ofstream file(argv[1], std::ios::binary);
  file << widefield::report_html(widefield::sample::results());
  return file.flush() ? 0 : 3;
}
