#include "dicom_router/store/study_store.h"

#include <google/protobuf/util/time_util.h>

#include "common/storage/connection.h"
#include "dicom_router/store/study_rows.h"

namespace rdc::router {
namespace {

using soci::into;
using soci::use;
using storage::fetch_one;
using storage::prepared;

// A study's row as add_instance needs it.
struct SelectStudyRow {
  std::string site_id, uid, study_id, patient_id, accession, description, body_part, history, modalities;
  long long key = 0, study_at = 0;
  soci::statement run;
  explicit SelectStudyRow(soci::session& s)
      : run((s.prepare << "SELECT study_key, study_id, patient_id, accession_number, description, body_part, "
                          "clinical_history, modalities, study_at FROM study "
                          "WHERE site_id = :site AND study_instance_uid = :uid",
             use(site_id), use(uid), into(key), into(study_id), into(patient_id), into(accession), into(description),
             into(body_part), into(history), into(modalities), into(study_at))) {}
};

struct InsertSeries {
  long long study_key = 0, key = 0;
  std::string uid, modality, description, body_part;
  int number = 0;
  soci::statement insert, select;
  explicit InsertSeries(soci::session& s)
      : insert((s.prepare << "INSERT INTO series (series_key, study_key, series_instance_uid, modality, series_number, "
                             "description, body_part) VALUES ((SELECT COALESCE(MAX(series_key), 0) + 1 FROM series), "
                             ":study, :uid, :modality, :number, :description, :body) RETURNING series_key",
                use(study_key), use(uid), use(modality), use(number), use(description), use(body_part), into(key))),
        select((s.prepare << "SELECT series_key FROM series WHERE study_key = :study AND series_instance_uid = :uid",
                use(study_key), use(uid), into(key))) {}
};

struct InsertInstance {
  InstanceFacts facts;
  long long study_key = 0, series_key = 0, object_key = 0, item_key = 0, key = 0;
  int rows = 0, columns = 0, frames = 0, kind = 0;
  soci::statement run;
  explicit InsertInstance(soci::session& s)
      : run((
            s.prepare
                << "INSERT INTO instance (instance_key, study_key, series_key, object_key, item_key, sop_instance_uid, "
                   "sop_class_uid, transfer_syntax_uid, instance_number, row_count, column_count, frame_count, kind, "
                   "charset_override, conflict, unreadable_reason) VALUES ((SELECT COALESCE(MAX(instance_key), 0) + 1 "
                   "FROM instance), :study, :series, :object, :item, :uid, :class, :syntax, :number, :rows, :columns, "
                   ":frames, :kind, :charset, 0, :unreadable) "
                   "ON CONFLICT (study_key, sop_instance_uid, object_key) DO NOTHING RETURNING instance_key",
            use(study_key), use(series_key), use(object_key), use(item_key), use(facts.sop_instance_uid),
            use(facts.sop_class_uid), use(facts.transfer_syntax_uid), use(facts.instance_number), use(rows),
            use(columns), use(frames), use(kind), use(facts.charset_override), use(facts.unreadable_reason),
            into(key))) {}
};

struct CountTwins {
  long long study_key = 0, count = 0;
  std::string uid;
  soci::statement run;
  explicit CountTwins(soci::session& s)
      : run((s.prepare << "SELECT COUNT(*) FROM instance WHERE study_key = :study AND sop_instance_uid = :uid",
             use(study_key), use(uid), into(count))) {}
};

struct UpdateStudyRow {
  long long key = 0, study_at = 0;
  int new_series = 0, new_instances = 0, conflict = 0;
  std::string accession, description, body_part, history, modalities;
  soci::statement run;
  explicit UpdateStudyRow(soci::session& s)
      : run((
            s.prepare << "UPDATE study SET series_count = series_count + :series, "
                         "instance_count = instance_count + :instances, "
                         "has_conflict = CASE WHEN :conflict = 1 THEN 1 ELSE has_conflict END, "
                         "accession_number = :accession, description = :description, body_part = :body, "
                         "clinical_history = :history, modalities = :modalities, study_at = :at WHERE study_key = :key",
            use(new_series), use(new_instances), use(conflict), use(accession), use(description), use(body_part),
            use(history), use(modalities), use(study_at), use(key))) {}
};

void insert_study(soci::session& session, const std::string& site_id, const std::string& study_id,
                  const InstanceFacts& facts, long long now) {
  const auto patient = StudyStore::patient_key(session, identify_patient(site_id, study_id, facts.patient_id));
  const auto study_at = static_cast<long long>(facts.study_at);
  session << "INSERT INTO study (study_key, study_id, site_id, study_instance_uid, patient_key, patient_id, "
             "patient_name, patient_sex, patient_birth_date, patient_age, accession_number, description, body_part, "
             "clinical_history, modalities, study_at, received_at, series_count, instance_count, has_conflict) "
             "VALUES ((SELECT COALESCE(MAX(study_key), 0) + 1 FROM study), :id, :site, :uid, :patient, :pid, :name, "
             ":sex, :birth, :age, :accession, :description, :body, :history, :modality, :at, :received, 0, 0, 0)",
      use(study_id), use(site_id), use(facts.study_instance_uid), use(patient), use(facts.patient_id),
      use(facts.patient_name), use(facts.patient_sex), use(facts.patient_birth_date), use(facts.patient_age),
      use(facts.accession_number), use(facts.study_description), use(facts.body_part), use(facts.clinical_history),
      use(facts.modality), use(study_at), use(now);
}

// The first instance may have been one that could not be read: the patient follows from the first that can.
void adopt_patient(soci::session& session, const std::string& site_id, const SelectStudyRow& row,
                   const InstanceFacts& facts) {
  const auto patient = StudyStore::patient_key(session, identify_patient(site_id, row.study_id, facts.patient_id));
  session << "UPDATE study SET patient_key = :patient, patient_id = :pid, patient_name = :name, patient_sex = :sex, "
             "patient_birth_date = :birth, patient_age = :age WHERE study_key = :key",
      use(patient), use(facts.patient_id), use(facts.patient_name), use(facts.patient_sex),
      use(facts.patient_birth_date), use(facts.patient_age), use(row.key);
}

bool find_or_add_series(soci::session& session, InsertSeries& series, long long study_key, const InstanceFacts& facts) {
  (void)session;
  series.study_key = study_key;
  series.uid = facts.series_instance_uid;
  if (fetch_one(series.select)) return false;
  series.modality = facts.modality;
  series.description = facts.series_description;
  series.body_part = facts.body_part;
  series.number = facts.series_number;
  fetch_one(series.insert);
  return true;
}

const std::string& first_of(const std::string& known, const std::string& offered) {
  return known.empty() ? offered : known;
}

void flag_twins(soci::session& session, long long study_key, const std::string& uid) {
  session << "UPDATE instance SET conflict = 1 WHERE study_key = :study AND sop_instance_uid = :uid", use(study_key),
      use(uid);
}

}  // namespace

long long StudyStore::patient_key(soci::session& session, const PatientIdentity& identity) {
  long long key = 0;
  session << "INSERT INTO patient (patient_key, issuer, patient_id) "
             "VALUES ((SELECT COALESCE(MAX(patient_key), 0) + 1 FROM patient), :issuer, :id) "
             "ON CONFLICT (issuer, patient_id) DO NOTHING",
      use(identity.issuer), use(identity.patient_id);
  session << "SELECT patient_key FROM patient WHERE issuer = :issuer AND patient_id = :id", use(identity.issuer),
      use(identity.patient_id), into(key);
  return key;
}

Result<AddedInstance> StudyStore::add_instance(soci::session& session, const std::string& site_id,
                                               const InstanceFacts& facts, long long object_key, long long item_key) {
  AddedInstance added;
  auto& row = prepared<SelectStudyRow>(session);
  row.site_id = site_id;
  row.uid = facts.study_instance_uid;
  if (!fetch_one(row.run)) {
    insert_study(session, site_id, ids_.next(), facts, base::to_micros(clock_.now()));
    fetch_one(row.run);
    added.new_study = true;
  } else if (row.patient_id.empty() && !facts.patient_id.empty()) {
    adopt_patient(session, site_id, row, facts);
  }
  added.study_key = row.key;
  added.study_id = row.study_id;

  auto& series = prepared<InsertSeries>(session);
  const bool new_series = find_or_add_series(session, series, row.key, facts);

  auto& instance = prepared<InsertInstance>(session);
  instance.facts = facts;
  instance.study_key = row.key;
  instance.series_key = series.key;
  instance.object_key = object_key;
  instance.item_key = item_key;
  instance.rows = static_cast<int>(facts.rows);
  instance.columns = static_cast<int>(facts.columns);
  instance.frames = static_cast<int>(facts.frames);
  instance.kind = facts.kind;
  added.new_instance = fetch_one(instance.run);
  added.instance_key = added.new_instance ? instance.key : 0;

  auto& twins = prepared<CountTwins>(session);
  twins.study_key = row.key;
  twins.uid = facts.sop_instance_uid;
  fetch_one(twins.run);
  added.conflict = twins.count > 1;
  if (added.conflict && added.new_instance) flag_twins(session, row.key, facts.sop_instance_uid);

  auto& update = prepared<UpdateStudyRow>(session);
  update.key = row.key;
  update.new_series = new_series && !facts.derived ? 1 : 0;
  update.new_instances = added.new_instance && !facts.derived ? 1 : 0;
  update.conflict = added.conflict ? 1 : 0;
  update.accession = first_of(row.accession, facts.accession_number);
  update.description = first_of(row.description, facts.study_description);
  update.body_part = first_of(row.body_part, facts.body_part);
  update.history = first_of(row.history, facts.clinical_history);
  update.modalities = facts.derived ? row.modalities : with_modality(row.modalities, facts.modality);
  update.study_at = row.study_at != 0 ? row.study_at : facts.study_at;
  storage::run(update.run);
  return added;
}

Result<void> StudyStore::set_report(soci::session& session, const std::string& study_id, const std::string& report_id,
                                    v1::ReportStatus status) {
  const int code = status;
  std::string found;
  session << "UPDATE study SET report_id = :report, report_status = :status WHERE study_id = :id RETURNING study_id",
      use(report_id), use(code), use(study_id), into(found);
  if (found.empty()) return fail(ErrorCode::kNotFound, "NO_SUCH_STUDY", "there is no study {}", study_id);
  return {};
}

}  // namespace rdc::router
