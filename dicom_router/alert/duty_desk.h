// What people at the centre do with a case. Works in the caller's write transaction; every call is idempotent on its
// action or point id. Who may call is the gate's to say: the permissions are on the methods.
#pragma once

#include <soci/soci.h>

#include "common/rpc/caller.h"
#include "dicom_router/alert/case_book.h"
#include "dicom_router/alert/ecg_alarms.h"

namespace rdc::router {

// Stateless; thread-safe. Each returns the case as the caller sees it. Errors are those that alert.proto states.
class DutyDesk {
 public:
  DutyDesk(const CaseBook& book, const EcgAlarms& ecgs) : book_(book), ecgs_(ecgs) {}

  Result<v1::AlertCase> displayed(soci::session& session, const rpc::Caller& caller,
                                  const v1::ReportDisplayedRequest& request) const;
  Result<v1::AlertCase> acknowledge(soci::session& session, const rpc::Caller& caller,
                                    const v1::AcknowledgeAlertRequest& request) const;
  Result<v1::AlertCase> decide(soci::session& session, const rpc::Caller& caller,
                               const v1::DecideRequest& request) const;
  Result<v1::AlertCase> close(soci::session& session, const rpc::Caller& caller,
                              const v1::CloseCaseRequest& request) const;
  Result<v1::AlertCase> open_from_study(soci::session& session, const rpc::Caller& caller,
                                        const v1::OpenFromStudyRequest& request) const;
  Result<v1::AlertCase> advise(soci::session& session, const rpc::Caller& caller,
                               const v1::AdviseRequest& request) const;
  Result<v1::AlertCase> record_points(soci::session& session, const rpc::Caller& caller,
                                      const v1::RecordCasePointsRequest& request) const;

  // A signed revision, which is stored already, and what its signature decides of a case (nullptr: nothing). Nobody can
  // sign a study of an undecided case FINAL or AMENDED and leave it sounding: the errors are SubmitSigned's.
  Result<void> reported(soci::session& session, const rpc::Caller& signer, const v1::ReportDocument& document,
                        const v1::DecideRequest* decision) const;

 private:
  // The action with this id, if it was done before: by this person, to this case, of this kind; anything else is
  // kExists/ACTION_EXISTS. True: done before.
  Result<bool> was_done(soci::session& session, const std::string& action_id, const CaseRecord& record,
                        const char* kind, const rpc::Caller& caller) const;
  Result<void> check_report(soci::session& session, const std::string& case_id, const std::string& revision_id) const;
  Result<void> decide_with(soci::session& session, const rpc::Caller& signer, const v1::ReportDocument& document,
                           v1::DecideRequest decision) const;
  Result<void> add_station_point(soci::session& session, const std::string& case_id, const rpc::Caller& caller,
                                 const v1::TimePoint& point) const;
  Result<void> answer(soci::session& session, const std::string& case_id, v1::AnswerLetter answer) const;

  const CaseBook& book_;
  const EcgAlarms& ecgs_;
};

}  // namespace rdc::router
