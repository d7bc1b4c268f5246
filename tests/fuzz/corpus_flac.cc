#include "tests/fuzz/corpus_flac.h"

#include <FLAC/stream_encoder.h>

#include <array>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>

namespace rdc::fuzz {
namespace {

constexpr unsigned kFrames = 40, kLeads = 2;

// Writing with seeking, so that the stream states its length in the end.
struct Output {
  std::string bytes;
  std::size_t at = 0;

  static FLAC__StreamEncoderWriteStatus write(const FLAC__StreamEncoder*, const FLAC__byte* data, std::size_t size,
                                              unsigned, unsigned, void* client) {
    auto& out = *static_cast<Output*>(client);
    if (out.bytes.size() < out.at + size) out.bytes.resize(out.at + size);
    std::copy_n(reinterpret_cast<const char*>(data), size, out.bytes.begin() + static_cast<std::ptrdiff_t>(out.at));
    out.at += size;
    return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
  }
  static FLAC__StreamEncoderSeekStatus seek(const FLAC__StreamEncoder*, FLAC__uint64 to, void* client) {
    static_cast<Output*>(client)->at = to;
    return FLAC__STREAM_ENCODER_SEEK_STATUS_OK;
  }
  static FLAC__StreamEncoderTellStatus tell(const FLAC__StreamEncoder*, FLAC__uint64* at, void* client) {
    *at = static_cast<Output*>(client)->at;
    return FLAC__STREAM_ENCODER_TELL_STATUS_OK;
  }
};

std::string encode(unsigned bits) {
  const std::unique_ptr<FLAC__StreamEncoder, decltype(&FLAC__stream_encoder_delete)> encoder(
      FLAC__stream_encoder_new(), &FLAC__stream_encoder_delete);
  if (encoder == nullptr) throw std::runtime_error("no memory for the FLAC encoder");
  Output out;
  FLAC__stream_encoder_set_channels(encoder.get(), kLeads);
  FLAC__stream_encoder_set_bits_per_sample(encoder.get(), bits);
  FLAC__stream_encoder_set_sample_rate(encoder.get(), 96000);  // WFDB states the real rate in the header
  FLAC__stream_encoder_set_blocksize(encoder.get(), 16);       // several frames, so that seeking has work
  std::array<FLAC__int32, std::size_t{kFrames} * kLeads> samples{};
  for (unsigned i = 0; i < kFrames; ++i) {
    samples[std::size_t{i} * 2] = static_cast<int>(i % 7) * 10 - 30;
    samples[std::size_t{i} * 2 + 1] = static_cast<int>(i % 5) * 20;
  }
  if (FLAC__stream_encoder_init_stream(encoder.get(), Output::write, Output::seek, Output::tell, nullptr, &out) !=
          FLAC__STREAM_ENCODER_INIT_STATUS_OK ||
      FLAC__stream_encoder_process_interleaved(encoder.get(), samples.data(), kFrames) == 0 ||
      FLAC__stream_encoder_finish(encoder.get()) == 0) {
    throw std::runtime_error("libFLAC does not encode the seed");
  }
  return out.bytes;
}

}  // namespace

std::string flac_record(int bits) {
  const std::string line = fmt::format("r.dat {} 200(5)/mV {} 0 0 0 0", 500 + bits, bits);
  std::string record = fmt::format("r {} 250 {}\n{} I\n{} V2\n", kLeads, kFrames, line, line);
  return record.append(1, '\0').append(encode(static_cast<unsigned>(bits)));
}

}  // namespace rdc::fuzz
