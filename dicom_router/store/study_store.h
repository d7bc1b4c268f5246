// Patients, studies, series and instances. Stateless; every call works in the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/base/result.h"
#include "dicom_router/store/patient_identity.h"
#include "rdc/v1/study.pb.h"
#include "rdc/v1/types.pb.h"

namespace rdc::router {

// What an item turned out to be. Plain, so that the catalog knows neither DCMTK nor the wire.
struct InstanceFacts {
  std::string study_instance_uid;   // never ""
  std::string series_instance_uid;  // never ""
  std::string sop_instance_uid;     // never ""
  std::string sop_class_uid, transfer_syntax_uid;
  std::string modality, body_part, accession_number;
  std::string patient_id, patient_name, patient_sex, patient_birth_date, patient_age;
  std::string study_description, series_description, clinical_history;
  std::int64_t study_at = 0;  // microseconds UTC, 0 when the device does not say
  int series_number = 0;
  int instance_number = 0;
  unsigned rows = 0, columns = 0, frames = 0;
  std::string requested_priority;  // DICOM (0040,1003) or ""
  v1::ItemKind kind = v1::ITEM_KIND_DICOM_INSTANCE;
  std::string charset_override;
  std::string unreadable_reason;  // "" when it was read
  bool derived = false;           // made by a reader: the study's modalities and counts stay what was acquired
};

struct AddedInstance {
  long long study_key = 0;
  long long instance_key = 0;  // 0 unless new
  std::string study_id;
  bool new_study = false;
  bool new_instance = false;  // false: this study held these very bytes before
  bool conflict = false;      // the same SOP Instance UID with other bytes is there too: both are kept, both flagged
};

struct InstanceDigest {
  std::string sop_instance_uid;
  std::string sha256;
};

// What the report and routing code need of a study.
struct StudyRecord {
  long long study_key = 0;
  std::string site_id;
  std::string site_name;
  std::string body_part;
  std::string clinical_history;
  v1::StudySummary summary;
};

class StudyStore {
 public:
  // Borrows; must outlive it.
  StudyStore(const base::Clock& clock, base::IdGenerator& ids) : clock_(clock), ids_(ids) {}

  // Writer. Adds the instance and, where new, its patient, study and series. `object_key` and `item_key` are
  // ItemStore's.
  Result<AddedInstance> add_instance(soci::session& session, const std::string& site_id, const InstanceFacts& facts,
                                     long long object_key, long long item_key);
  // Writer. The person's key, added where new.
  static long long patient_key(soci::session& session, const PatientIdentity& identity);
  // Writer. Notes the newest signed revision, for the lists. kNotFound.
  Result<void> set_report(soci::session& session, const std::string& study_id, const std::string& report_id,
                          v1::ReportStatus status);

  // kNotFound/NO_SUCH_STUDY.
  Result<StudyRecord> find(soci::session& session, const std::string& study_id);
  Result<StudyRecord> find_by_key(soci::session& session, long long study_key);
  // Series by number, then UID; instances by number, then UID.
  Result<std::vector<v1::Series>> series_of(soci::session& session, const std::string& study_id);
  Result<std::vector<InstanceDigest>> instances_of(soci::session& session, const std::string& study_id);
  // The object's size if an instance of this study consists of it. kNotFound/NOT_OF_THIS_STUDY.
  Result<std::uint64_t> size_of_object(soci::session& session, const std::string& study_id, const std::string& sha256);
  // Other studies of the same person, newest first, at most `limit`.
  Result<std::vector<v1::StudySummary>> priors_of(soci::session& session, const std::string& study_id, int limit = 100);
  // A page of rdc.v1.Study.SearchStudies; the request is checked here. kInvalid/SEARCH_TOO_WIDE, BAD_SEARCH,
  // BAD_PAGE_TOKEN.
  static Result<v1::SearchStudiesReply> search(soci::session& session, const v1::SearchStudiesRequest& request);

 private:
  const base::Clock& clock_;
  base::IdGenerator& ids_;
};

}  // namespace rdc::router
