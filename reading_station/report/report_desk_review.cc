// The part of ReportDesk that is about two people: who wrote, who reviews, what goes back.
#include <algorithm>

#include "reading_station/report/report_desk.h"
#include "reading_station/report/report_status.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {

QString ReportDesk::newest_signed_id() const {
  const auto found = std::find_if(revisions_.rbegin(), revisions_.rend(),
                                  [](const v1::Revision& revision) { return is_signed(revision.status()); });
  return found == revisions_.rend() ? QString() : from(found->revision_id());
}

const v1::ReportReturn* ReportDesk::open_return() const {
  if (signed_status() != v1::REPORT_STATUS_PRELIMINARY || returns_.empty()) return nullptr;
  return from(returns_.back().revision_id()) == newest_signed_id() ? &returns_.back() : nullptr;
}

bool ReportDesk::returned_by_me() const {
  return connection_.logged_in() && !returns_.empty() && returns_.back().by().user_id() == connection_.self().user_id();
}

bool ReportDesk::can_return() const {
  return is_open() && connection_.logged_in() && signed_status() == v1::REPORT_STATUS_PRELIMINARY &&
         author_.user_id() != connection_.self().user_id();
}

std::optional<Error> ReportDesk::refusal_of(v1::ReportStatus status) const {
  const bool two_people = policy_ == v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER;
  if (status != v1::REPORT_STATUS_AMENDED || !two_people || amendment_of_another() != nullptr) return std::nullopt;
  return Error{ErrorCode::kConflict, "AMENDMENT_NEEDS_OTHER", ""};
}

QString ReportDesk::compared_revision() const {
  if (!returns_.empty()) return from(returns_.back().revision_id());
  return signed_status() == v1::REPORT_STATUS_PRELIMINARY ? newest_signed_id() : QString();
}

const v1::Revision* ReportDesk::amendment_of_another() const {
  for (auto it = revisions_.rbegin(); it != revisions_.rend() && !is_signed(it->status()); ++it) {
    if (it->author_user_id() != connection_.self().user_id()) return &*it;
  }
  return nullptr;
}

v1::Signer ReportDesk::author_for(v1::ReportStatus status) const {
  // A reviewer signs what another wrote; whoever amends alone is the author of the amendment.
  if (status == v1::REPORT_STATUS_FINAL && !author_.user_id().empty()) return author_;
  v1::Signer author;
  author.set_user_id(connection_.self().user_id());
  author.set_display_name(connection_.self().display_name());
  if (status != v1::REPORT_STATUS_AMENDED || policy_ != v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER) return author;
  if (const auto* draft = amendment_of_another()) {
    author.set_user_id(draft->author_user_id());
    author.set_display_name(draft->author_name());
  }
  return author;
}

void ReportDesk::return_to_author(const QString& comments) {
  if (!can_return()) return;
  if (busy()) return Q_EMIT return_failed({ErrorCode::kConflict, "STILL_SAVING", ""});
  v1::ReturnToAuthorRequest request;
  request.set_study_id(study_->study().study_id());
  request.set_revision_id(newest_signed_id().toStdString());
  request.set_comments(comments.trimmed().toStdString());
  // An answer that was lost is asked for again under its identifier: it is one return.
  const bool again = last_return_.study_id() == request.study_id() &&
                     last_return_.revision_id() == request.revision_id() &&
                     last_return_.comments() == request.comments();
  request.set_return_id(again ? last_return_.return_id() : ids_.next());
  last_return_ = request;
  set_work(Work::kReturning);
  client_.return_to_author(std::move(request), [this, mine = generation_](const Result<v1::ReportReturn>& returned) {
    if (mine != generation_) return;
    set_work(Work::kNone);
    if (!returned) return Q_EMIT return_failed(returned.error());
    returns_.push_back(*returned);
    last_return_.Clear();
    Q_EMIT report_returned(from(study_->study().study_id()));
  });
}

}  // namespace rdc::station
