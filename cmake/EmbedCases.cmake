# cmake -DFOLDER=cases -DOUTPUT=case_files.cpp -P EmbedCases.cmake
# Writes a C++ file that holds every TOML file of the folder, so that the program needs none of them.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.toml)
list(SORT files)
set(rows "")
foreach(file ${files})
  file(READ ${FOLDER}/${file} text)
  string(REGEX REPLACE "\\.toml$" "" name ${file})
  string(APPEND rows "      {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
set(code "// Written by EmbedCases.cmake.
#include \"widefield/config.hpp\"

namespace widefield {

const std::vector<CaseFile>& case_files() {
  static const std::vector<CaseFile> files = {
${rows}  };
  return files;
}

}  // namespace widefield
")
file(WRITE ${OUTPUT} "${code}")
