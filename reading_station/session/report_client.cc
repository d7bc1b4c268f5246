#include "reading_station/session/report_client.h"

#include <algorithm>

#include "reading_station/session/server_stream.h"

namespace rdc::station {
namespace {

constexpr std::size_t kChunk = 256 * 1024;
constexpr qsizetype kRevisionFileLimit = 32 * 1024 * 1024;

// Sends header and PDF, one message in flight. Deletes itself.
class Submission final : public grpc::ClientWriteReactor<v1::SubmitSignedRequest> {
 public:
  using Progress = std::function<void(qint64, qint64)>;
  using Done = std::function<void(Result<v1::Revision>)>;

  static void start(CallRunner& runner, v1::Report::Stub& stub, SignedRevision revision, Progress progress, Done done) {
    auto* submission = new Submission(runner.gate(), std::move(revision), std::move(progress), std::move(done));
    runner.prepare(submission->context_);
    rpc::set_deadline(submission->context_, std::chrono::minutes(5));
    if (!submission->gate_->enter(&submission->context_)) return delete submission;
    stub.async()->SubmitSigned(&submission->context_, &submission->reply_, submission);
    submission->send_header();
    submission->StartCall();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return;  // the status tells
    const auto total = static_cast<std::size_t>(revision_.pdf.size());
    gate_->post(
        [report = progress_, sent = sent_, total] { report(static_cast<qint64>(sent), static_cast<qint64>(total)); });
    if (sent_ >= total) return StartWritesDone();
    message_.Clear();
    const std::size_t size = std::min(kChunk, total - sent_);
    message_.mutable_pdf()->set_offset(sent_);
    message_.mutable_pdf()->set_data(revision_.pdf.constData() + sent_, size);
    sent_ += size;
    StartWrite(&message_);
  }

  void OnDone(const grpc::Status& status) override {
    Result<v1::Revision> outcome = status.ok() ? Result<v1::Revision>(reply_.revision())
                                               : Result<v1::Revision>(tl::unexpected<Error>(rpc::from_status(status)));
    gate_->post([done = done_, outcome] { done(outcome); });
    const auto gate = gate_;
    gate->ending(&context_);
    delete this;
    gate->ended();
  }

 private:
  Submission(std::shared_ptr<CallGate> gate, SignedRevision revision, Progress progress, Done done)
      : gate_(std::move(gate)),
        revision_(std::move(revision)),
        progress_(std::move(progress)),
        done_(std::move(done)) {}

  void send_header() {
    auto* header = message_.mutable_header();
    header->set_study_id(revision_.study_id);
    header->set_document(revision_.document);
    header->set_signature(revision_.signature);
    header->set_pdf_size(static_cast<std::uint64_t>(revision_.pdf.size()));
    if (revision_.decision) *header->mutable_decision() = *revision_.decision;
    StartWrite(&message_);
  }

  std::shared_ptr<CallGate> gate_;
  grpc::ClientContext context_;
  SignedRevision revision_;
  Progress progress_;
  Done done_;
  v1::SubmitSignedRequest message_;
  v1::SubmitSignedReply reply_;
  std::size_t sent_ = 0;
};

}  // namespace

void ReportClient::get_report(const QString& study_id, std::function<void(Result<v1::GetReportReply>)> done) {
  v1::GetReportRequest request;
  request.set_study_id(study_id.toStdString());
  runner_.unary<v1::GetReportReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->GetReport(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void ReportClient::save_draft(v1::SaveDraftRequest request, std::function<void(Result<v1::Revision>)> done) {
  runner_.unary<v1::SaveDraftReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->SaveDraft(context, message, reply, std::move(callback));
      },
      [done = std::move(done)](const Result<v1::SaveDraftReply>& reply) {
        if (!reply) return done(Result<v1::Revision>(fail(reply)));
        done(Result<v1::Revision>(reply->revision()));
      });
}

void ReportClient::return_to_author(v1::ReturnToAuthorRequest request,
                                    std::function<void(Result<v1::ReportReturn>)> done) {
  runner_.unary<v1::ReturnToAuthorReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->ReturnToAuthor(context, message, reply, std::move(callback));
      },
      [done = std::move(done)](const Result<v1::ReturnToAuthorReply>& reply) {
        if (!reply) return done(Result<v1::ReportReturn>(fail(reply)));
        done(Result<v1::ReportReturn>(reply->returned()));
      });
}

void ReportClient::submit(SignedRevision revision, std::function<void(qint64, qint64)> progress,
                          std::function<void(Result<v1::Revision>)> done) {
  Submission::start(runner_, *stub_, std::move(revision), std::move(progress),
                    [this, done = std::move(done)](Result<v1::Revision> outcome) {
                      if (!outcome) runner_.report(outcome.error());
                      done(std::move(outcome));
                    });
}

void ReportClient::read_file(const QString& revision_id, v1::ReadRevisionFileRequest::File file,
                             std::function<void(Result<QByteArray>)> done) {
  auto request = std::make_shared<v1::ReadRevisionFileRequest>();
  request->set_revision_id(revision_id.toStdString());
  request->set_file(file);
  auto bytes = std::make_shared<QByteArray>();
  auto gate = runner_.gate();
  ServerStream<v1::DataChunk>::open(
      runner_,
      [&](grpc::ClientContext* context, grpc::ClientReadReactor<v1::DataChunk>* reactor) {
        stub_->async()->ReadRevisionFile(context, request.get(), reactor);
      },
      [bytes, request](v1::DataChunk&& chunk) {
        if (bytes->size() + static_cast<qsizetype>(chunk.data().size()) > kRevisionFileLimit) return false;
        bytes->append(chunk.data().data(), static_cast<qsizetype>(chunk.data().size()));
        return true;
      },
      [bytes, gate, done = std::move(done)](const grpc::Status& status) {
        gate->post([bytes, done, status] {
          if (!status.ok()) return done(Result<QByteArray>(tl::unexpected<Error>(rpc::from_status(status))));
          done(Result<QByteArray>(std::move(*bytes)));
        });
      });
}

}  // namespace rdc::station
