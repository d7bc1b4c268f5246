#include "dicom_router/store/study_rows.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <sstream>

namespace rdc::router {

using google::protobuf::util::TimeUtil;
using soci::into;

std::vector<std::string> split_modalities(const std::string& modalities) {
  std::vector<std::string> list;
  std::istringstream text(modalities);
  for (std::string one; std::getline(text, one, ',');)
    if (!one.empty()) list.push_back(one);
  return list;
}

std::string with_modality(const std::string& modalities, const std::string& added) {
  if (modalities == added || added.empty()) return modalities;
  auto list = split_modalities(modalities);
  std::string clean = added;
  std::ranges::replace(clean, ',', ' ');
  list.push_back(clean);
  std::ranges::sort(list);
  list.erase(std::unique(list.begin(), list.end()), list.end());
  std::string joined;
  for (const auto& one : list) joined += (joined.empty() ? "" : ",") + one;
  return joined;
}

void StudyColumns::bind(soci::statement& statement) {
  for (auto* number : {&study_key}) statement.exchange(into(*number));
  for (auto* text : {&study_id, &site_id, &site_name, &uid, &patient_id, &name, &sex, &birth_date, &age, &accession,
                     &description, &body_part, &history, &modalities})
    statement.exchange(into(*text));
  statement.exchange(into(study_at));
  for (auto* number : {&series_count, &instance_count, &has_conflict}) statement.exchange(into(*number));
  statement.exchange(into(report_id));
  statement.exchange(into(report_status));
}

v1::Patient StudyColumns::patient() const {
  v1::Patient message;
  message.set_patient_id(patient_id);
  message.set_name(name);
  message.set_sex(sex);
  message.set_birth_date(birth_date);
  message.set_age(age);
  return message;
}

v1::StudySummary StudyColumns::summary() const {
  v1::StudySummary message;
  message.set_study_id(study_id);
  message.set_study_instance_uid(uid);
  *message.mutable_patient() = patient();
  message.set_accession_number(accession);
  message.set_description(description);
  for (const auto& modality : split_modalities(modalities)) message.add_modalities(modality);
  message.set_site_id(site_id);
  message.set_site_name(site_name);
  if (study_at != 0) *message.mutable_study_time() = TimeUtil::MicrosecondsToTimestamp(study_at);
  message.set_instance_count(static_cast<std::uint32_t>(instance_count));
  message.set_report_status(static_cast<v1::ReportStatus>(report_status));
  message.set_report_id(report_id);
  return message;
}

StudyRecord StudyColumns::record() const { return {study_key, site_id, site_name, body_part, history, summary()}; }

void execute(soci::statement& statement, const std::string& sql) {
  statement.alloc();
  statement.prepare(sql);
  statement.define_and_bind();
  statement.execute();
}

}  // namespace rdc::router
