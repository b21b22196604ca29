#!/bin/sh
# check_names.sh must fail on every way to branch on a name.
set -eu
source=$1
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/kernels" "$folder/include" "$folder/host"
echo 'Curve curve = new_curve("length_map", component, "poole2016");' > "$folder/host/fine.cpp"
"$here/check_names.sh" "$source" "$folder"

plant() {
  echo "$1" > "$folder/host/planted.cpp"
  if "$here/check_names.sh" "$source" "$folder" >/dev/null; then
    echo "not found: $1"
    exit 1
  fi
}
plant 'if (observable == "length_map") return 1;'
plant 'if ("state_norm" != row.observable) return 1;'
plant 'if (slot.primitive == std::string_view("field_fourth")) return 2;'
plant 'if (measures(experiment, "chi_1")) return 1;'
plant 'return any({"length_map", "gradient_norm"}, observable);'
plant 'for (const char* name : {"correlation_map", "activity"}) use(name);'
plant 'constexpr std::string_view spectrum = "jacobian_spectrum";'
plant 'const auto found = std::find(all.begin(), all.end(), "tangent_square");'
