// Both decoders on hostile bytes; and the encoder's promise on whatever the bytes are.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>

#include "common/dicom/transport_codec.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/scratch_file.h"

namespace {

namespace dicom = rdc::dicom;

void check_round_trip(const std::filesystem::path& original, std::string_view bytes,
                      const std::filesystem::path& folder) {
  rdc::base::PosixFileSystem fs;
  const auto coded = dicom::encode_rdc1(original, folder / "coded", fs);
  if (!coded) std::abort();
  if (coded->coding == dicom::TransportCoding::kIdentity) return;
  const auto decode = coded->coding == dicom::TransportCoding::kRdc1 ? dicom::decode_rdc1 : dicom::decode_zstd;
  if (!decode(folder / "coded", folder / "back", bytes.size(), fs)) std::abort();
  std::ifstream back(folder / "back", std::ios::binary);
  if (std::string(std::istreambuf_iterator<char>(back), {}) != bytes) std::abort();
  std::filesystem::remove(folder / "coded");
  std::filesystem::remove(folder / "back");
}

std::filesystem::path make_folder() {
  std::string name = std::filesystem::exists("/dev/shm") ? "/dev/shm/rdc-fuzz-XXXXXX" : "/tmp/rdc-fuzz-XXXXXX";
  return ::mkdtemp(name.data());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rdc::fuzz::ScratchFile file("coded");
  static const std::filesystem::path folder = make_folder();
  if (!file.fill(data, size)) return 0;
  rdc::base::PosixFileSystem fs;
  for (const auto decode : {dicom::decode_rdc1, dicom::decode_zstd}) {
    if (decode(file.path(), folder / "decoded", 1 << 20, fs)) std::filesystem::remove(folder / "decoded");
  }
  check_round_trip(file.path(), {reinterpret_cast<const char*>(data), size}, folder);
  return 0;
}
