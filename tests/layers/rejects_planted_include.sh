#!/bin/sh
# check_includes.sh must find every arrow that points up.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# plant FILE LINE: the sound tree passes, and with the line it does not
plant() {
  rm -rf "$folder/house"
  mkdir -p "$folder/house/kernels" "$folder/house/include" "$folder/house/host/gaussian"
  echo '#include "host/gaussian/roots.hpp"' > "$folder/house/host/gaussian/roots.cpp"
  "$here/check_includes.sh" "$folder/house"
  mkdir -p "$folder/house/$(dirname "$1")"
  echo "$2" > "$folder/house/$1"
  if "$here/check_includes.sh" "$folder/house" >/dev/null; then
    echo "a planted include was not found: $2 in $1"
    exit 1
  fi
}

plant kernels/planted.hpp '#include "host/architecture/mean_field/length_map.hpp"'
plant include/planted.hpp '#include "kernels/catalog.hpp"'
plant host/report/planted.cpp '#include "kernels/catalog.hpp"'
plant host/report/planted.cpp '#include <cuda_runtime.h>'
plant host/config/planted.cpp '#include "host/store/io.hpp"'
plant host/statistics/moments/planted.hpp '  #  include  "host/report/plot/plot.hpp"'
plant host/key/planted.cpp '#include "host/architecture/architecture.hpp"'
plant host/report/figure/planted.cpp '#include "host/architecture/mlp/lyapunov.hpp"'
plant host/report/planted.cpp '#include "host/architecture/architecture.hpp"'
plant host/store/planted.cpp '#include "host/statistics/moments/moments.hpp"'
plant host/config/planted.cpp '#include "widefield/theory.hpp"'
plant host/attic/planted.cpp '#include "host/key/key.hpp"'
