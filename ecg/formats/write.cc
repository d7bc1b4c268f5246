#include "ecg/formats/write.h"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/digest.h"
#include "ecg/formats/aecg_writer.h"
#include "ecg/formats/csv_writer.h"
#include "ecg/formats/dicom_format.h"
#include "ecg/formats/scp_writer.h"
#include "ecg/formats/wfdb_writer.h"
#include "ecg/lead_gains.h"

namespace rdc::ecg {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  return {bytes.begin(), bytes.end()};
}

Recording without_derived(Recording recording) {
  const auto strip = [](Strip& s) { std::erase_if(s.channels, [](const Channel& c) { return c.derived; }); };
  strip(recording.rhythm);
  if (recording.median) strip(*recording.median);
  return recording;
}

base::Sha256 digest_of(const Recording& recording) {
  base::Sha256Hasher hasher;
  for (const auto& channel : recording.rhythm.channels) hasher.update(std::as_bytes(std::span(channel.samples)));
  const std::string rest = fmt::format("{}|{}|{}", recording.subject.id, recording.rhythm.rate_hz,
                                       recording.acquired_at ? recording.acquired_at->time_since_epoch().count() : 0);
  hasher.update(std::as_bytes(std::span(rest.data(), rest.size())));
  return hasher.finish();
}

// "2.25." and 122 bits of the digest in decimal (PS3.5 B.2), other ones for each part.
std::string uid_of(const base::Sha256& digest, std::size_t part) {
  unsigned __int128 number = 0;
  for (std::size_t i = 0; i < 15; ++i) number = number << 8 | std::to_integer<unsigned>(digest.bytes[i]);
  number = number << 2 | part;
  std::string decimal;
  while (number > 0) {
    decimal.insert(decimal.begin(), static_cast<char>('0' + static_cast<int>(number % 10)));
    number /= 10;
  }
  return "2.25." + (decimal.empty() ? "0" : decimal);
}

// A UUID of version 8 (RFC 9562 5.8): made from the content.
std::string uuid_of(const base::Sha256& digest) {
  std::string hex = digest.hex().substr(0, 32);
  hex[12] = '8';
  hex[16] = 'a';
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

Result<Written> write_dicom(const Recording& recording) {
  Written written;
  auto waveform = to_dicom(recording, &written.notes);
  if (!waveform) return fail(waveform);
  const auto digest = digest_of(recording);
  waveform->sop_instance_uid = uid_of(digest, 1);
  waveform->study_instance_uid = uid_of(digest, 2);
  waveform->series_instance_uid = uid_of(digest, 3);
  if (!recording.acquired_at) {
    written.notes.push_back(
        {"TIME_LEFT_EMPTY",
         "the recording states no time: DICOM's Acquisition DateTime stays empty, which archives may "
         "refuse (PS3.3 C.10.8 requires it)"});
  }
  auto bytes = dicom::encode_ecg(*waveform);
  if (!bytes) return fail(bytes);
  written.files.push_back({".dcm", std::move(*bytes)});
  return written;
}

Result<Written> write_wfdb(const Recording& recording, const std::string& name) {
  Written written;
  auto record = wfdb::encode(recording, name, written.notes);
  if (!record) return fail(record);
  written.files.push_back({".hea", bytes_of(record->header)});
  written.files.push_back({".dat", std::move(record->samples)});
  return written;
}

Result<Written> write_text(Result<std::string> text, std::string suffix, std::vector<Warning> notes) {
  if (!text) return fail(text);
  Written written;
  written.files.push_back({std::move(suffix), bytes_of(*text)});
  written.notes = std::move(notes);
  return written;
}

Result<Written> write_measured(const Recording& recording, Format format, const WriteOptions& options) {
  std::vector<Warning> notes;
  switch (format) {
    case Format::kScp: {
      auto bytes = scp::encode(recording, notes);
      if (!bytes) return fail(bytes);
      Written written;
      written.files.push_back({".scp", std::move(*bytes)});
      written.notes = std::move(notes);
      return written;
    }
    case Format::kAecg: {
      auto text = aecg::encode(recording, uuid_of(digest_of(recording)), notes);
      return write_text(std::move(text), ".xml", std::move(notes));
    }
    case Format::kDicom:
      return write_dicom(recording);
    case Format::kWfdb:
      return write_wfdb(recording, options.record_name);
    case Format::kCsv:
      if (recording.median) notes.push_back({"BEAT_LEFT_OUT", "CSV has no place for the median beat"});
      return write_text(csv::encode(recording), ".csv", std::move(notes));
    default:
      return fail(ErrorCode::kInvalid, "NOT_WRITABLE", "{} is read, not written: choose scp, aecg, dicom, wfdb or csv",
                  name_of(format));
  }
}

// What was read of the device and the patient and no file of this format can say.
void note_what_is_lost(const Recording& recording, Format format, std::vector<Warning>& notes) {
  const auto kept = [format](const Mark& mark) {
    return mark.name == "Statement" || (format == Format::kWfdb && mark.name == "Comment");
  };
  const auto lost =
      std::count_if(recording.marks.begin(), recording.marks.end(), [&](const Mark& m) { return !kept(m); });
  if (lost > 0) {
    notes.push_back({"MARKS_LEFT_OUT", fmt::format("{} of the device's measurements and remarks are left out: {} keeps "
                                                   "its statements alone",
                                                   lost, name_of(format))});
  }
  // One gain for all leads, or none stated: whoever reads it finds no contradiction, and draws conclusions.
  const bool loses_gains = format == Format::kScp || format == Format::kCsv;
  if (loses_gains && common_step_uv(recording.rhythm)) {
    notes.push_back({"GAINS_NOT_KEPT", fmt::format("{} does not keep each lead's gain: that they contradict each other "
                                                   "cannot be seen in it any more. Measure the file it was made from, "
                                                   "or convert to DICOM, HL7 aECG or WFDB",
                                                   name_of(format))});
  }
  const auto& subject = recording.subject;
  const bool named = !subject.id.empty() || !subject.name.empty() || !subject.birth_date.empty();
  if (format == Format::kWfdb && (named || recording.utc_offset)) {
    notes.push_back({"DESCRIPTION_LEFT_OUT",
                     "a WFDB header has no place for the patient's number, name and day of "
                     "birth, the device and the time zone"});
  }
}

}  // namespace

bool is_writable(Format format) {
  switch (format) {
    case Format::kScp:
    case Format::kAecg:
    case Format::kDicom:
    case Format::kWfdb:
    case Format::kCsv:
      return true;
    case Format::kMuse:
    case Format::kPhilips:
    case Format::kMfer:
    case Format::kEdf:
      break;
  }
  return false;
}

Result<Written> write(const Recording& recording, Format format, const WriteOptions& options) {
  auto written = options.derived_leads == DerivedLeads::kWrite
                     ? write_measured(recording, format, options)
                     : write_measured(without_derived(recording), format, options);
  if (!written) return written;
  if (!recording.others.empty()) {
    written->notes.push_back({"OTHERS_LEFT_OUT", "the signals beside the ECG are left out"});
  }
  note_what_is_lost(recording, format, written->notes);
  if (options.rounding == Rounding::kRefuse) {
    for (const auto& note : written->notes) {
      if (note.reason != "ROUNDED" && note.reason != "ROUNDED_RATE") continue;
      return fail(ErrorCode::kInvalid, "INEXACT", "{} cannot hold this recording exactly: {}", name_of(format),
                  note.message);
    }
  }
  return written;
}

}  // namespace rdc::ecg
