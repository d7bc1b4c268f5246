// A reading station without windows: the router's services as a logged-in person calls them, blocking. For tests that
// need a second reader, an administrator or somebody with the wrong role. The windows themselves are driven by the
// demo.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/base/result.h"
#include "common/rpc/channel.h"
#include "rdc/v1/report.grpc.pb.h"
#include "rdc/v1/session.grpc.pb.h"
#include "rdc/v1/study.grpc.pb.h"
#include "rdc/v1/worklist.grpc.pb.h"

namespace rdc::testkit {

struct ReportText {
  std::string history, findings, impression;
  v1::ReportStatus status = v1::REPORT_STATUS_FINAL;
};

// Everything that makes a signed report, before it goes to the router.
struct SignedReport {
  std::string study_id, report_id, revision_id;
  std::string document, signature, pdf;
};

// Errors are the router's own, as rpc::from_status gives them. Not thread-safe.
class StationClient {
 public:
  // From a bundle and its code, as `reading-station enrol` would use them; address "" takes the bundle's first.
  static Result<std::unique_ptr<StationClient>> enrol(const std::filesystem::path& bundle, const std::string& code,
                                                      const std::string& address, const base::Clock& clock);
  StationClient(const std::string& address, rpc::Identity identity, const base::Clock& clock);

  Result<v1::Self> log_in(const std::string& user_name, const std::string& password);
  Result<void> change_password(const std::string& current, const std::string& next);
  Result<void> enrol_signing_key(const std::string& pin);
  Result<void> log_out();

  Result<std::vector<v1::WorklistItem>> list(const v1::ListWorklistRequest& request = {});
  // Follows the feed until an item satisfies `wanted`. kUnavailable/TIMED_OUT.
  Result<v1::WorklistItem> wait_for_item(const std::function<bool(const v1::WorklistItem&)>& wanted,
                                         std::chrono::milliseconds timeout);
  Result<v1::ClaimReply> claim(const std::string& item_id);
  Result<void> release(const std::string& item_id);
  Result<v1::GetStudyReply> study(const std::string& study_id);
  Result<std::string> object(const std::string& study_id, const std::string& sha256);
  // Signs everything the study holds with the key enrolled here, and a PDF of one line. What this client signed for the
  // study before is the revision before.
  Result<v1::Revision> sign(const v1::WorklistItem& item, const ReportText& text);
  // The two halves of it.
  Result<SignedReport> prepare_report(const v1::WorklistItem& item, const ReportText& text);
  Result<v1::Revision> submit(const SignedReport& report);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::string& token() const { return token_; }
  void set_token(std::string token) { token_ = std::move(token); }
  void prepare(grpc::ClientContext& context, std::chrono::milliseconds deadline = std::chrono::seconds(15)) const;

 private:
  Result<v1::ReportDocument> make_document(const v1::WorklistItem& item, const v1::GetStudyReply& study,
                                           const ReportText& text, const std::string& pdf);

  const base::Clock& clock_;
  base::SystemRandom random_;
  base::IdGenerator ids_{clock_, random_};
  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
  v1::Self self_;
  std::string signing_envelope_, signing_certificate_, signing_pin_;
  std::map<std::string, SignedReport> last_signed_;  // by study
  std::unique_ptr<v1::Session::Stub> session_;
  std::unique_ptr<v1::Worklist::Stub> worklist_;
  std::unique_ptr<v1::Study::Stub> study_;
  std::unique_ptr<v1::Report::Stub> report_;
};

}  // namespace rdc::testkit
