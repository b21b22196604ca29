#!/bin/sh
# Compiles the CUDA backend, warnings as errors, where nvcc is found. No GPU is needed.
set -eu
command -v nvcc >/dev/null || { echo "nvcc not found: the CUDA backend is not compiled"; exit 0; }
cmake --preset cuda -DWIDEFIELD_TESTS=OFF
cmake --build build/cuda --target widefield
