// A router in this process that does what a test tells it to: sessions without passwords (with keys for the disk), one
// study's report with the rule of the chain, objects and revision files that can be cut short or altered on their way.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "rdc/v1/ecg.grpc.pb.h"
#include "rdc/v1/report.grpc.pb.h"
#include "rdc/v1/session.grpc.pb.h"
#include "rdc/v1/study.grpc.pb.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {

inline constexpr int kAnswerMs = 20'000;  // a test gives up on an answer; two busy cores

// Its calls run on gRPC's threads; what tests set and read is guarded.
class SmallRouter {
 public:
  static constexpr std::size_t kChunk = 64 * 1024;  // bytes of an object in one message

  SmallRouter();
  ~SmallRouter();
  SmallRouter(const SmallRouter&) = delete;
  SmallRouter& operator=(const SmallRouter&) = delete;

  // A connection of its own each time.
  std::vector<std::shared_ptr<grpc::Channel>> channels() const;

  void add_object(const std::string& sha256, std::string bytes);
  // The next streams of objects: each value ends one with UNAVAILABLE after so many bytes.
  void cut_next_after(std::vector<std::size_t> bytes);
  // The next stream of an object carries one wrong bit.
  void garble_next();
  // Of the streams of objects, those that said that nobody had opened the study.
  int fetched_ahead() const;
  // The offset each stream of an object was asked for from.
  std::vector<std::uint64_t> offsets() const;

  void add_file(const std::string& revision_id, v1::ReadRevisionFileRequest::File file, std::string bytes);
  std::vector<v1::Revision> revisions() const;
  // A signed revision as if it had come from elsewhere.
  void add_revision(const v1::Revision& revision);
  void set_policy(v1::SignOffPolicy policy);
  // The next so many returns are kept, but their answer is lost.
  void lose_next_returns(int count);
  // As they were asked for, each time.
  std::vector<v1::ReturnToAuthorRequest> returns() const;

  void add_study(const v1::GetStudyReply& study);
  // With what readers added to it since.
  v1::GetStudyReply study(const std::string& study_id) const;
  // The next objects that readers made are refused with UNAVAILABLE.
  void refuse_next_stores(int count);
  // What the router's analysis says of an ECG: its line in a list.
  void add_summary(const v1::EcgSummary& summary);
  // Its whole analysis; until then the answer is NOT_ANALYSED.
  void add_analysis(const v1::EcgAnalysis& analysis);
  // The tracings that were said to be on a reader's screen, by digest, each time.
  std::vector<std::string> opened() const;
  // As they were saved, oldest first.
  std::vector<v1::EcgOverread> overreads() const;

 private:
  class Sessions;
  class Reports;
  class Objects;
  class Ecgs;
  testkit::ScratchDirectory folder_{"small-router"};
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<Reports> reports_;
  std::unique_ptr<Objects> objects_;
  std::unique_ptr<Ecgs> ecgs_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace rdc::station
