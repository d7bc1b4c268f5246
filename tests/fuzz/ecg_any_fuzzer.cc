// The one door: sniffing, every reader but WFDB's files, checking, deriving, and writing again what was read.
#include "ecg/formats/write.h"
#include "tests/fuzz/ecg_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using rdc::ecg::Format;
  rdc::ecg::ReadOptions options;
  options.max_samples = rdc::fuzz::kFuzzSamples;
  const auto recording = rdc::ecg::read(rdc::fuzz::as_input(data, size), options);
  if (!recording || recording->rhythm.length() * recording->rhythm.channels.size() > 4096) return 0;
  for (const Format format : {Format::kScp, Format::kAecg, Format::kWfdb, Format::kCsv}) {
    (void)rdc::ecg::write(*recording, format);
  }
  return 0;
}
