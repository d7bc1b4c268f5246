# Every third-party package, found once. Debian 12 packages: packaging/debian-packages.txt.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)

# Module mode: Debian ships no protobuf config file, and gRPC's config wants the targets to exist.
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)

find_package(DCMTK CONFIG REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc)
pkg_check_modules(openjpeg REQUIRED IMPORTED_TARGET libopenjp2)
find_package(charls REQUIRED)
find_package(ZLIB REQUIRED)
find_package(pugixml REQUIRED)
pkg_check_modules(flac REQUIRED IMPORTED_TARGET flac)

pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)

# SOCI ships no CMake config on Debian.
find_path(SOCI_INCLUDE_DIR soci/soci.h REQUIRED)
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE3 soci_sqlite3 REQUIRED)
add_library(soci INTERFACE IMPORTED)
target_include_directories(soci SYSTEM INTERFACE ${SOCI_INCLUDE_DIR} ${SOCI_INCLUDE_DIR}/soci)
target_link_libraries(soci INTERFACE ${SOCI_CORE} ${SOCI_SQLITE3} PkgConfig::sqlite3)
if(RDC_SANITIZE MATCHES "undefined")
  # Debian's SOCI keeps the typeinfo of its classes hidden, which UBSan's check of dynamic types must link to.
  target_compile_options(soci INTERFACE -fno-sanitize=vptr)
endif()

if(RDC_BUILD_DESKTOP)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Multimedia LinguistTools)
endif()
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  if(RDC_BUILD_DESKTOP)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
  endif()
endif()
