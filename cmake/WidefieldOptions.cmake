# What every target of ours compiles with. Contracting a*b+c into one rounding would change bits
# between compilers and instruction sets, hence -ffp-contract=off; -ffast-math is never used.
find_package(Threads REQUIRED)

add_library(widefield_options INTERFACE)
target_compile_features(widefield_options INTERFACE cxx_std_20)
target_include_directories(widefield_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
  $<INSTALL_INTERFACE:include>)
target_link_libraries(widefield_options INTERFACE Threads::Threads)
# CMake 3.25 ignores CUDA_STANDARD 20, so nvcc is told directly.
set(widefield_flags
  "$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wshadow;-Wno-psabi;-ffp-contract=off;-fno-math-errno;-fno-trapping-math>"
  "$<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>"
  "$<$<COMPILE_LANGUAGE:CUDA>:-std=c++20;--fmad=false>")
if(WIDEFIELD_WERROR)
  list(APPEND widefield_flags
    "$<$<COMPILE_LANGUAGE:CXX>:-Werror>" "$<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>")
endif()
# Flags are ours: who links the installed libraries compiles as they like.
target_compile_options(widefield_options INTERFACE "$<BUILD_INTERFACE:${widefield_flags}>")
