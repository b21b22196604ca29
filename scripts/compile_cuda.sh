#!/bin/sh
# Compiles the CUDA backend and its tests, warnings as errors, where nvcc is found. No GPU is needed.
set -eu
command -v nvcc >/dev/null || { echo "nvcc not found: the CUDA backend is not compiled"; exit 0; }
cmake --preset cuda -DWIDEFIELD_TESTS=ON
cmake --build build/cuda --target widefield gpu_tests
