#!/bin/sh
# Builds and runs the speed targets; arguments go to bench.py (--only C1,C3 --repeats 7).
set -eu
cd "$(dirname "$0")/.."
cmake --preset cpu -DWIDEFIELD_BENCHMARKS=ON -DWIDEFIELD_TESTS=OFF
cmake --build build/cpu --target widefield_workload widefield_accuracy
exec python3 benchmarks/bench.py build/cpu/benchmarks "$@"
