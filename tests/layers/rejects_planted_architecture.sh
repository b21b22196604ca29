#!/bin/sh
# check_architecture_names.sh must find every way to ask for an architecture by its name.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# plant FILE LINE: the sound tree passes, and with the line it does not
plant() {
  rm -rf "$folder/house"
  mkdir -p "$folder/house/include" "$folder/house/kernels" "$folder/house/host/architecture/mlp" \
    "$folder/house/host/architecture/batch_norm" "$folder/house/$(dirname "$1")"
  echo 'name == "mlp"' > "$folder/house/host/architecture/mlp/row.cpp"
  : > "$folder/house/host/architecture/batch_norm/row.cpp"
  echo 'return {"choose architecture = \"mlp\""};' > "$folder/house/kernels/sentence.cpp"
  "$here/check_architecture_names.sh" "$folder/house"
  echo "$2" > "$folder/house/$1"
  if "$here/check_architecture_names.sh" "$folder/house" >/dev/null; then
    echo "a planted comparison was not found: $2 in $1"
    exit 1
  fi
}

plant host/config/planted.cpp 'if (network.architecture == "mlp") return;'
plant host/statistics/moments/planted.hpp 'if (architecture != "batch_norm")'
plant kernels/planted.cu 'if ("batch_norm" == architecture)'
plant include/planted.hpp 'return std::string_view("mlp") != name;'
plant host/app/planted.cpp 'x = name == std::string("mlp");'
plant host/report/planted.cpp 'if (names.contains("mlp"))'
