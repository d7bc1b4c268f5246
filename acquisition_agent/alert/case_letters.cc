#include "acquisition_agent/alert/case_letters.h"

#include "acquisition_agent/alert/critical_book.h"
#include "acquisition_agent/alert/json.h"
#include "acquisition_agent/transfer/wire_time.h"

namespace rdc::agent {
namespace {

// A case that the centre opened, or that another agent's data folder knew.
CaseRow case_from_centre(const v1::AlertCase& told, const Moment& now) {
  v1::OpenCaseRequest opening;
  opening.set_case_id(told.case_id());
  *opening.mutable_patient() = told.patient();
  if (!told.alerts().empty()) opening.set_cause(told.alerts(0).cause());
  CaseRow row;
  row.case_id = told.case_id();
  row.opening = to_json(opening).value_or("{}");
  row.opened_at = now.wall;
  return row;
}

}  // namespace

std::string CaseLetters::kind_of(const v1::Letter& letter) {
  if (letter.has_answer()) return "answer";
  if (letter.has_alert_case()) return "case";
  if (letter.has_progress()) return "progress";
  if (letter.has_feedback()) return "feedback";
  if (letter.has_critical()) return "critical";
  return "";
}

Result<void> CaseLetters::take(const v1::Letter& letter) {
  const Moment now = book_.clock().now();
  const auto done = book_.database().write<bool>([&](soci::session& session) -> Result<bool> {
    if (letter.has_alert_case()) take_case(session, letter.alert_case().alert_case(), now);
    if (letter.has_answer()) take_answer(session, letter.answer(), now);
    if (letter.has_progress()) take_progress(session, letter.progress());
    if (letter.has_feedback()) take_feedback(session, letter.feedback());
    if (letter.has_critical()) CriticalBook::take(session, letter.critical().notice(), now);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

void CaseLetters::take_case(soci::session& session, const v1::AlertCase& told, const Moment& now) {
  CaseRow row = rows::find_case(session, told.case_id()).value_or(case_from_centre(told, now));
  if (!row.centre.empty() && told.change() < row.centre_change) return;
  row.centre = to_json(told).value_or("");
  row.centre_change = told.change();
  row.merged_into = told.merged_into();
  row.closed = told.state() == v1::ALERT_STATE_CLOSED || !told.merged_into().empty();
  if (!told.patient().patient_id().empty()) row.patient_id = told.patient().patient_id();
  rows::put_case(session, row);
  if (!told.merged_into().empty()) return rows::merge_case(session, told.case_id(), told.merged_into());
  for (const auto& ecg : told.ecgs())
    if (!ecg.item_id().empty()) rows::put_ecg(session, told.case_id(), ecg.item_id());
  for (const std::string& merged : told.merged_case_ids()) rows::merge_case(session, merged, told.case_id());
}

void CaseLetters::take_answer(soci::session& session, const v1::AnswerLetter& letter, const Moment& now) {
  const std::string text = to_json(letter).value_or("{}");
  const long long at = base::to_micros(now.wall);
  session << "INSERT INTO answer (answer_id, case_id, letter, received_at, read_back_at, read_back_by) VALUES (:id, "
             ":case, :letter, :at, 0, '') ON CONFLICT (answer_id) DO NOTHING",
      soci::use(letter.answer_id()), soci::use(letter.case_id()), soci::use(text), soci::use(at);
}

void CaseLetters::take_progress(soci::session& session, const v1::ProgressLetter& letter) {
  const long long stage = letter.stage(), at = base::to_micros(from_wire(letter.at()));
  session << "INSERT INTO ecg_progress (item_id, stage, at, by_name, case_id) VALUES (:item, :stage, :at, :by, :case) "
             "ON CONFLICT (item_id) DO UPDATE SET stage = excluded.stage, at = excluded.at, by_name = "
             "excluded.by_name, case_id = excluded.case_id WHERE excluded.stage >= ecg_progress.stage",
      soci::use(letter.item_id()), soci::use(stage), soci::use(at), soci::use(letter.by()), soci::use(letter.case_id());
}

void CaseLetters::take_feedback(soci::session& session, const v1::FeedbackLetter& letter) {
  auto row = rows::find_case(session, letter.case_id());
  if (!row) return;
  row->feedback = to_json(letter).value_or("");
  rows::put_case(session, *row);
}

}  // namespace rdc::agent
