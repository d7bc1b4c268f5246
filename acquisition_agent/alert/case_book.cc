#include "acquisition_agent/alert/case_book.h"

#include <algorithm>
#include <array>

#include "acquisition_agent/alert/json.h"
#include "acquisition_agent/analysis/analysis_store.h"
#include "acquisition_agent/spool/item_store.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"

namespace rdc::agent {
namespace {

constexpr std::size_t kNameLimit = 64;
constexpr std::size_t kTextLimit = 2000;

// What a clinic may say happened there.
constexpr std::array kClinicKinds = {
    v1::POINT_KIND_ONSET,
    v1::POINT_KIND_FIRST_MEDICAL_CONTACT,
    v1::POINT_KIND_ECG_START,
    v1::POINT_KIND_ECG_END,
    v1::POINT_KIND_AMBULANCE_CALLED,
    v1::POINT_KIND_DOOR_IN,
    v1::POINT_KIND_DOOR_OUT,
    v1::POINT_KIND_ARRIVAL,
    v1::POINT_KIND_NEEDLE,
    v1::POINT_KIND_WIRE,
};

auto bad(const char* field, const char* what) {
  return fail(ErrorCode::kInvalid, "BAD_REQUEST", "{}: {}", field, what);
}

Result<void> check_id(const std::string& id, const char* field) {
  if (!base::is_uuid(id)) return bad(field, "must be a UUID");
  return {};
}

// Counted in characters, not bytes.
Result<void> check_text(const std::string& text, std::size_t limit, const char* field) {
  const auto characters =
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (static_cast<std::size_t>(characters) > limit) return bad(field, "is too long");
  return {};
}

Result<void> no_such_case() { return fail(ErrorCode::kNotFound, "NO_SUCH_CASE", "there is no such case here"); }

v1::AttachedEcg attached(const Item& item, const v1::AgentEcgAnalysis* analysis) {
  v1::AttachedEcg ecg;
  ecg.set_sha256(item.sha256);
  ecg.set_item_id(item.item_id);
  if (analysis == nullptr) return ecg;
  ecg.set_agent_tier(analysis->tier());
  ecg.set_agent_rule_version(analysis->rule_version());
  *ecg.mutable_agent_headline() = analysis->headline();
  return ecg;
}

// The patient's open case, the newest; nullopt without an identifier to go by.
std::optional<CaseRow> open_case_of(soci::session& session, const std::string& patient_id, base::Timestamp now) {
  if (patient_id.empty()) return std::nullopt;
  for (auto& row : rows::cases(session, "WHERE patient_id = :key AND closed = 0 ORDER BY opened_at DESC", patient_id))
    if (row.opened_at > now - CaseBook::kRecent) return row;
  return std::nullopt;
}

Result<void> check(const v1::RecordPointRequest& request) {
  if (auto ok = check_id(request.point_id(), "point_id"); !ok) return ok;
  if (auto ok = check_text(request.entered_by(), kNameLimit, "entered_by"); !ok) return ok;
  if (auto ok = check_text(request.note(), kTextLimit, "note"); !ok) return ok;
  if (auto ok = check_text(request.edit_reason(), kTextLimit, "edit_reason"); !ok) return ok;
  if (std::ranges::find(kClinicKinds, request.kind()) == kClinicKinds.end())
    return bad("kind", "is not one that a clinic records");
  if (request.replaces_point_id().empty()) return {};
  if (request.edit_reason().empty()) return bad("edit_reason", "a correction needs its reason");
  if (!request.has_typed_at()) return bad("typed_at", "a correction needs the right time");
  return check_id(request.replaces_point_id(), "replaces_point_id");
}

}  // namespace

void CaseBook::open_case(soci::session& session, const v1::OpenCaseRequest& opening, const Moment& moment) {
  CaseRow row;
  row.case_id = opening.case_id();
  row.opening = to_json(opening).value_or("{}");
  row.opened_at = moment.wall;
  row.patient_id = opening.patient().patient_id();
  rows::put_case(session, row);
  rows::owe(session, {.kind = OutboxKind::kOpen, .case_id = row.case_id, .subject = row.case_id, .body = ""});
}

void CaseBook::add_point(soci::session& session, const PointRow& row, std::chrono::seconds held) {
  if (!rows::add_point(session, row)) return;
  OutboxRow entry{.kind = OutboxKind::kPoint, .case_id = row.case_id, .subject = row.point_id, .body = ""};
  if (held.count() > 0) {
    const Moment now = clock_.now();
    entry.held_until = now.since_boot + held;
    entry.boot_id = now.boot_id;
  }
  rows::owe(session, entry);
}

void CaseBook::attach(soci::session& session, const std::string& case_id, const Item& item,
                      const v1::AgentEcgAnalysis* analysis) {
  rows::put_ecg(session, case_id, item.item_id);
  // When the agent had it, for the clinic's own clocks: the centre knows it from the upload.
  PointRow received{.point_id = item.item_id, .case_id = case_id, .kind = v1::POINT_KIND_ECG_RECEIVED};
  received.moment = clock_.now();
  const auto ago = received.moment.wall - item.received_at;
  if (ago >= std::chrono::seconds(0) && ago < kRecent && !clock_.was_set()) {
    received.moment.wall = item.received_at;
    received.moment.since_boot -= ago;
  }
  received.subject = item.sha256;
  (void)rows::add_point(session, received);
  rows::owe(session, {.kind = OutboxKind::kAttach,
                      .case_id = case_id,
                      .subject = item.item_id + "/" + case_id,
                      .body = to_json(attached(item, analysis)).value_or("{}")});
}

Result<std::string> CaseBook::press_chest_pain(const v1::PressChestPainRequest& request) {
  if (auto ok = check_id(request.case_id(), "case_id"); !ok) return fail(ok);
  if (auto ok = check_text(request.entered_by(), kNameLimit, "entered_by"); !ok) return fail(ok);
  if (auto ok = check_text(request.patient().patient_id(), kNameLimit, "patient_id"); !ok) return fail(ok);
  if (auto ok = check_text(request.patient().name(), kNameLimit, "patient.name"); !ok) return fail(ok);
  if (auto ok = to_json(request); !ok) return fail(ok);
  const Moment moment = clock_.now();
  return write<std::string>([&](soci::session& session) -> Result<std::string> {
    // The press's own point bears its id: pressed again, it is the same press.
    if (const auto before = rows::find_point(session, request.case_id())) return before->case_id;
    std::string case_id = request.item_id().empty() ? "" : rows::case_of_ecg(session, request.item_id());
    const auto held = rows::find_case(session, case_id);
    if (!held || held->closed) {
      case_id = request.case_id();
      v1::OpenCaseRequest opening;
      opening.set_case_id(case_id);
      opening.set_cause(v1::ALERT_CAUSE_CHEST_PAIN_ORDER);
      *opening.mutable_patient() = request.patient();
      const auto analysis = AnalysisStore::find_in(session, request.item_id());
      if (analysis && request.patient().patient_id().empty()) *opening.mutable_patient() = analysis->result.patient();
      open_case(session, opening, moment);
      if (const auto item = ItemStore::find_in(session, request.item_id()))
        attach(session, case_id, *item, analysis ? &analysis->result : nullptr);
    }
    PointRow point{.point_id = request.case_id(), .case_id = case_id, .kind = v1::POINT_KIND_CHEST_PAIN_ORDER};
    point.moment = moment;
    point.entered_by = request.entered_by();
    add_point(session, point, std::chrono::seconds(0));
    // Whoever presses is with the patient: contact was no later than this. Corrected by a tap when it was earlier.
    point.point_id = ids_.next();
    point.kind = v1::POINT_KIND_FIRST_MEDICAL_CONTACT;
    const auto known = rows::points_of(session, case_id);
    if (std::ranges::find(known, point.kind, &PointRow::kind) == known.end())
      add_point(session, point, std::chrono::seconds(0));
    spdlog::warn("chest-pain button: case {}", case_id);
    return case_id;
  });
}

Result<void> CaseBook::record_point(const v1::RecordPointRequest& request) {
  if (auto ok = check(request); !ok) return ok;
  if (auto ok = to_json(request); !ok) return fail(ok);
  PointRow point{.point_id = request.point_id(), .case_id = request.case_id(), .kind = request.kind()};
  point.moment = clock_.now();
  if (request.has_typed_at()) {
    point.source = v1::POINT_SOURCE_TYPED;
    point.moment = {from_wire(request.typed_at()), {}, ""};
  }
  point.replaces = request.replaces_point_id();
  point.edit_reason = request.edit_reason();
  point.entered_by = request.entered_by();
  point.note = request.note();
  const auto done = write<bool>([&](soci::session& session) -> Result<bool> {
    if (!rows::find_case(session, point.case_id)) return fail(no_such_case());
    if (!point.replaces.empty() && base::is_uuid(point.replaces)) {
      const auto before = rows::find_point(session, point.replaces);
      if (before && before->kind != point.kind) return bad("kind", "is not that of the point it replaces");
      if (!before) return fail(ErrorCode::kNotFound, "NO_SUCH_POINT", "the point to correct was not recorded here");
    }
    add_point(session, point, request.has_typed_at() ? std::chrono::seconds(0) : kHeld);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

Result<void> CaseBook::undo_point(const std::string& point_id) {
  const Moment now = clock_.now();
  const auto done = write<bool>([&](soci::session& session) -> Result<bool> {
    const auto owed = rows::outbox(session, "WHERE kind = 'point' AND subject = :key", point_id);
    if (owed.empty()) {
      if (rows::find_point(session, point_id)) return bad("point_id", "is not one that a clinic records");
      return true;  // taken back before, or never there: either way it is not
    }
    if (owed.front().sent || owed.front().boot_id != now.boot_id || owed.front().held_until <= now.since_boot)
      return fail(ErrorCode::kConflict, "ALREADY_SENT", "the centre has it: correct its time instead");
    rows::take_back_point(session, point_id);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

Result<void> CaseBook::join_ecg(const std::string& case_id, const std::string& item_id) {
  const auto done = write<bool>([&](soci::session& session) -> Result<bool> {
    auto row = rows::find_case(session, case_id);
    if (!row) return fail(no_such_case());
    const auto item = ItemStore::find_in(session, item_id);
    if (!item) return fail(ErrorCode::kNotFound, "NO_SUCH_ITEM", "there is no such ECG here");
    const std::string before = rows::case_of_ecg(session, item_id);
    if (before == case_id) return true;
    const auto analysis = AnalysisStore::find_in(session, item_id);
    const std::string patient_id = analysis ? analysis->result.patient().patient_id() : "";
    if (!patient_id.empty() && !row->patient_id.empty() && patient_id != row->patient_id)
      return fail(ErrorCode::kConflict, "OTHER_PATIENT", "this ECG is of another patient than the case");
    if (row->patient_id.empty() && !patient_id.empty()) {
      row->patient_id = patient_id;
      rows::put_case(session, *row);
    }
    attach(session, case_id, *item, analysis ? &analysis->result : nullptr);
    // The case that this ECG had opened and this one are the same patient's: the router finds that too.
    if (!before.empty()) rows::merge_case(session, before, case_id);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

Result<void> CaseBook::read_back(const v1::ReadBackAnswerRequest& request) {
  if (request.by().empty()) return bad("by", "say who read it back");
  if (request.text().empty()) return bad("text", "say what was read back");
  if (auto ok = check_text(request.by(), kNameLimit, "by"); !ok) return ok;
  if (auto ok = check_text(request.text(), kTextLimit, "text"); !ok) return ok;
  v1::ReadBackRequest body;
  body.set_answer_id(request.answer_id());
  body.set_text(request.text());
  const Moment moment = clock_.now();
  const auto done = write<bool>([&](soci::session& session) -> Result<bool> {
    const auto found = rows::answers(session, "WHERE answer_id = :key", request.answer_id());
    if (found.empty()) return fail(ErrorCode::kNotFound, "NO_SUCH_ANSWER", "there is no such answer here");
    const AnswerRow& answer = found.front();
    if (base::to_micros(answer.read_back_at) != 0) return true;
    PointRow point{.point_id = ids_.next(), .case_id = answer.case_id, .kind = v1::POINT_KIND_READ_BACK};
    point.moment = moment;
    point.entered_by = request.by();
    point.subject = answer.answer_id;
    (void)rows::add_point(session, point);
    body.set_case_id(answer.case_id);
    body.mutable_point()->set_point_id(point.point_id);
    auto text = to_json(body);
    if (!text) return fail(text);
    rows::owe(session, {.kind = OutboxKind::kReadBack,
                        .case_id = answer.case_id,
                        .subject = answer.answer_id,
                        .body = std::move(*text)});
    const long long at = base::to_micros(moment.wall);
    session << "UPDATE answer SET read_back_at = :at, read_back_by = :by WHERE answer_id = :id", soci::use(at),
        soci::use(request.by()), soci::use(answer.answer_id);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

Result<void> CaseBook::analysed(const Item& item, const v1::AgentEcgAnalysis& analysis) {
  const Moment moment = clock_.now();
  const auto done = write<bool>([&](soci::session& session) -> Result<bool> {
    if (!rows::case_of_ecg(session, item.item_id).empty()) return true;
    if (const auto open = open_case_of(session, analysis.patient().patient_id(), moment.wall)) {
      attach(session, open->case_id, item, &analysis);
      return true;
    }
    if (analysis.tier() < v1::ECG_TIER_SUSPECTED || item.received_at < moment.wall - kRecent) return true;
    v1::OpenCaseRequest opening;
    opening.set_case_id(ids_.next());
    opening.set_cause(v1::ALERT_CAUSE_AGENT_FINDING);
    *opening.mutable_patient() = analysis.patient();
    opening.set_tier(analysis.tier());
    *opening.mutable_reason() = analysis.headline();
    opening.set_rule_version(analysis.rule_version());
    *opening.add_ecgs() = attached(item, &analysis);
    open_case(session, opening, moment);
    attach(session, opening.case_id(), item, &analysis);
    spdlog::warn("item {}: the agent's analysis warns, case {}", item.item_id, opening.case_id());
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

}  // namespace rdc::agent
