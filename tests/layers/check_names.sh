#!/bin/sh
# One row, one table: nothing compares with the name of an observable or of a primitive outside its
# row. Everything else iterates over the tables or asks the row; an enumerator (Primitive::gram) is
# no name. usage: check_names.sh SOURCE [FOLDER]: the tables of SOURCE, the code of FOLDER.
set -eu
source=$1
cd "${2:-$1}"

observables=$(sed -n 's/.*\.name = "\([a-z_0-9]*\)".*/\1/p' "$source/kernels/observable/catalog.cpp")
primitives=$(sed -n 's/^ *X(\([a-z_]*\),.*/\1/p' "$source/include/widefield/primitive.hpp")
# `gram` is also an engine.
names=$(printf '%s\n' $observables $primitives | grep -vx gram | paste -sd'|')
[ -n "$names" ]

quoted="\"($names)\""
compared="[=!]= *(std::string(_view)?[({])?$quoted|$quoted[)}]? *[=!]="
searched="(measures|any|any_of|find|find_if|count|contains|starts_with|erase)\([^;]*$quoted"
listed="for \([^;]*: *\{[^;]*$quoted|string(_view)? [a-z_]* *(=|\{|\() *$quoted"
found=$(grep -rnE --include='*.hpp' --include='*.cpp' --include='*.cu' --include='*.cuh' \
  "$compared|$searched|$listed" host kernels include 2>/dev/null |
  grep -vE '^kernels/observable/catalog\.cpp:|^include/widefield/primitive\.hpp:' || true)
[ -z "$found" ] && exit 0
echo "error: compared with the name of an observable or primitive, outside its row:"
echo "$found"
exit 1
