# Headers, libraries and a CMake package: find_package(widefield), then link widefield::api.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(widefield_api INTERFACE)
target_link_libraries(widefield_api INTERFACE
  widefield_statistics widefield_architecture widefield_random_matrix widefield_gaussian
  widefield_key widefield_kernels)

set(libraries options kernels key gaussian random_matrix architecture statistics api)
set(targets "")
foreach(library ${libraries})
  set_target_properties(widefield_${library} PROPERTIES EXPORT_NAME ${library})
  list(APPEND targets widefield_${library})
endforeach()

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/widefield)
install(TARGETS ${targets} EXPORT widefield ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT widefield NAMESPACE widefield:: FILE widefieldTargets.cmake DESTINATION ${package})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/widefield DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/widefieldConfig.cmake.in
  ${PROJECT_BINARY_DIR}/widefieldConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/widefieldConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/widefieldConfig.cmake
              ${PROJECT_BINARY_DIR}/widefieldConfigVersion.cmake DESTINATION ${package})
