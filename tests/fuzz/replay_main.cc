// Stands in for libFuzzer where there is none (GCC): every file of the given folders once through the target.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_target.h"

namespace {

namespace stdfs = std::filesystem;

std::vector<stdfs::path> files_below(const stdfs::path& folder) {
  std::vector<stdfs::path> files;
  for (const auto& entry : stdfs::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t replayed = 0;
  for (int i = 1; i < count; ++i) {
    if (!stdfs::is_directory(arguments[i])) {
      std::fprintf(stderr, "no folder %s\n", arguments[i]);
      return 2;
    }
    for (const stdfs::path& file : files_below(arguments[i])) {
      std::fprintf(stderr, "%s\n", file.c_str());  // before it runs: a crash is then the last one named
      std::ifstream in(file, std::ios::binary);
      // A buffer of exactly its size, so that AddressSanitizer sees a read past the end.
      const std::vector<char> bytes(std::istreambuf_iterator<char>(in), {});
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++replayed;
    }
  }
  std::fprintf(stderr, "%zu files replayed\n", replayed);
  return replayed > 0 ? 0 : 1;
}
