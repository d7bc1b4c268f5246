#!/bin/sh
# Every tracked source file is as clang-format leaves it. Exit 77: clang-format-14 is not installed (section develop).
cd "$1" || exit 1
command -v clang-format-14 >/dev/null || { echo "clang-format-14 is not installed: scripts/setup develop"; exit 77; }
git ls-files '*.cc' '*.h' | xargs clang-format-14 --dry-run --Werror
