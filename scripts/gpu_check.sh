#!/bin/sh
# Everything that only a GPU shows, in one command of at most 8 minutes that needs no package registry:
# the tests of the device, compute-sanitizer over the small ones, then the targets of the device.
# Builds in build/cuda unless that binary was carried along (build/cuda/tests/gpu/gpu_tests).
set -eu
cd "$(dirname "$0")/.."
tests=build/cuda/tests/gpu/gpu_tests
workload=build/cuda/benchmarks/widefield_workload

if [ ! -x "$tests" ] || [ ! -x "$workload" ]; then
  cmake --preset cuda -DWIDEFIELD_TESTS=ON -DWIDEFIELD_BENCHMARKS=ON
  cmake --build build/cuda --target gpu_tests widefield_workload
fi

"$tests"
if command -v compute-sanitizer >/dev/null; then
  for tool in memcheck racecheck synccheck; do
    compute-sanitizer --tool "$tool" --error-exitcode 1 "$tests" --gtest_filter='*Small*'
  done
else
  echo "compute-sanitizer not found: memory and races are not checked"
fi
python3 benchmarks/bench_gpu.py "$workload"
