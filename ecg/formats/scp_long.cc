#include "ecg/formats/scp_long.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::scp {
namespace {

constexpr std::size_t kFixed = 70;  // of the section's content, before its texts
constexpr std::size_t kLeadEntry = 4;
constexpr unsigned kMostLeads = 32;  // as check() accepts
constexpr std::uint64_t kWindow = 1U << 20;

template <typename... Args>
tl::unexpected<Error> askew(fmt::format_string<Args...> what, Args&&... args) {
  return fail(ErrorCode::kInvalid, "BAD_SCP", "the SCP-ECG file: section 12 {}",
              fmt::format(what, std::forward<Args>(args)...));
}

class LongSource final : public SampleSource {
 public:
  LongSource(std::unique_ptr<ByteSource> bytes, LongSection section) : bytes_(std::move(bytes)), section_(section) {}

  Result<void> open(const Sections& sections) {
    description_.warnings = sections.warnings;
    if (auto ok = read_head(); !ok) return ok;
    const auto begin = description_.acquired_at;
    read_description(sections, description_);
    // The section's own begin is that of its samples.
    if (begin) description_.acquired_at = begin;
    if (description_.acquired_at) description_.clock_source = ClockSource::kDevice;
    read_statements(sections, description_);
    if (!sections.content[6].empty()) {
      description_.warnings.push_back(
          {"SHORT_RHYTHM_LEFT_OUT",
           "the file holds a short tracing (section 6) beside the long one (section 12): only "
           "the long one is read"});
    }
    return {};
  }

  Result<Strip> read(std::uint64_t first, std::size_t count) override {
    Strip strip = description_.rhythm;
    if (first >= length_) return strip;
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, length_ - first));
    for (auto& channel : strip.channels) channel.samples.reserve(count);
    const std::size_t row = strip.channels.size() * sample_bytes_;
    const std::size_t rows_of_page = std::max<std::size_t>(kWindow / row, 1);
    for (std::size_t done = 0; done < count;) {
      const std::size_t rows = std::min(rows_of_page, count - done);
      const std::uint64_t at = samples_at_ + (first + done) * row;
      page_.resize(rows * row);
      const auto got = bytes_->read_at(at, page_);
      if (!got) return fail(got);
      if (*got < page_.size()) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "the SCP-ECG file became shorter");
      sum(at);
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t c = 0; c < strip.channels.size(); ++c) {
          auto& channel = strip.channels[c];
          channel.samples.push_back(static_cast<float>(number(i * row + c * sample_bytes_) * channel.step_uv));
        }
      }
      done += rows;
    }
    return strip;
  }

  std::vector<Warning> closing_warnings() override {
    const std::uint64_t end = section_.at + section_.size;
    if (section_.there < section_.size || summed_to_ + 1 < end || summed_to_ > end) return {};
    page_.resize(static_cast<std::size_t>(end - summed_to_));  // what fills the section up to an even length
    if (const auto got = bytes_->read_at(summed_to_, page_); !got || *got < page_.size()) return {};
    sum(summed_to_);
    if (crc_ == stated_crc_) return {};
    return {{"CRC_MISMATCH", "the checksum of section 12 is not that of its bytes"}};
  }

 private:
  Result<void> read_head() {
    page_.resize(kSectionHeader + kFixed);
    if (auto ok = load(section_.at, "head"); !ok) return ok;
    stated_crc_ = ByteCursor(page_).u16();
    crc_ = crc_of(Bytes(page_).subspan(2));
    summed_to_ = section_.at + page_.size();
    ByteCursor head(page_, kSectionHeader);
    const std::uint32_t rate = head.u32();
    const std::uint8_t leads = head.u8();
    const std::uint32_t samples = head.u32();
    sample_bytes_ = head.u8();
    const int year = head.u16();
    const unsigned month = head.u8(), day = head.u8();
    const int hour = head.u8(), minute = head.u8(), second = head.u8();
    ByteCursor lengths(page_, kSectionHeader + 62);
    const std::uint64_t texts = std::uint64_t{lengths.u32()} + lengths.u32();
    if (rate == 0) return askew("states no sampling rate");
    if (leads == 0 || leads > kMostLeads) return askew("has {} leads, 1 to {} are accepted", leads, kMostLeads);
    if (sample_bytes_ < 1 || sample_bytes_ > 4)
      return askew("has samples of {} bytes, 1 to 4 are known", sample_bytes_);
    description_.rhythm.rate_hz = rate;
    description_.acquired_at = moment(year, month, day, hour, minute, second);
    const std::uint64_t row = std::uint64_t{leads} * sample_bytes_;
    const std::uint64_t before = kSectionHeader + kFixed + texts + kLeadEntry * leads;
    const std::uint64_t wanted = before + samples * row;
    // An even length may need one byte more.
    if (section_.size != wanted && section_.size != wanted + 1) {
      return askew(
          "has {} bytes; {} leads of {} samples of {} bytes behind {} bytes of text need {}: its layout is not "
          "the known one. Export the tracing as DICOM, EDF or in parts as SCP-ECG 2",
          section_.size, leads, samples, sample_bytes_, texts, wanted);
    }
    samples_at_ = section_.at + before;
    if (auto ok = read_texts(texts); !ok) return ok;
    if (auto ok = read_leads(leads); !ok) return ok;
    const std::uint64_t held = section_.there > before ? (section_.there - before) / row : 0;
    length_ = std::min<std::uint64_t>(samples, held);
    if (length_ < samples) {
      description_.warnings.push_back(
          {"FEWER_SAMPLES", fmt::format("section 12 declares {} samples a lead, the file holds {}", samples, length_)});
    }
    if (length_ == 0) return fail(ErrorCode::kInvalid, "BAD_LENGTH", "section 12 of the SCP-ECG file holds no samples");
    return judge_amplitudes();
  }

  // Programs write their own samples of 4 bytes as floating-point numbers, whose unit nothing states; as whole numbers
  // they would be volts. Looked at in three places: a tracing may begin with electrodes off.
  Result<void> judge_amplitudes() {
    constexpr double kMostUv = 500'000.0;  // as for EDF's ranges: no electrode shows as much
    constexpr std::size_t kRows = 1000;
    const std::size_t leads = description_.rhythm.channels.size(), row = leads * sample_bytes_;
    std::size_t nonzero = 0, huge = 0, floats = 0;
    for (const std::uint64_t first :
         {std::uint64_t{0}, length_ / 2, length_ - std::min<std::uint64_t>(length_, kRows)}) {
      page_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kRows, length_ - first)) * row);
      const auto got = bytes_->read_at(samples_at_ + first * row, page_);
      if (!got) return fail(got);
      page_.resize(*got / row * row);
      for (std::size_t i = 0; i < page_.size() / sample_bytes_; ++i) {
        const std::int32_t value = number(i * sample_bytes_);
        if (value == 0) continue;
        ++nonzero;
        huge += std::abs(value * description_.rhythm.channels[i % leads].step_uv) > kMostUv ? 1U : 0U;
        const float real = std::abs(std::bit_cast<float>(value));
        floats += sample_bytes_ == 4 && real > 1e-9F && real < 1e7F ? 1U : 0U;
      }
    }
    if (2 * huge <= nonzero) return {};
    if (10 * floats > 9 * nonzero) {
      return fail(ErrorCode::kInvalid, "BAD_SCP",
                  "section 12 holds floating-point numbers, whose unit the file does not state: amplitudes cannot be "
                  "known. Export the tracing as DICOM, EDF or in parts as SCP-ECG 2");
    }
    description_.warnings.push_back(
        {"IMPLAUSIBLE_RANGE", "most samples of section 12 exceed 500 mV: the amplitudes are probably wrong"});
    return {};
  }

  // Of the manufacturer; only the checksum needs them.
  Result<void> read_texts(std::uint64_t count) {
    for (std::uint64_t done = 0; done < count;) {
      page_.resize(static_cast<std::size_t>(std::min(kWindow, count - done)));
      const std::uint64_t at = section_.at + kSectionHeader + kFixed + done;
      if (auto ok = load(at, "texts"); !ok) return ok;
      sum(at);
      done += page_.size();
    }
    return {};
  }

  Result<void> read_leads(std::uint8_t count) {
    page_.resize(kLeadEntry * count);
    const std::uint64_t at = samples_at_ - page_.size();
    if (auto ok = load(at, "leads"); !ok) return ok;
    sum(at);
    for (ByteCursor cursor(page_); cursor.left() >= kLeadEntry; cursor.u8()) {
      const std::uint8_t code = cursor.u8();
      const std::uint16_t nanovolts = cursor.u16();
      auto& channels = description_.rhythm.channels;
      if (nanovolts == 0) return askew("states no amplitude for lead {}", channels.size() + 1);
      channels.push_back(channel_of(code, nanovolts / 1000.0));
    }
    return {};
  }

  Result<void> load(std::uint64_t at, const char* what) {
    const auto got = bytes_->read_at(at, page_);
    if (!got) return fail(got);
    if (*got < page_.size()) return askew("ends within its {}, at byte {} of the file", what, at + *got);
    return {};
  }

  // Goes on with the checksum when the page follows what was summed.
  void sum(std::uint64_t at) {
    if (at != summed_to_) return;
    crc_ = crc_of(page_, crc_);
    summed_to_ += page_.size();
  }

  std::int32_t number(std::size_t at) const {
    std::uint32_t raw = 0;
    for (std::size_t i = sample_bytes_; i-- > 0;) raw = raw << 8 | std::to_integer<std::uint32_t>(page_[at + i]);
    const std::uint32_t sign = 1U << (8 * sample_bytes_ - 1);
    return static_cast<std::int32_t>((raw ^ sign) - sign);
  }

  std::unique_ptr<ByteSource> bytes_;
  LongSection section_;
  std::size_t sample_bytes_ = 2;
  std::uint64_t samples_at_ = 0;
  std::uint16_t stated_crc_ = 0;
  std::uint16_t crc_ = 0;
  std::uint64_t summed_to_ = 0;  // the file's byte up to which crc_ counts
  std::vector<std::byte> page_;
};

}  // namespace

Result<std::unique_ptr<SampleSource>> open_long(std::unique_ptr<ByteSource> bytes, const Sections& sections) {
  auto source = std::make_unique<LongSource>(std::move(bytes), *sections.long_rhythm);
  if (auto ok = source->open(sections); !ok) return fail(ok);
  return std::unique_ptr<SampleSource>(std::move(source));
}

}  // namespace rdc::ecg::scp
