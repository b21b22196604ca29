#!/bin/sh
# use_package.sh CMAKE BUILD USER: installs BUILD into a new folder and builds and runs USER against it.
set -eu
cmake=$1 build=$2 user=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$cmake" --install "$build" --prefix "$folder/prefix" >/dev/null
"$cmake" -S "$user" -B "$folder/build" -DCMAKE_PREFIX_PATH="$folder/prefix" >/dev/null
"$cmake" --build "$folder/build" >/dev/null
"$folder/build/user"
