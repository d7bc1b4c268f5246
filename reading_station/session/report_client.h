// Reports at the router: the chain of revisions, drafts, signed revisions and their files.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QByteArray>

#include "rdc/v1/report.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

struct SignedRevision {
  std::string study_id;
  std::string document;   // the exact bytes that were signed
  std::string signature;  // CMS, DER
  QByteArray pdf;
  std::optional<v1::DecideRequest> decision{};  // what the signature decides of a case
};

// GUI thread only; answers come on it.
class ReportClient {
 public:
  explicit ReportClient(CallRunner& runner) : runner_(runner), stub_(runner) {}

  // kNotFound: there is none yet.
  void get_report(const QString& study_id, std::function<void(Result<v1::GetReportReply>)> done);
  void save_draft(v1::SaveDraftRequest request, std::function<void(Result<v1::Revision>)> done);
  // progress: bytes of the PDF handed over so far, of all.
  void submit(SignedRevision revision, std::function<void(qint64, qint64)> progress,
              std::function<void(Result<v1::Revision>)> done);
  void return_to_author(v1::ReturnToAuthorRequest request, std::function<void(Result<v1::ReportReturn>)> done);
  // At most 32 MiB.
  void read_file(const QString& revision_id, v1::ReadRevisionFileRequest::File file,
                 std::function<void(Result<QByteArray>)> done);

 private:
  CallRunner& runner_;
  RouterStub<v1::Report> stub_;
};

}  // namespace rdc::station
