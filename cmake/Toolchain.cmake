# How our code is compiled. One place, so that every preset differs only by the options below.
option(RDC_BUILD_DESKTOP "Build the Qt programs" ON)
option(RDC_BUILD_FUZZERS "Build libFuzzer targets (needs clang)" OFF)
set(RDC_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(RDC_CCACHE ccache)
if(RDC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers are shared through ccache only with these settings.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${RDC_CCACHE})
endif()

find_program(RDC_MOLD mold)
if(RDC_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Files of a folder are compiled a dozen together: headers, which are most of the work, are read once (a fresh build of
# everything on two cores: 7 minutes instead of 20). scripts/tidy switches it off to see each file alone.
option(RDC_UNITY "Compile files of a folder together" ON)
set(CMAKE_UNITY_BUILD ${RDC_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)

# Flags of our own targets only: third-party headers are SYSTEM, generated code is left alone.
add_library(rdc_flags INTERFACE)
target_compile_options(rdc_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees an impossible overlap in std::string::assign at -O3 (its bug 105651).
  target_compile_options(rdc_flags INTERFACE -Wno-restrict)
  # -fpch-preprocess lets ccache see through precompiled headers.
  target_compile_options(rdc_flags INTERFACE -fpch-preprocess)
endif()

if(RDC_BUILD_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage counters in the libraries; tests/fuzz links the engine
endif()
if(RDC_SANITIZE)
  add_compile_options(-fsanitize=${RDC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RDC_SANITIZE})
endif()
