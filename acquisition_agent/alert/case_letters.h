// What the centre writes of the site's emergencies: answers, cases, how far an ECG is, feedback, critical values. Kept
// until and after somebody has seen it.
#pragma once

#include <optional>
#include <string>

#include "acquisition_agent/alert/case_book.h"
#include "rdc/v1/mailbox.pb.h"

namespace rdc::agent {

// Thread-safe. Borrows the book.
class CaseLetters {
 public:
  explicit CaseLetters(CaseBook& book) : book_(book) {}

  // "answer", "case", "progress", "feedback" or "critical"; "" for a letter of another kind, which is left alone.
  static std::string kind_of(const v1::Letter& letter);
  // Durable on return. Idempotent: the same letter again changes nothing, and an older state of a case replaces no
  // newer one.
  Result<void> take(const v1::Letter& letter);

 private:
  static void take_case(soci::session& session, const v1::AlertCase& told, const Moment& now);
  static void take_answer(soci::session& session, const v1::AnswerLetter& letter, const Moment& now);
  static void take_progress(soci::session& session, const v1::ProgressLetter& letter);
  static void take_feedback(soci::session& session, const v1::FeedbackLetter& letter);

  CaseBook& book_;
};

}  // namespace rdc::agent
