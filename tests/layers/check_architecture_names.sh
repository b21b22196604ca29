#!/bin/sh
# An architecture is asked for by its name in its row alone: no comparison with one outside
# host/architecture/. Every folder there that holds a row is one.
set -eu
cd "$1"
names=$(ls host/architecture/*/row.cpp | sed -E 's#host/architecture/([a-z_]+)/row.cpp#\1#' |
  paste -sd '|')
[ -n "$names" ] || { echo "error: no rows under host/architecture"; exit 1; }
name="(std::string(_view)?\\()?\"($names)\"(sv|s)?\\)?"
compared="([=!]=[[:space:]]*$name)|($name[[:space:]]*[=!]=)|((compare|starts_with|contains)\\($name)"
found=$(grep -rnE --include='*.hpp' --include='*.cpp' --include='*.cu' --include='*.cuh' \
  "$compared" include kernels host | grep -v '^host/architecture/' || true)
[ -z "$found" ] && exit 0
echo "error: a comparison with the name of an architecture outside its row:"
echo "$found"
exit 1
