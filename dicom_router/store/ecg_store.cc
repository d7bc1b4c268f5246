#include "dicom_router/store/ecg_store.h"

#include <fmt/ranges.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include "common/dicom/waveform.h"
#include "common/storage/connection.h"
#include "dicom_router/store/study_rows.h"

namespace rdc::router {
namespace {

using soci::into;
using soci::use;

// An ECG's row with what belongs to it, bound for reading.
struct EcgRow {
  static constexpr const char* kSelect =
      "SELECT e.instance_key, e.study_key, s.patient_key, s.study_id, s.study_instance_uid, i.sop_instance_uid, "
      "s.site_id, e.sha256, m.item_id, i.charset_override, i.kind, e.urgency, e.silent, e.stored_at, e.opened_at, "
      "e.answered_at, e.alarmed_at, m.received_at, m.sent_at, m.clock_offset, m.clock_uncertainty, s.patient_id, "
      "s.patient_name, "
      "s.patient_sex, s.patient_birth_date, s.patient_age FROM ecg e JOIN instance i ON i.instance_key = "
      "e.instance_key JOIN study s ON s.study_key = e.study_key JOIN item m ON m.item_key = i.item_key ";
  EcgRecord record;
  int kind = 0, urgency = 0, silent = 0;
  std::string patient_id, name, sex, birth, age;

  void bind(soci::statement& query) {
    auto& r = record;
    query.exchange(into(r.instance_key));
    query.exchange(into(r.study_key));
    query.exchange(into(r.patient_key));
    for (auto* text : {&r.study_id, &r.study_instance_uid, &r.sop_instance_uid, &r.site_id, &r.sha256, &r.item_id,
                       &r.charset_override})
      query.exchange(into(*text));
    for (auto* number : {&kind, &urgency, &silent}) query.exchange(into(*number));
    for (auto* number : {&r.stored_at, &r.opened_at, &r.answered_at, &r.alarmed_at, &r.received_at, &r.sent_at,
                         &r.clock_offset, &r.clock_uncertainty})
      query.exchange(into(*number));
    for (auto* text : {&patient_id, &name, &sex, &birth, &age}) query.exchange(into(*text));
  }
  EcgRecord taken() {
    record.kind = static_cast<v1::ItemKind>(kind);
    record.urgency = static_cast<v1::Urgency>(urgency);
    record.silent = silent != 0;
    record.patient.set_patient_id(patient_id);
    record.patient.set_name(name);
    record.patient.set_sex(sex);
    record.patient.set_birth_date(birth);
    record.patient.set_age(age);
    return record;
  }
};

// Every row of a query whose inputs are the texts and numbers given, in the order of their placeholders.
std::vector<EcgRecord> select(soci::session& session, const std::string& rest, const std::vector<std::string>& texts,
                              const std::vector<long long>& numbers) {
  EcgRow row;
  soci::statement query(session);
  for (const auto& text : texts) query.exchange(use(text));
  for (const auto& number : numbers) query.exchange(use(number));
  row.bind(query);
  execute(query, EcgRow::kSelect + rest);
  std::vector<EcgRecord> found;
  while (query.fetch()) found.push_back(row.taken());
  return found;
}

std::optional<EcgRecord> first_of(std::vector<EcgRecord> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

template <typename Message>
Result<Message> from_json(const std::string& json) {
  Message message;
  if (!google::protobuf::util::JsonStringToMessage(json, &message).ok())
    return fail(ErrorCode::kCorrupt, "BAD_ROW", "a stored overread cannot be read");
  return message;
}

bool updated(soci::session& session, const char* sql, long long at, long long key) {
  long long found = 0;
  session << sql, use(at), use(key), into(found);
  return found != 0;
}

}  // namespace

bool is_ecg(const InstanceFacts& facts) {
  return facts.kind == v1::ITEM_KIND_ECG_FILE || dicom::is_ecg_storage(facts.sop_class_uid) ||
         (facts.modality == "ECG" && dicom::is_waveform_storage(facts.sop_class_uid));
}

void EcgStore::add(soci::session& session, long long instance_key, long long study_key, const std::string& sha256,
                   v1::Urgency urgency, long long stored_at) {
  const int code = urgency;
  session << "INSERT INTO ecg (instance_key, study_key, sha256, urgency, stored_at) "
             "VALUES (:key, :study, :sha256, :urgency, :at) ON CONFLICT (instance_key) DO NOTHING",
      use(instance_key), use(study_key), use(sha256), use(code), use(stored_at);
}

std::optional<EcgRecord> EcgStore::next_waiting(soci::session& session, const std::vector<long long>& busy) {
  const auto others = busy.empty() ? "" : fmt::format("AND e.instance_key NOT IN ({}) ", fmt::join(busy, ", "));
  return first_of(
      select(session, "WHERE e.state = 0 " + others + "ORDER BY e.urgency, e.instance_key LIMIT 1", {}, {}));
}

std::optional<EcgRecord> EcgStore::find(soci::session& session, long long instance_key) {
  return first_of(select(session, "WHERE e.instance_key = :key", {}, {instance_key}));
}

Result<EcgRecord> EcgStore::find(soci::session& session, const std::string& study_id, const std::string& sha256) {
  auto found = sha256.empty()
                   ? select(session, "WHERE s.study_id = :id ORDER BY e.instance_key DESC LIMIT 1", {study_id}, {})
                   : select(session, "WHERE s.study_id = :id AND e.sha256 = :sha256 ORDER BY e.instance_key LIMIT 1",
                            {study_id, sha256}, {});
  if (found.empty()) return fail(ErrorCode::kNotFound, "NO_SUCH_ECG", "this study has no such electrocardiogram");
  return std::move(found.front());
}

std::optional<EcgRecord> EcgStore::find_at_site(soci::session& session, const std::string& site_id,
                                                const std::string& sha256) {
  return first_of(select(session, "WHERE e.sha256 = :sha256 AND s.site_id = :site ORDER BY e.instance_key DESC LIMIT 1",
                         {sha256, site_id}, {}));
}

std::vector<EcgRecord> EcgStore::of_study(soci::session& session, const std::string& study_id) {
  return select(session, "WHERE s.study_id = :id ORDER BY e.instance_key", {study_id}, {});
}

bool EcgStore::add_analysis(soci::session& session, const EcgAnalysisRecord& analysis) {
  const int tier = analysis.tier, critical = analysis.critical ? 1 : 0, signable = analysis.batch_signable ? 1 : 0;
  long long added = 0;
  session << "INSERT INTO ecg_analysis (instance_key, rule_version, ordinal, analysed_at, acquired_at, tier, critical, "
             "batch_signable, unreadable_reason, headline_zh, headline_en, content_sha256, content_size) VALUES "
             "(:key, :version, (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM ecg_analysis WHERE instance_key = :key2), "
             ":at, :acquired, :tier, :critical, :signable, :unreadable, :zh, :en, :sha256, :size) "
             "ON CONFLICT (instance_key, rule_version) DO NOTHING RETURNING instance_key",
      use(analysis.instance_key), use(analysis.rule_version), use(analysis.instance_key), use(analysis.analysed_at),
      use(analysis.acquired_at), use(tier), use(critical), use(signable), use(analysis.unreadable_reason),
      use(analysis.headline.zh()), use(analysis.headline.en()), use(analysis.content_sha256),
      use(analysis.content_size), into(added);
  const int state = analysis.unreadable_reason.empty() ? 1 : 2;
  session << "UPDATE ecg SET state = :state WHERE instance_key = :key AND state = 0", use(state),
      use(analysis.instance_key);
  return added != 0;
}

std::optional<EcgAnalysisRecord> EcgStore::analysis_of(soci::session& session, long long instance_key,
                                                       const std::string& rule_version) {
  EcgAnalysisRecord analysis;
  int tier = 0, critical = 0, signable = 0;
  std::string zh, en;
  session << "SELECT instance_key, rule_version, analysed_at, acquired_at, tier, critical, batch_signable, "
             "unreadable_reason, headline_zh, headline_en, content_sha256, content_size FROM ecg_analysis "
             "WHERE instance_key = :key AND (:version = '' OR rule_version = :version2) ORDER BY ordinal DESC LIMIT 1",
      use(instance_key), use(rule_version), use(rule_version), into(analysis.instance_key), into(analysis.rule_version),
      into(analysis.analysed_at), into(analysis.acquired_at), into(tier), into(critical), into(signable),
      into(analysis.unreadable_reason), into(zh), into(en), into(analysis.content_sha256), into(analysis.content_size);
  if (!session.got_data()) return std::nullopt;
  analysis.tier = static_cast<v1::EcgTier>(tier);
  analysis.critical = critical != 0;
  analysis.batch_signable = signable != 0;
  analysis.headline.set_zh(zh);
  analysis.headline.set_en(en);
  return analysis;
}

bool EcgStore::mark_opened(soci::session& session, long long instance_key, long long at) {
  return updated(session,
                 "UPDATE ecg SET opened_at = :at WHERE instance_key = :key AND opened_at = 0 RETURNING instance_key",
                 at, instance_key);
}

bool EcgStore::mark_answered(soci::session& session, long long instance_key, long long at) {
  return updated(
      session, "UPDATE ecg SET answered_at = :at WHERE instance_key = :key AND answered_at = 0 RETURNING instance_key",
      at, instance_key);
}

Result<void> EcgStore::save_overread(soci::session& session, long long instance_key, v1::EcgOverread& overread) {
  std::string there, newest;
  int ordinal = 0;
  session << "SELECT content FROM ecg_overread WHERE overread_id = :id", use(overread.overread_id()), into(there);
  if (!there.empty()) {
    auto stored = from_json<v1::EcgOverread>(there);
    if (!stored) return fail(stored);
    auto sent = overread;
    sent.set_reader_user_id(stored->reader_user_id());
    sent.set_reader_name(stored->reader_name());
    *sent.mutable_saved_at() = stored->saved_at();
    if (!google::protobuf::util::MessageDifferencer::Equals(sent, *stored))
      return fail(ErrorCode::kExists, "OVERREAD_EXISTS", "another overread has this identifier");
    overread = std::move(*stored);
    return {};
  }
  session << "SELECT overread_id, ordinal FROM ecg_overread WHERE instance_key = :key ORDER BY ordinal DESC LIMIT 1",
      use(instance_key), into(newest), into(ordinal);
  if (overread.previous_overread_id() != newest)
    return fail(ErrorCode::kConflict, "STALE_OVERREAD", "the corrections have changed since: reload them and merge");
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(overread, &json).ok())
    return fail(ErrorCode::kInternal, "BAD_OVERREAD", "an overread could not be written");
  ++ordinal;
  const long long at = overread.saved_at().seconds() * 1'000'000 + overread.saved_at().nanos() / 1000;
  session << "INSERT INTO ecg_overread (overread_id, instance_key, ordinal, user_id, saved_at, content) "
             "VALUES (:id, :key, :ordinal, :user, :at, :content)",
      use(overread.overread_id()), use(instance_key), use(ordinal), use(overread.reader_user_id()), use(at), use(json);
  return {};
}

Result<std::vector<v1::EcgOverread>> EcgStore::overreads_of(soci::session& session, long long instance_key) {
  std::vector<v1::EcgOverread> overreads;
  std::string json;
  soci::statement query = (session.prepare << "SELECT content FROM ecg_overread WHERE instance_key = :key "
                                              "ORDER BY ordinal",
                           use(instance_key), into(json));
  query.execute();
  while (query.fetch()) {
    auto overread = from_json<v1::EcgOverread>(json);
    if (!overread) return fail(overread);
    overreads.push_back(std::move(*overread));
  }
  return overreads;
}

void EcgStore::set_reading(soci::session& session, long long study_key, const std::string& revision_id, bool infarction,
                           long long at) {
  const int says = infarction ? 1 : 0;
  session << "INSERT INTO ecg_reading (study_key, revision_id, infarction, signed_at) "
             "VALUES (:study, :revision, :says, :at) ON CONFLICT (study_key) DO UPDATE SET "
             "revision_id = :revision2, infarction = :says2, signed_at = :at2",
      use(study_key), use(revision_id), use(says), use(at), use(revision_id), use(says), use(at);
}

namespace {
// From the worklist's side: emergencies that nobody has reported are few, however large the archive.
// 1: rdc.v1.WORKLIST_STATUS_UNREAD, and rdc.v1.URGENCY_EMERGENCY.
constexpr const char* kUnanswered =
    "JOIN worklist_item w ON w.study_key = e.study_key WHERE w.status = 1 AND w.urgency = 1 AND e.answered_at = 0 "
    "AND e.alarmed_at = 0 ";
}  // namespace

std::vector<EcgRecord> EcgStore::unanswered(soci::session& session, long long now) {
  return select(session, std::string(kUnanswered) + "AND w.due_at <= :now ORDER BY e.instance_key LIMIT 100", {},
                {now});
}

long long EcgStore::next_unanswered(soci::session& session) {
  long long due = 0;
  session << std::string("SELECT COALESCE(MIN(w.due_at), 0) FROM ecg e ") + kUnanswered, into(due);
  return due;
}

void EcgStore::mark_alarmed(soci::session& session, long long instance_key, long long at) {
  session << "UPDATE ecg SET alarmed_at = :at WHERE instance_key = :key", use(at), use(instance_key);
}

}  // namespace rdc::router
