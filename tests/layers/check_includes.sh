#!/bin/sh
# The layers of the house: `include` includes nothing of ours outside itself; `kernels` and `host`
# include only `include` and themselves; CUDA headers appear only under kernels/cuda.
set -eu
cd "$1"
status=0

# forbid FOLDER PATTERN REASON
forbid() {
  [ -d "$1" ] || return 0
  found=$(grep -rnE --include='*.hpp' --include='*.cpp' --include='*.cu' --include='*.cuh' \
    "^[[:space:]]*#[[:space:]]*include[[:space:]]*$2" "$1" || true)
  [ -z "$found" ] && return 0
  echo "error: $3:"; echo "$found"; status=1
}

forbid include '"(host|kernels|tests|benchmarks)/' "include/ must include nothing of ours outside itself"
forbid kernels '"(host|tests|benchmarks)/' "kernels/ includes only include/ and itself"
for part in bibliography key gaussian random_matrix architecture statistics config store report app; do
  forbid "host/$part" '"(kernels|tests|benchmarks)/' "host/ includes only include/ and itself"
done
for part in include host; do
  forbid "$part" '["<](cuda|cublas|cusolver|curand|thrust/|cub/)' "CUDA headers appear only under kernels/cuda"
done
found=$(grep -rnE --include='*.hpp' --include='*.cpp' '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<](cuda|cublas|cusolver|curand|thrust/|cub/)' kernels 2>/dev/null | grep -v '^kernels/cuda/' || true)
[ -z "$found" ] || { echo "error: CUDA headers appear only under kernels/cuda:"; echo "$found"; status=1; }
exit $status
