#!/bin/sh
# Installs the Debian packages that building and testing widefield needs and that are missing.
# With the argument "run" only what `make run` needs; with "test" also what the tests need.
set -eu

run="cmake ninja-build g++ ccache libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libfmt-dev
     libsqlite3-dev libnetcdf-dev libboost-dev libboost-math-dev libeigen3-dev"
test="libgtest-dev librapidcheck-dev libbenchmark-dev chromium fonts-dejavu-core python3 python3-numpy python3-scipy
      clang clang-format clang-tidy libclang-rt-14-dev"
bench="python3-torch python3-numpy libbenchmark-dev libopenblas-dev"

case "${1:-test}" in
  run) wanted="$run" ;;
  test) wanted="$run $test" ;;
  bench) wanted="$run $bench" ;;
  *) echo "usage: $0 [run|test|bench]" >&2; exit 2 ;;
esac

missing=""
for package in $wanted; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

command -v apt-get >/dev/null || {
  echo "error: missing packages:$missing (this is not a Debian system); install their equivalents" >&2
  exit 2
}
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
echo "installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086  # a list of words is meant
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing
