#include "dicom_router/report/submit_call.h"

#include "common/base/handover.h"
#include "common/report/report_document.h"

namespace rdc::router {

SubmitCall::SubmitCall(ReportDesk& desk, base::FileSystem& fs, std::filesystem::path staged, rpc::WorkerPool& pool,
                       rpc::Caller caller, v1::SubmitSignedReply* reply)
    : desk_(desk), fs_(fs), staged_(std::move(staged)), pool_(pool), caller_(std::move(caller)), reply_(reply) {
  base::handed_over(this);
  StartRead(&request_);
}

void SubmitCall::OnReadDone(bool ok) {
  base::taken_over(this);
  pool_.post([this, ok] {
    if (!ok) return finish(rpc::run_guarded([this] { return submit(); }));
    const auto taken = rpc::run_guarded([this] { return take(); });
    if (!taken) return finish(taken);
    base::handed_over(this);
    StartRead(&request_);
  });
}

void SubmitCall::OnDone() {
  base::taken_over(this);
  // Removing the file is disk work: not on gRPC's thread.
  pool_.post([this] {
    file_.reset();
    (void)fs_.remove(staged_);
    delete this;
  });
}

void SubmitCall::finish(const Result<void>& outcome) {
  base::handed_over(this);
  Finish(outcome ? grpc::Status::OK : rpc::to_status(outcome.error()));
}

Result<void> SubmitCall::take() {
  if (request_.has_header()) return take_header();
  if (request_.has_pdf()) return take_chunk();
  return fail(ErrorCode::kInvalid, "BAD_STREAM", "a message carries neither header nor PDF");
}

Result<void> SubmitCall::take_header() {
  if (has_header_) return fail(ErrorCode::kInvalid, "BAD_STREAM", "the header comes once, first");
  header_ = std::move(*request_.mutable_header());
  has_header_ = true;
  if (header_.document().size() > report::kDocumentLimit)
    return fail(ErrorCode::kTooLarge, "DOCUMENT_TOO_LARGE", "a report has at most {} bytes", report::kDocumentLimit);
  if (header_.pdf_size() == 0 || header_.pdf_size() > kPdfLimit)
    return fail(ErrorCode::kTooLarge, "PDF_TOO_LARGE", "a report's PDF has 1 to {} bytes", kPdfLimit);
  auto file = fs_.create(staged_);
  if (!file) return fail(file);
  file_ = std::move(*file);
  return {};
}

Result<void> SubmitCall::take_chunk() {
  const auto& chunk = request_.pdf();
  if (!has_header_) return fail(ErrorCode::kInvalid, "BAD_STREAM", "the header comes first");
  if (chunk.data().size() > rpc::kChunkLimit || chunk.data().empty())
    return fail(ErrorCode::kInvalid, "BAD_CHUNK", "a chunk has 1 to {} bytes", rpc::kChunkLimit);
  if (chunk.offset() != file_->size()) return fail(ErrorCode::kInvalid, "BAD_OFFSET", "chunks follow one another");
  if (chunk.offset() + chunk.data().size() > header_.pdf_size())
    return fail(ErrorCode::kInvalid, "BAD_OFFSET", "the PDF is longer than the header says");
  const auto bytes = base::as_bytes(chunk.data());
  hasher_.update(bytes);
  return file_->append(bytes);
}

Result<void> SubmitCall::submit() {
  // A lost peer ends the stream as a half-close does: only the announced size tells them apart.
  if (!has_header_ || file_->size() != header_.pdf_size())
    return fail(ErrorCode::kInvalid, "INCOMPLETE", "the PDF is shorter than the header says: send it again");
  if (auto synced = file_->sync(); !synced) return synced;
  auto revision = desk_.submit(caller_, header_, {staged_, hasher_.finish(), file_->size()});
  if (!revision) return fail(revision);
  *reply_->mutable_revision() = std::move(*revision);
  return {};
}

}  // namespace rdc::router
