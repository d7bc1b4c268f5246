#include "ecg/formats/read.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "common/dicom/waveform.h"
#include "ecg/calibration_pulse.h"
#include "ecg/formats/aecg_reader.h"
#include "ecg/formats/dicom_format.h"
#include "ecg/formats/edf_reader.h"
#include "ecg/formats/field_text.h"
#include "ecg/formats/mfer_reader.h"
#include "ecg/formats/muse_reader.h"
#include "ecg/formats/philips_reader.h"
#include "ecg/formats/plausible_range.h"
#include "ecg/formats/scp_reader.h"
#include "ecg/formats/wfdb_archive.h"
#include "ecg/formats/wfdb_reader.h"
#include "ecg/formats/xml_tree.h"
#include "ecg/lead_gains.h"

namespace rdc::ecg {
namespace {

constexpr std::uint64_t kMaxHeader = 1U << 20;

class NoCompanions final : public Companions {
 public:
  Result<std::unique_ptr<ByteSource>> open(const std::string&) override {
    return fail(ErrorCode::kNotFound, "MISSING_SIGNAL_FILE",
                "a WFDB header needs its signal files beside it: give the path of the header");
  }
};

// A wrong scale can make samples infinite, which no arithmetic survives: they become gaps. Whatever is finite stays,
// however large: it is what the file holds. Returns how many there were.
std::size_t drop_impossible(Strip& strip) {
  std::size_t dropped = 0;
  for (auto& channel : strip.channels) {
    for (float& sample : channel.samples) {
      if (!std::isinf(sample)) continue;
      sample = std::numeric_limits<float>::quiet_NaN();
      ++dropped;
    }
  }
  return dropped;
}

// Some makers name the chest leads after their electrodes, C1 to C6 (IEC 60601-2-25). Only all six together, beside I
// and II and without any V, are that: alone, "C3" may be a place on the scalp.
void name_chest_leads(Strip& strip) {
  constexpr std::array kChest = {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};
  std::array<Channel*, kChest.size()> found{};
  for (auto& channel : strip.channels) {
    const std::string_view label = trimmed(channel.label);
    const bool is_c = channel.lead == Lead::kUnknown && label.size() == 2 && (label[0] == 'C' || label[0] == 'c');
    if (is_c && label[1] >= '1' && label[1] <= '6') found[static_cast<std::size_t>(label[1] - '1')] = &channel;
  }
  const bool twelve = strip.find(Lead::kI) != nullptr && strip.find(Lead::kII) != nullptr &&
                      std::ranges::none_of(kChest, [&](Lead lead) { return strip.find(lead) != nullptr; }) &&
                      std::ranges::none_of(found, [](const Channel* channel) { return channel == nullptr; });
  for (std::size_t i = 0; twelve && i < kChest.size(); ++i) found[i]->lead = kChest[i];
}

// The files beside a path, owned together with the source that reads them.
class FileSource final : public SampleSource {
 public:
  FileSource(std::unique_ptr<Companions> companions, std::unique_ptr<SampleSource> inner)
      : companions_(std::move(companions)), inner_(std::move(inner)) {
    description_ = inner_->description();
    add_age_at_acquisition(description_);
    length_ = inner_->length();
  }
  Result<Strip> read(std::uint64_t first, std::size_t count) override {
    auto strip = inner_->read(first, count);
    if (strip) drop_impossible(*strip);
    return strip;
  }
  Result<std::vector<OtherSignal>> read_others() override { return inner_->read_others(); }
  std::vector<Warning> closing_warnings() override { return inner_->closing_warnings(); }

 private:
  std::unique_ptr<Companions> companions_;
  std::unique_ptr<SampleSource> inner_;
};

Result<Recording> read_xml(Bytes bytes, Format format) {
  const auto document = xml::parse(bytes);
  if (!document) return fail(document);
  const auto root = (*document)->document_element();
  switch (format) {
    case Format::kAecg:
      return aecg::read(root);
    case Format::kMuse:
      return muse::read(root);
    default:
      return philips::read(root);
  }
}

Result<Recording> read_dicom(Bytes bytes, const ReadOptions& options) {
  const auto waveform = dicom::read_waveform(bytes, options.charset_override);
  if (!waveform) return fail(waveform);
  return from_dicom(*waveform);
}

tl::unexpected<Error> not_an_ecg(Bytes beginning) {
  const auto foreign = foreign_name(beginning);
  if (beginning.empty()) return fail(ErrorCode::kInvalid, "NOT_AN_ECG", "the file is empty");
  if (!foreign.empty()) return fail(ErrorCode::kInvalid, "NOT_AN_ECG", "this is {}", foreign);
  return fail(ErrorCode::kInvalid, "NOT_AN_ECG",
              "the content is none of SCP-ECG, aECG, DICOM, MUSE XML, Philips XML, MFER, EDF, WFDB or CSV");
}

Result<std::unique_ptr<SampleSource>> open_wfdb(ByteSource& header, Companions& companions) {
  const auto text = read_all(header, kMaxHeader);
  if (!text) return fail(text);
  return wfdb::open(as_characters(*text), companions);
}

// The limits of check() that need no samples.
Result<void> check_description(const Recording& description) {
  Recording one_sample = description;
  for (auto& channel : one_sample.rhythm.channels) channel.samples.assign(1, 0.0F);
  one_sample.median.reset();
  return check(one_sample);
}

// Formats that are read in windows.
Result<std::unique_ptr<SampleSource>> open_source(std::unique_ptr<ByteSource> bytes, Format format,
                                                  Companions& companions) {
  if (format == Format::kEdf) return edf::open(std::move(bytes));
  if (format == Format::kMfer) return mfer::open(std::move(bytes));
  if (format == Format::kScp) return scp::open(std::move(bytes));
  return open_wfdb(*bytes, companions);
}

bool is_windowed(Format format) {
  return format == Format::kEdf || format == Format::kMfer || format == Format::kWfdb || format == Format::kScp;
}

Result<Recording> read_in_memory(Bytes bytes, Format format, const ReadOptions& options) {
  switch (format) {
    case Format::kDicom:
      return read_dicom(bytes, options);
    case Format::kCsv:
      return csv::read(as_characters(bytes), options.csv);
    default:
      return read_xml(bytes, format);
  }
}

Result<Recording> finished(Result<Recording> recording, const ReadOptions& options) {
  if (!recording) return recording;
  if (auto ok = check(*recording); !ok) return fail(ok);
  name_chest_leads(recording->rhythm);
  if (recording->median) name_chest_leads(*recording->median);
  std::size_t dropped = drop_impossible(recording->rhythm);
  if (recording->median) dropped += drop_impossible(*recording->median);
  if (dropped > 0) {
    recording->warnings.push_back(
        {"INFINITE_SAMPLES", fmt::format("{} samples are infinite by the file's scale: they are gaps", dropped)});
  }
  if (const auto step = common_step_uv(recording->rhythm)) recording->warnings.push_back(gains_contradicted(*step));
  if (const auto pulse = calibration_pulse(recording->rhythm))
    recording->warnings.push_back(calibration_pulse_found(*pulse, recording->rhythm.rate_hz));
  const auto told = [](const Warning& warning) { return warning.reason == "IMPLAUSIBLE_RANGE"; };
  if (auto wide = implausible_range(recording->rhythm); wide && std::ranges::none_of(recording->warnings, told))
    recording->warnings.push_back(std::move(*wide));
  if (options.derive_limb_leads) add_derived_limb_leads(*recording);
  add_age_at_acquisition(*recording);
  return recording;
}

Result<std::vector<std::byte>> beginning_of(ByteSource& source) {
  std::vector<std::byte> beginning(64U << 10);  // as far as sniff() looks
  const auto got = source.read_at(0, beginning);
  if (!got) return fail(got);
  beginning.resize(*got);
  return beginning;
}

// A file and what it turned out to be.
struct Opened {
  std::unique_ptr<ByteSource> bytes;
  Format format = Format::kScp;
  std::unique_ptr<Companions> companions;  // what a WFDB header names
};

Result<Opened> header_in_archive(std::unique_ptr<ByteSource> bytes) {
  auto archive = wfdb::open_archive(std::move(bytes));
  if (!archive) return fail(archive);
  return Opened{std::move(archive->header), Format::kWfdb, std::move(archive->files)};
}

Result<Opened> header_at(const std::filesystem::path& path) {
  auto bytes = open_bytes(path);
  if (!bytes) return fail(bytes);
  return Opened{std::move(*bytes), Format::kWfdb, files_in(path.parent_path())};
}

// A signal file is read through the header of its name beside it, if that names it.
Result<std::optional<std::filesystem::path>> header_beside(const std::filesystem::path& path) {
  auto header = path;
  header.replace_extension(".hea");
  std::error_code ignored;
  if (header == path || !std::filesystem::is_regular_file(header, ignored))
    return std::optional<std::filesystem::path>();
  auto bytes = open_bytes(header);
  if (!bytes) return fail(bytes);
  const auto text = read_all(**bytes, kMaxHeader);
  if (!text) return fail(text);
  const std::string_view content = as_characters(*text);
  if (!wfdb::looks_like_header(content)) return std::optional<std::filesystem::path>();
  const std::string name = path.filename().string();
  const auto at = content.find(name + " ");
  const bool named = at != std::string_view::npos && (at == 0 || content[at - 1] == '\n');
  if (named) return std::optional(header);
  return fail(ErrorCode::kInvalid, "NOT_AN_ECG",
              "this is no signal file of the WFDB record beside it: probably its annotations");
}

Result<Opened> open_file(const std::filesystem::path& path) {
  auto bytes = open_bytes(path);
  if (!bytes) return fail(bytes);
  const auto beginning = beginning_of(**bytes);
  if (!beginning) return fail(beginning);
  const auto format = sniff(*beginning);
  // Raw samples may look like the first element of a DICOM or MFER file without preamble, or like text: a header that
  // names the file decides.
  const auto text = as_characters(*beginning);
  const bool weak = format == Format::kCsv || (format == Format::kMfer && !text.starts_with('@')) ||
                    (format == Format::kDicom && !text.substr(0, 132).ends_with("DICM"));
  if (weak) {
    if (const auto header = header_beside(path); header && *header) return header_at(**header);
  }
  if (format && wfdb::looks_like_archive(*beginning)) return header_in_archive(std::move(*bytes));
  if (format) return Opened{std::move(*bytes), *format, files_in(path.parent_path())};
  const auto header = header_beside(path);
  if (!header) return fail(header);
  if (!*header) return not_an_ecg(*beginning);
  return header_at(**header);
}

}  // namespace

Result<Recording> read(Bytes bytes, const ReadOptions& options, Companions* companions) {
  const auto format = sniff(bytes);
  if (!format) return not_an_ecg(bytes);
  if (!is_windowed(*format)) return finished(read_in_memory(bytes, *format, options), options);
  NoCompanions none;
  Opened opened{bytes_in_memory(bytes), *format, nullptr};
  if (wfdb::looks_like_archive(bytes)) {
    auto inside = header_in_archive(std::move(opened.bytes));
    if (!inside) return fail(inside);
    opened = std::move(*inside);
    companions = opened.companions.get();
  }
  auto source = open_source(std::move(opened.bytes), *format, companions != nullptr ? *companions : none);
  if (!source) return fail(source);
  return finished(read_whole(**source, options.max_samples), options);
}

Result<Recording> read(const std::filesystem::path& path, const ReadOptions& options) {
  auto opened = open_file(path);
  if (!opened) return fail(opened);
  if (!is_windowed(opened->format)) {
    const auto bytes = read_all(*opened->bytes, options.max_file_bytes);
    if (!bytes) return fail(bytes);
    return finished(read_in_memory(*bytes, opened->format, options), options);
  }
  auto source = open_source(std::move(opened->bytes), opened->format, *opened->companions);
  if (!source) return fail(source);
  return finished(read_whole(**source, options.max_samples), options);
}

Result<std::unique_ptr<SampleSource>> open_samples(const std::filesystem::path& path, const ReadOptions& options) {
  auto opened = open_file(path);
  if (!opened) return fail(opened);
  if (!is_windowed(opened->format)) {
    const auto bytes = read_all(*opened->bytes, options.max_file_bytes);
    if (!bytes) return fail(bytes);
    auto recording = read_in_memory(*bytes, opened->format, options);
    if (!recording) return fail(recording);
    if (auto ok = check(*recording); !ok) return fail(ok);
    add_age_at_acquisition(*recording);
    return in_windows(std::move(*recording));
  }
  auto source = open_source(std::move(opened->bytes), opened->format, *opened->companions);
  if (!source) return fail(source);
  if (auto ok = check_description((*source)->description()); !ok) return fail(ok);
  return std::unique_ptr<SampleSource>(std::make_unique<FileSource>(std::move(opened->companions), std::move(*source)));
}

Result<Format> format_of(const std::filesystem::path& path) {
  const auto opened = open_file(path);
  if (!opened) return fail(opened);
  return opened->format;
}

}  // namespace rdc::ecg
