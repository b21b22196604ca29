# widefield_library(NAME [PUBLIC targets...] [PRIVATE targets...])
# A static library of every *.cpp of the current folder and its rooms.
function(widefield_library name)
  cmake_parse_arguments(arg "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(widefield_${name} STATIC ${sources})
  target_link_libraries(widefield_${name}
    PUBLIC widefield_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
endfunction()

# widefield_test(NAME [LIBRARIES targets...] [LABELS labels...])
# One GoogleTest executable NAME_tests of every *.cpp of the current folder.
function(widefield_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "LIBRARIES;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 600)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name}_tests ${sources})
  target_link_libraries(${name}_tests PRIVATE widefield_options ${arg_LIBRARIES} GTest::gtest_main)
  gtest_discover_tests(${name}_tests DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()
