#!/bin/sh
# scripts/tidy finds nothing in a sound file, and something in a bad one. Exit 77: clang-tidy-14 is not installed
# (section develop).
cd "$1" || exit 1
command -v clang-tidy-14 >/dev/null || { echo "clang-tidy-14 is not installed: scripts/setup develop"; exit 77; }
scripts/tidy common/base/result.cc || exit 1
bad="$2/tidy_must_refuse.cc"
printf 'int *BadlyNamed() { return 0; }\n' >"$bad"
if clang-tidy-14 --quiet --config-file=.clang-tidy --warnings-as-errors='*' "$bad" -- -std=c++20 >"$bad.log" 2>&1; then
  echo "clang-tidy takes what the house's rules refuse"
  exit 1
fi
grep -q readability-identifier-naming "$bad.log" || { cat "$bad.log"; exit 1; }
