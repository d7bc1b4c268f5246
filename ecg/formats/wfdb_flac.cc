#include "ecg/formats/wfdb_flac.h"

#include <FLAC/stream_decoder.h>

#include <algorithm>

namespace rdc::ecg::wfdb {
namespace {

// Decodes forwards; going back, or far ahead, seeks. libFLAC's callbacks fill block_.
class FlacFile final : public SignalFile {
 public:
  FlacFile(std::unique_ptr<ByteSource> bytes, int bits, std::uint64_t offset, std::size_t channels,
           std::uint32_t per_frame)
      : bytes_(std::move(bytes)), offset_(offset), bits_(bits), channels_(channels), per_frame_(per_frame) {
    frame_size_ = static_cast<std::uint32_t>(channels * per_frame);
  }
  ~FlacFile() override {
    if (decoder_ != nullptr) FLAC__stream_decoder_delete(decoder_);
  }
  FlacFile(const FlacFile&) = delete;
  FlacFile& operator=(const FlacFile&) = delete;

  Result<void> open() {
    decoder_ = FLAC__stream_decoder_new();
    if (decoder_ == nullptr) return bad("no memory for the decoder");
    FLAC__stream_decoder_set_metadata_ignore_all(decoder_);
    FLAC__stream_decoder_set_metadata_respond(decoder_, FLAC__METADATA_TYPE_STREAMINFO);
    const auto started = FLAC__stream_decoder_init_stream(decoder_, read_bytes, seek, tell, length, at_end, write,
                                                          metadata, on_error, this);
    if (started != FLAC__STREAM_DECODER_INIT_STATUS_OK) return bad("the decoder does not start");
    if (FLAC__stream_decoder_process_until_end_of_metadata(decoder_) == 0 || !described_) return bad("no FLAC header");
    if (stream_channels_ != channels_) return bad("its channels are not as many as the header's signals");
    if (stream_bits_ != static_cast<unsigned>(bits_)) return bad("its bits a sample are not the format's");
    if (total_ == 0) return bad("it does not state its length");
    return {};
  }

  std::uint64_t frames() const override { return total_ / per_frame_; }

  Result<void> read(std::uint64_t first, std::span<std::int32_t> out) override {
    const std::uint64_t begin = first * per_frame_;
    const std::uint64_t count = out.size() / frame_size_ * per_frame_;
    for (std::uint64_t at = begin; at < begin + count;) {
      if (auto ok = load(at); !ok) return ok;
      const std::uint64_t end = std::min(begin + count, block_start_ + block_length_);
      for (; at < end; ++at) {
        const auto frame = static_cast<std::size_t>((at - begin) / per_frame_);
        const auto within = static_cast<std::size_t>((at - begin) % per_frame_);
        for (std::size_t c = 0; c < channels_; ++c) {
          out[frame * frame_size_ + c * per_frame_ + within] =
              block_[c * block_length_ + static_cast<std::size_t>(at - block_start_)];
        }
      }
    }
    return {};
  }

 private:
  static Result<void> bad(const char* what) {
    return fail(ErrorCode::kInvalid, "BAD_FLAC", "the FLAC signal file cannot be read: {}", what);
  }

  // Makes block_ contain the sample.
  Result<void> load(std::uint64_t sample) {
    const auto loaded = [&] { return sample >= block_start_ && sample < block_start_ + block_length_; };
    if (loaded()) return {};
    constexpr std::uint64_t kNear = 1U << 18;  // decoding this far is as fast as seeking
    const std::uint64_t next = block_start_ + block_length_;
    if (sample < next || sample - next > kNear) {
      if (FLAC__stream_decoder_seek_absolute(decoder_, sample) == 0) {
        FLAC__stream_decoder_flush(decoder_);
        return fail(ErrorCode::kCorrupt, "BAD_FLAC", "the FLAC signal file has no sample {}", sample);
      }
    }
    while (!loaded()) {
      const std::uint64_t before = blocks_;
      const bool good = FLAC__stream_decoder_process_single(decoder_) != 0;
      const bool ended = FLAC__stream_decoder_get_state(decoder_) == FLAC__STREAM_DECODER_END_OF_STREAM;
      if (!good || ended || failed_ || (blocks_ != before && block_start_ > sample)) {
        return fail(ErrorCode::kCorrupt, "BAD_FLAC", "the FLAC signal file is damaged before sample {}", sample);
      }
    }
    return {};
  }

  static FlacFile& self(void* client) { return *static_cast<FlacFile*>(client); }

  static FLAC__StreamDecoderReadStatus read_bytes(const FLAC__StreamDecoder*, FLAC__byte* buffer, std::size_t* bytes,
                                                  void* client) {
    FlacFile& file = self(client);
    const auto got =
        file.bytes_->read_at(file.offset_ + file.position_, std::as_writable_bytes(std::span(buffer, *bytes)));
    if (!got) return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
    *bytes = *got;
    file.position_ += *got;
    return *got == 0 ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM : FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
  }
  static FLAC__StreamDecoderSeekStatus seek(const FLAC__StreamDecoder*, FLAC__uint64 to, void* client) {
    self(client).position_ = to;
    return FLAC__STREAM_DECODER_SEEK_STATUS_OK;
  }
  static FLAC__StreamDecoderTellStatus tell(const FLAC__StreamDecoder*, FLAC__uint64* at, void* client) {
    *at = self(client).position_;
    return FLAC__STREAM_DECODER_TELL_STATUS_OK;
  }
  std::uint64_t stream_length() const { return bytes_->size() > offset_ ? bytes_->size() - offset_ : 0; }
  static FLAC__StreamDecoderLengthStatus length(const FLAC__StreamDecoder*, FLAC__uint64* size, void* client) {
    *size = self(client).stream_length();
    return FLAC__STREAM_DECODER_LENGTH_STATUS_OK;
  }
  static FLAC__bool at_end(const FLAC__StreamDecoder*, void* client) {
    return self(client).position_ >= self(client).stream_length() ? 1 : 0;
  }
  static FLAC__StreamDecoderWriteStatus write(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                              const FLAC__int32* const samples[], void* client) {
    FlacFile& file = self(client);
    if (frame->header.channels != file.channels_ || frame->header.bits_per_sample != file.stream_bits_) {
      file.failed_ = true;
      return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
    }
    ++file.blocks_;
    file.block_start_ = frame->header.number.sample_number;
    file.block_length_ = frame->header.blocksize;
    file.block_.resize(file.channels_ * file.block_length_);
    for (std::size_t c = 0; c < file.channels_; ++c) {
      std::copy_n(samples[c], file.block_length_, file.block_.data() + c * file.block_length_);
    }
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
  }
  static void metadata(const FLAC__StreamDecoder*, const FLAC__StreamMetadata* data, void* client) {
    if (data->type != FLAC__METADATA_TYPE_STREAMINFO) return;
    FlacFile& file = self(client);
    file.described_ = true;
    file.stream_channels_ = data->data.stream_info.channels;
    file.stream_bits_ = data->data.stream_info.bits_per_sample;
    file.total_ = data->data.stream_info.total_samples;
  }
  static void on_error(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* client) {
    self(client).failed_ = true;
  }

  std::unique_ptr<ByteSource> bytes_;
  std::uint64_t offset_;
  std::uint64_t position_ = 0;
  int bits_;
  std::size_t channels_;
  std::uint32_t per_frame_;
  FLAC__StreamDecoder* decoder_ = nullptr;
  bool described_ = false;
  bool failed_ = false;
  unsigned stream_channels_ = 0;
  unsigned stream_bits_ = 0;
  std::uint64_t total_ = 0;
  std::uint64_t blocks_ = 0;
  std::vector<std::int32_t> block_;  // one decoded FLAC frame, channel by channel
  std::uint64_t block_start_ = 0;
  std::size_t block_length_ = 0;
};

}  // namespace

Result<std::unique_ptr<SignalFile>> open_flac_file(std::unique_ptr<ByteSource> bytes, int format,
                                                   std::uint64_t byte_offset, std::vector<FileSignal> signals,
                                                   std::uint32_t frame_size) {
  const std::uint32_t per_frame = signals.front().samples_per_frame;
  if (signals.size() > 8 || frame_size != per_frame * signals.size()) {
    return fail(ErrorCode::kInvalid, "BAD_FLAC",
                "a FLAC signal file holds 1 to 8 signals with equally many samples a frame");
  }
  auto file = std::make_unique<FlacFile>(std::move(bytes), format - 500, byte_offset, signals.size(), per_frame);
  if (auto ok = file->open(); !ok) return fail(ok);
  return std::unique_ptr<SignalFile>(std::move(file));
}

}  // namespace rdc::ecg::wfdb
