#!/bin/sh
# The layers of the house: `include` includes nothing of ours outside itself; `kernels` and `host`
# include only `include` and themselves; CUDA headers appear only under kernels/cuda. Inside host/ a
# room includes only itself and rooms below it, and knows architectures only by their rows.
set -eu
cd "$1"
status=0
# From the ground up. Rooms that stand beside each other are below one another in this order too.
rooms="bibliography key gaussian random_matrix architecture statistics config store report app"

# included FOLDER PATTERN: lines that include what matches
included() {
  [ -d "$1" ] || return 0
  grep -rnE --include='*.hpp' --include='*.cpp' --include='*.cu' --include='*.cuh' \
    "^[[:space:]]*#[[:space:]]*include[[:space:]]*$2" "$1" || true
}

# fail LINES REASON
fail() {
  [ -z "$1" ] && return 0
  echo "error: $2:"; echo "$1"; status=1
}

fail "$(included include '"(host|kernels|tests|benchmarks)/')" \
  "include/ must include nothing of ours outside itself"
fail "$(included kernels '"(host|tests|benchmarks)/')" "kernels/ includes only include/ and itself"
fail "$(included host '"(kernels|tests|benchmarks)/')" "host/ includes only include/ and itself"

cuda='["<](cuda|cublas|cusolver|curand|thrust/|cub/)'
for part in include host; do
  fail "$(included "$part" "$cuda")" "CUDA headers appear only under kernels/cuda"
done
fail "$(included kernels "$cuda" | grep -v '^kernels/cuda/' || true)" \
  "CUDA headers appear only under kernels/cuda"

below="none"
for room in $rooms; do
  below="$below|$room"
  fail "$(included "host/$room" '"host/' | grep -vE "include[[:space:]]*\"host/($below)/" || true)" \
    "host/$room includes a room above it"
done
for folder in host/*/; do
  [ -d "$folder" ] || continue
  room=$(basename "$folder")
  case " $rooms " in *" $room "*) ;; *) fail "$folder" "a room without a place in the order" ;; esac
  [ "$room" = architecture ] && continue
  fail "$(included "$folder" '"host/architecture/[a-z_]+/')" \
    "host/$room looks behind the row of an architecture"
done

# Results pass through files and pages by way of include/ alone, and no theory is called to read an
# experiment.
theory='host/(gaussian|random_matrix|architecture|statistics)/'
for room in store report; do
  fail "$(included "host/$room" "\"$theory")" "host/$room reaches into theory"
done
fail "$(included host/config '"(host/(gaussian|random_matrix|statistics)/|widefield/theory.hpp)')" \
  "host/config calls theory"
exit $status
