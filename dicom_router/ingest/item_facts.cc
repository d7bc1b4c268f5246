#include "dicom_router/ingest/item_facts.h"

#include <algorithm>
#include <ctime>

#include "common/dicom/instance_header.h"
#include "dicom_router/ecg/ecg_reader.h"
#include "ecg/formats/read.h"

namespace rdc::router {
namespace {

// A number of `size` digits at `at`; `missing` when the text ends before, -1 when it is no number.
int digits(const std::string& text, std::size_t at, std::size_t size, int missing) {
  if (text.size() < at + size) return missing;
  int value = 0;
  for (const char c : text.substr(at, size)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string age_word(const std::optional<double>& years) {
  return years && *years >= 1.0 && *years < 200.0 ? fmt::format("{:03}Y", static_cast<int>(*years)) : std::string();
}

// Not DICOM: a study of its own, so that it is on the worklist and is not lost, whether or not it can be read.
Result<InstanceFacts> facts_of_ecg_file(const std::filesystem::path& whole, const v1::Begin& begin) {
  InstanceFacts facts;
  facts.study_instance_uid = facts.series_instance_uid = facts.sop_instance_uid = "item:" + begin.item_id();
  facts.modality = "ECG";
  facts.kind = v1::ITEM_KIND_ECG_FILE;
  facts.charset_override = begin.charset_override();
  ecg::ReadOptions options;
  options.charset_override = begin.charset_override();
  const auto recording = ecg::read(whole, options);
  if (!recording && recording.error().code == ErrorCode::kUnavailable) return fail(recording);
  if (!recording) {
    facts.unreadable_reason = recording.error().reason;
    return facts;
  }
  const auto& subject = recording->subject;
  facts.patient_id = subject.id.substr(0, 64);
  facts.patient_name = subject.name;
  facts.patient_sex = subject.sex == ecg::Sex::kMale ? "M" : subject.sex == ecg::Sex::kFemale ? "F" : "";
  facts.patient_birth_date = subject.birth_date;
  facts.patient_age = age_word(subject.age_years);
  facts.study_at = acquired_at(*recording);
  return facts;
}

InstanceFacts facts_of_header(dicom::InstanceHeader header, const v1::Begin& begin) {
  InstanceFacts facts;
  facts.study_instance_uid = std::move(header.study_instance_uid);
  facts.series_instance_uid = std::move(header.series_instance_uid);
  facts.sop_instance_uid = std::move(header.sop_instance_uid);
  facts.sop_class_uid = std::move(header.sop_class_uid);
  facts.transfer_syntax_uid = std::move(header.transfer_syntax_uid);
  facts.modality = std::move(header.modality);
  facts.body_part = std::move(header.body_part);
  facts.accession_number = std::move(header.accession_number);
  facts.patient_id = std::move(header.patient_id);
  facts.patient_name = std::move(header.patient_name);
  facts.patient_sex = std::move(header.sex);
  facts.patient_birth_date = std::move(header.birth_date);
  facts.patient_age = std::move(header.age);
  facts.study_at = study_time_of(header.study_date, header.study_time);
  facts.study_description = std::move(header.study_description);
  facts.series_description = std::move(header.series_description);
  facts.clinical_history = std::move(header.clinical_history);
  facts.series_number = header.series_number.value_or(0);
  facts.instance_number = header.instance_number.value_or(0);
  constexpr std::uint32_t kLargest = 0x7fffffff;
  facts.rows = std::min(header.rows, kLargest);
  facts.columns = std::min(header.columns, kLargest);
  facts.frames = std::min(header.frames, kLargest);
  facts.requested_priority = std::move(header.requested_priority);
  facts.kind = begin.kind();
  facts.charset_override = begin.charset_override();
  if (facts.study_instance_uid.empty()) {
    facts.study_instance_uid = "item:" + begin.item_id();
    facts.unreadable_reason = "NO_STUDY_INSTANCE_UID";
  }
  if (facts.series_instance_uid.empty()) facts.series_instance_uid = "none";
  return facts;
}

}  // namespace

std::int64_t study_time_of(const std::string& date, const std::string& time) {
  std::tm local{};
  local.tm_year = digits(date, 0, 4, -1) - 1900;
  local.tm_mon = digits(date, 4, 2, -1) - 1;
  local.tm_mday = digits(date, 6, 2, -1);
  local.tm_hour = digits(time, 0, 2, 0);
  local.tm_min = digits(time, 2, 2, 0);
  local.tm_sec = digits(time, 4, 2, 0);
  local.tm_isdst = -1;
  const bool valid = local.tm_year >= 0 && local.tm_mon >= 0 && local.tm_mon < 12 && local.tm_mday >= 1 &&
                     local.tm_mday <= 31 && local.tm_hour >= 0 && local.tm_min >= 0 && local.tm_sec >= 0;
  if (!valid) return 0;
  const auto seconds = std::mktime(&local);
  return seconds == -1 ? 0 : static_cast<std::int64_t>(seconds) * 1'000'000;
}

Result<InstanceFacts> read_facts(const std::filesystem::path& whole, const v1::Begin& begin) {
  if (begin.kind() == v1::ITEM_KIND_ECG_FILE) return facts_of_ecg_file(whole, begin);
  auto header = dicom::read_header(whole, begin.charset_override());
  if (!header) return fail(header);
  return facts_of_header(std::move(*header), begin);
}

}  // namespace rdc::router
