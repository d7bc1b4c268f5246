// How study rows become messages; shared by the stores of this folder.
#pragma once

#include <string>
#include <vector>

#include <soci/soci.h>

#include "dicom_router/store/patient_identity.h"
#include "dicom_router/store/study_store.h"

namespace rdc::router {

// A study's modalities are one text, sorted, separated by commas ("CT,SR"), which no DICOM modality contains.
std::string with_modality(const std::string& modalities, const std::string& added);
std::vector<std::string> split_modalities(const std::string& modalities);

// The columns of a study (s) with its site (t), bound for reading.
struct StudyColumns {
  static constexpr const char* kList =
      "s.study_key, s.study_id, s.site_id, t.name, s.study_instance_uid, s.patient_id, s.patient_name, s.patient_sex, "
      "s.patient_birth_date, s.patient_age, s.accession_number, s.description, s.body_part, s.clinical_history, "
      "s.modalities, s.study_at, s.series_count, s.instance_count, s.has_conflict, s.report_id, s.report_status";
  long long study_key = 0, study_at = 0;
  std::string study_id, site_id, site_name, uid, patient_id, name, sex, birth_date, age, accession, description,
      body_part, history, modalities, report_id;
  int series_count = 0, instance_count = 0, has_conflict = 0, report_status = 0;

  // Adds the outputs, in the order of kList, to a statement under construction.
  void bind(soci::statement& statement);
  v1::StudySummary summary() const;
  v1::Patient patient() const;
  StudyRecord record() const;
};

// Prepares `sql`, whose inputs and outputs were exchanged before, and runs it.
void execute(soci::statement& statement, const std::string& sql);

}  // namespace rdc::router
