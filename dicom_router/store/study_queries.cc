// The reading half of StudyStore.
#include "common/storage/connection.h"
#include "dicom_router/store/study_rows.h"
#include "dicom_router/store/study_store.h"

namespace rdc::router {
namespace {

using soci::into;
using soci::use;

std::string study_query(const char* rest) {
  return fmt::format("SELECT {} FROM study s JOIN site t ON t.site_id = s.site_id {}", StudyColumns::kList, rest);
}

tl::unexpected<Error> no_such_study(const std::string& study_id) {
  return fail(ErrorCode::kNotFound, "NO_SUCH_STUDY", "there is no study {}", study_id);
}

// Asked for after every instance stored: prepared once.
struct SelectStudyByKey {
  long long key = 0;
  StudyColumns row;
  soci::statement run;
  explicit SelectStudyByKey(soci::session& s) : run(s) {
    run.exchange(use(key));
    row.bind(run);
    run.alloc();
    run.prepare(study_query("WHERE s.study_key = :key"));
    run.define_and_bind();
  }
};

struct InstanceRow {
  long long series_key = 0, size = 0;
  std::string series_uid, modality, series_description, body_part, uid, sop_class, syntax, sha256, charset, unreadable;
  int series_number = 0, number = 0, rows = 0, columns = 0, frames = 0, kind = 0, conflict = 0;

  void bind(soci::statement& statement) {
    statement.exchange(into(series_key));
    for (auto* text : {&series_uid, &modality, &series_description, &body_part, &uid, &sop_class, &syntax, &sha256,
                       &charset, &unreadable})
      statement.exchange(into(*text));
    statement.exchange(into(size));
    for (auto* value : {&series_number, &number, &rows, &columns, &frames, &kind, &conflict})
      statement.exchange(into(*value));
  }
  static constexpr const char* kQuery =
      "SELECT e.series_key, e.series_instance_uid, e.modality, e.description, e.body_part, i.sop_instance_uid, "
      "i.sop_class_uid, i.transfer_syntax_uid, o.sha256, i.charset_override, i.unreadable_reason, o.size, "
      "e.series_number, i.instance_number, i.row_count, i.column_count, i.frame_count, i.kind, i.conflict "
      "FROM instance i JOIN series e ON e.series_key = i.series_key JOIN object o ON o.object_key = i.object_key "
      "JOIN study s ON s.study_key = i.study_key WHERE s.study_id = :id "
      "ORDER BY e.series_number, e.series_instance_uid, i.instance_number, i.sop_instance_uid, i.instance_key";

  void fill(v1::Series& series) const {
    series.set_series_instance_uid(series_uid);
    series.set_modality(modality);
    series.set_series_number(series_number);
    series.set_description(series_description);
    series.set_body_part(body_part);
  }
  void fill(v1::Instance& instance) const {
    instance.set_sop_instance_uid(uid);
    instance.set_sop_class_uid(sop_class);
    instance.set_transfer_syntax_uid(syntax);
    instance.set_instance_number(number);
    instance.set_rows(static_cast<std::uint32_t>(rows));
    instance.set_columns(static_cast<std::uint32_t>(columns));
    instance.set_frames(static_cast<std::uint32_t>(frames));
    instance.mutable_object()->set_sha256(sha256);
    instance.mutable_object()->set_size(static_cast<std::uint64_t>(size));
    instance.set_conflict(conflict != 0);
    instance.set_charset_override(charset);
    instance.set_kind(static_cast<v1::ItemKind>(kind));
    instance.set_unreadable_reason(unreadable);
  }
};

}  // namespace

Result<StudyRecord> StudyStore::find(soci::session& session, const std::string& study_id) {
  StudyColumns row;
  soci::statement query(session);
  query.exchange(use(study_id));
  row.bind(query);
  execute(query, study_query("WHERE s.study_id = :id"));
  if (!query.fetch()) return no_such_study(study_id);
  return row.record();
}

Result<StudyRecord> StudyStore::find_by_key(soci::session& session, long long study_key) {
  auto& select = storage::prepared<SelectStudyByKey>(session);
  select.key = study_key;
  if (!storage::fetch_one(select.run)) return no_such_study(std::to_string(study_key));
  return select.row.record();
}

Result<std::vector<v1::Series>> StudyStore::series_of(soci::session& session, const std::string& study_id) {
  std::vector<v1::Series> list;
  InstanceRow row;
  soci::statement query(session);
  query.exchange(use(study_id));
  row.bind(query);
  execute(query, InstanceRow::kQuery);
  long long current = 0;
  while (query.fetch()) {
    if (list.empty() || row.series_key != current) row.fill(list.emplace_back());
    current = row.series_key;
    row.fill(*list.back().add_instances());
  }
  return list;
}

Result<std::vector<InstanceDigest>> StudyStore::instances_of(soci::session& session, const std::string& study_id) {
  if (auto study = find(session, study_id); !study) return fail(study);
  std::vector<InstanceDigest> list;
  InstanceDigest row;
  soci::statement query =
      (session.prepare << "SELECT i.sop_instance_uid, o.sha256 FROM instance i "
                          "JOIN object o ON o.object_key = i.object_key JOIN study s ON s.study_key = i.study_key "
                          "WHERE s.study_id = :id ORDER BY i.instance_key",
       use(study_id), into(row.sop_instance_uid), into(row.sha256));
  query.execute();
  while (query.fetch()) list.push_back(row);
  return list;
}

Result<std::uint64_t> StudyStore::size_of_object(soci::session& session, const std::string& study_id,
                                                 const std::string& sha256) {
  long long size = -1;
  session << "SELECT o.size FROM object o JOIN instance i ON i.object_key = o.object_key "
             "JOIN study s ON s.study_key = i.study_key WHERE o.sha256 = :sha AND s.study_id = :id LIMIT 1",
      use(sha256), use(study_id), into(size);
  if (size < 0) return fail(ErrorCode::kNotFound, "NOT_OF_THIS_STUDY", "the study has no object {}", sha256);
  return static_cast<std::uint64_t>(size);
}

Result<std::vector<v1::StudySummary>> StudyStore::priors_of(soci::session& session, const std::string& study_id,
                                                            int limit) {
  long long patient = 0;
  session << "SELECT patient_key FROM study WHERE study_id = :id", use(study_id), into(patient);
  if (!session.got_data()) return no_such_study(study_id);
  std::vector<v1::StudySummary> list;
  StudyColumns row;
  soci::statement query(session);
  query.exchange(use(patient));
  query.exchange(use(study_id));
  query.exchange(use(limit));
  row.bind(query);
  execute(query, study_query("WHERE s.patient_key = :patient AND s.study_id <> :id "
                             "ORDER BY s.study_at DESC, s.study_key DESC LIMIT :limit"));
  while (query.fetch()) list.push_back(row.summary());
  return list;
}

}  // namespace rdc::router
