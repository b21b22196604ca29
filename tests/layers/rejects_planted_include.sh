#!/bin/sh
# check_includes.sh must fail when a kernel includes the host.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/kernels" "$folder/include" "$folder/host"
"$here/check_includes.sh" "$folder"
echo '#include "host/architecture/mean_field/length_map.hpp"' > "$folder/kernels/planted.hpp"
if "$here/check_includes.sh" "$folder" >/dev/null; then
  echo "a planted include was not found"
  exit 1
fi
