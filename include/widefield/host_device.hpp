#pragma once

// Functions marked WIDEFIELD_HD run on the host and, compiled by nvcc, on a device.
#if defined(__CUDACC__)
#define WIDEFIELD_HD __host__ __device__
#else
#define WIDEFIELD_HD
#endif

// The engine sources are compiled once per instruction set. Everything they instantiate lives in an
// inline namespace named after it, so that the linker never merges code of two instruction sets.
#if !defined(WIDEFIELD_ISA)
#define WIDEFIELD_ISA baseline
#endif

// The bodies of numeric functions must merge into the loops that call them: sixteen lanes passed in
// memory cost more than the arithmetic.
#if defined(__CUDACC__)
#define WIDEFIELD_INLINE inline
#else
#define WIDEFIELD_INLINE [[gnu::always_inline]] inline
#endif

// A function that exists once instead of inside each of its callers.
#define WIDEFIELD_NOINLINE [[gnu::noinline]] inline

// Before a loop over a block that must stay in registers.
#if defined(__CUDACC__)
#define WIDEFIELD_UNROLL _Pragma("unroll")
#else
#define WIDEFIELD_UNROLL _Pragma("GCC unroll 16")
#endif
