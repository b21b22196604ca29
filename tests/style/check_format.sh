#!/bin/sh
# check_format.sh CLANG_FORMAT ROOT: fails where a source differs from what .clang-format makes of it.
set -eu
cd "$2"
find include kernels host tests benchmarks -name '*.[ch]pp' -o -name '*.cu' -o -name '*.cuh' |
  xargs "$1" --dry-run -Werror
