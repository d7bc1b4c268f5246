// One SubmitSigned stream: header, PDF in chunks to a staged file, then the desk.
#pragma once

#include <filesystem>
#include <memory>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/rpc/server_calls.h"
#include "dicom_router/report/report_desk.h"
#include "rdc/v1/report.grpc.pb.h"

namespace rdc::router {

inline constexpr std::uint64_t kPdfLimit = 32 * 1024 * 1024;  // bytes

// One read in flight; disk work and the desk on the pool. Deletes itself and the staged file.
class SubmitCall final : public grpc::ServerReadReactor<v1::SubmitSignedRequest> {
 public:
  SubmitCall(ReportDesk& desk, base::FileSystem& fs, std::filesystem::path staged, rpc::WorkerPool& pool,
             rpc::Caller caller, v1::SubmitSignedReply* reply);

  void OnReadDone(bool ok) override;
  void OnDone() override;

 private:
  Result<void> take();
  Result<void> take_header();
  Result<void> take_chunk();
  Result<void> submit();
  void finish(const Result<void>& outcome);

  ReportDesk& desk_;
  base::FileSystem& fs_;
  const std::filesystem::path staged_;
  rpc::WorkerPool& pool_;
  const rpc::Caller caller_;
  v1::SubmitSignedReply* const reply_;
  v1::SubmitSignedRequest request_;
  bool has_header_ = false;
  v1::SubmitSignedHeader header_;
  std::unique_ptr<base::WritableFile> file_;
  base::Sha256Hasher hasher_;
};

}  // namespace rdc::router
