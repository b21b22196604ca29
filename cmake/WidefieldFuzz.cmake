# widefield_fuzz(NAME RUNS n SEEDS folder SOURCES files... [LIBRARIES flags...])
# A libFuzzer target NAME with address and undefined-behaviour sanitizers. It is built by clang,
# whatever the rest is built with, from all the sources it needs; what several targets need is
# compiled once. Two tests: NAME, a fixed number of runs from a fixed seed, and NAME_long under the
# label `fuzz`, for ten minutes from a fresh seed.
find_program(WIDEFIELD_CLANG NAMES clang++ clang++-14 clang++-15 clang++-16)

set(WIDEFIELD_FUZZ_FLAGS -std=c++20 -O1 -g -ffp-contract=off -fsanitize=fuzzer,address,undefined
    -fno-sanitize-recover=all -I${PROJECT_SOURCE_DIR}/include -I${PROJECT_SOURCE_DIR}
    -I${PROJECT_BINARY_DIR}/host/app/generated)

# The object of one source, by the rule that the first target with it has made.
function(widefield_fuzz_object result source)
  # Files of several folders may have the same name.
  file(RELATIVE_PATH stem ${PROJECT_SOURCE_DIR} ${source})
  string(REGEX REPLACE "[^A-Za-z0-9]" "_" stem ${stem})
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${stem}.o)
  set(${result} ${object} PARENT_SCOPE)
  get_property(known DIRECTORY PROPERTY widefield_fuzz_objects)
  if(object IN_LIST known)
    return()
  endif()
  set_property(DIRECTORY APPEND PROPERTY widefield_fuzz_objects ${object})
  add_custom_command(OUTPUT ${object}
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${WIDEFIELD_CLANG} ${WIDEFIELD_FUZZ_FLAGS} -MD
            -MF ${object}.d -c ${source} -o ${object}
    DEPENDS ${source} DEPFILE ${object}.d VERBATIM COMMENT "Fuzz object ${stem}")
endfunction()

function(widefield_fuzz name)
  cmake_parse_arguments(arg "" "RUNS;SEEDS" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT WIDEFIELD_CLANG)
    message(STATUS "No clang++: the fuzz target ${name} is left out")
    return()
  endif()
  # Not called as the target: Ninja would take the two for one.
  set(program ${CMAKE_CURRENT_BINARY_DIR}/${name}_program)
  set(objects "")
  foreach(source ${arg_SOURCES})
    widefield_fuzz_object(object ${source})
    list(APPEND objects ${object})
  endforeach()
  add_custom_command(OUTPUT ${program}
    COMMAND ${WIDEFIELD_CLANG} ${WIDEFIELD_FUZZ_FLAGS} ${objects} ${arg_LIBRARIES} -o ${program}
    DEPENDS ${objects} VERBATIM COMMENT "Fuzz target ${name}")
  add_custom_target(${name} ALL DEPENDS ${program})
  set(found ${CMAKE_CURRENT_BINARY_DIR}/${name}_corpus)
  file(MAKE_DIRECTORY ${found})
  # A folder given to libFuzzer would be written to, and the next run would differ.
  file(GLOB seeds CONFIGURE_DEPENDS ${arg_SEEDS}/*)
  list(JOIN seeds "," seeds)
  add_test(NAME ${name} COMMAND ${program} -runs=${arg_RUNS} -seed=1 -max_len=4096 -timeout=10
    -rss_limit_mb=2048 -seed_inputs=${seeds})
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 300)
  add_test(NAME ${name}_long COMMAND ${program} -max_total_time=600 -max_len=4096 -timeout=10
    -rss_limit_mb=2048 ${found} ${arg_SEEDS})
  set_tests_properties(${name}_long PROPERTIES LABELS fuzz TIMEOUT 700)
endfunction()
