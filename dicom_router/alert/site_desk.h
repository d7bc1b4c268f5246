// What a site's agent does: opens cases at the edge, adds ECGs and points, reads answers back. Works in the caller's
// write transaction; every call is idempotent on the ids it is given.
#pragma once

#include <soci/soci.h>

#include "common/rpc/caller.h"
#include "dicom_router/alert/case_book.h"
#include "dicom_router/alert/ecg_alarms.h"

namespace rdc::router {

// Stateless; thread-safe. Errors are those that alert.proto states for each method.
class SiteDesk {
 public:
  SiteDesk(const CaseBook& book, const EcgAlarms& ecgs) : book_(book), ecgs_(ecgs) {}

  Result<v1::OpenCaseReply> open_case(soci::session& session, const rpc::Caller& caller,
                                      const v1::OpenCaseRequest& request) const;
  Result<v1::AttachEcgReply> attach_ecg(soci::session& session, const rpc::Caller& caller,
                                        const v1::AttachEcgRequest& request) const;
  Result<v1::RecordSitePointsReply> record_points(soci::session& session, const rpc::Caller& caller,
                                                  const v1::RecordSitePointsRequest& request) const;
  Result<v1::ReadBackReply> read_back(soci::session& session, const rpc::Caller& caller,
                                      const v1::ReadBackRequest& request) const;
  // The site acknowledged a letter: an answer has arrived.
  Result<void> letter_kept(soci::session& session, const std::string& letter_id) const;

 private:
  Result<std::string> open_or_join(soci::session& session, const rpc::Caller& caller,
                                   const v1::OpenCaseRequest& request) const;
  Result<std::string> attach(soci::session& session, const std::string& case_id, const rpc::Caller& caller,
                             const v1::AttachedEcg& ecg) const;
  Result<int> add_points(soci::session& session, const std::string& case_id, const rpc::Caller& caller,
                         const google::protobuf::RepeatedPtrField<v1::TimePoint>& points) const;

  const CaseBook& book_;
  const EcgAlarms& ecgs_;
};

}  // namespace rdc::router
