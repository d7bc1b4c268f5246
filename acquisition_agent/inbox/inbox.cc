#include "acquisition_agent/inbox/inbox.h"

#include "acquisition_agent/transfer/upload_session.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"
#include "common/report/report_document.h"
#include "common/report/verify_report.h"
#include "common/rpc/status.h"

namespace rdc::agent {
namespace {

constexpr std::uint64_t kDocumentLimit = report::kDocumentLimit;
constexpr std::uint64_t kSignatureLimit = 16 * 1024;
constexpr std::uint64_t kPdfLimit = 32ULL << 20;
constexpr std::uint64_t kDicomReportLimit = 1ULL << 20;  // stated in mailbox.proto
constexpr int kAskedInVain = 5;

// The same question has the same answer: the file is not there, or is not what the letter names.
bool is_final(const Error& error) {
  return error.code == ErrorCode::kNotFound || error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kInvalid ||
         error.code == ErrorCode::kTooLarge;
}

}  // namespace

Result<std::unique_ptr<Inbox>> Inbox::start(InboxParts parts, std::filesystem::path results,
                                            std::string centre_ca_pem) {
  auto folder = ResultsFolder::open(std::move(results), parts.fs);
  if (!folder) return fail(folder);
  return std::unique_ptr<Inbox>(new Inbox(parts, std::move(*folder), std::move(centre_ca_pem)));
}

Inbox::Inbox(InboxParts parts, ResultsFolder results, std::string centre_ca_pem)
    : parts_(parts),
      letters_(parts.spool.database()),
      results_(std::move(results)),
      centre_ca_pem_(std::move(centre_ca_pem)),
      thread_([this](std::stop_token stop) { run(stop); }) {}

void Inbox::run(std::stop_token stop) {
  int attempt = 0;
  std::mutex mutex;
  std::condition_variable_any pause;
  while (!stop.stop_requested()) {
    stub_ = v1::Mailbox::NewStub(parts_.link.own_channel());
    answered_ = false;
    const auto ended = subscribe(stop);
    if (stop.stop_requested()) return;
    const std::string why = ended ? "the router ended the subscription" : ended.error().message;
    parts_.status.down("inbox", why);
    attempt = answered_ ? 1 : attempt + 1;
    if (!answered_) parts_.link.failed();
    if (attempt <= 2) spdlog::info("inbox: {}", why);
    std::unique_lock lock(mutex);
    pause.wait_for(lock, stop,
                   backoff(attempt, std::chrono::milliseconds(300), std::chrono::seconds(10), parts_.random),
                   [] { return false; });
  }
}

Result<void> Inbox::subscribe(std::stop_token stop) {
  const auto owed = letters_.unacknowledged();
  if (!owed) return fail(owed);
  for (const KeptLetter& letter : *owed)
    if (auto done = acknowledge(letter, stop); !done) return done;
  const auto cursor = letters_.cursor();
  if (!cursor) return fail(cursor);

  grpc::ClientContext context;
  v1::SubscribeRequest request;
  request.set_cursor(*cursor);
  const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
  auto stream = stub_->Subscribe(&context, request);
  v1::Delivery delivery;
  std::uint64_t last = *cursor;
  while (stream->Read(&delivery)) {
    answered_ = true;
    parts_.status.up("inbox");
    if (auto done = take(delivery, last, stop); !done) {
      context.TryCancel();
      (void)stream->Finish();
      return done;
    }
  }
  const grpc::Status status = stream->Finish();
  if (status.ok()) return {};
  return tl::unexpected<Error>(rpc::from_status(status));
}

Result<void> Inbox::take(const v1::Delivery& delivery, std::uint64_t& last, std::stop_token stop) {
  const auto anew = parts_.spool.items().note_archive_life(delivery.archive_life());
  if (!anew) return fail(anew);
  if (*anew) spdlog::warn("the router was restored from a backup: it is told again of everything received here");
  if (!delivery.has_letter()) return {};
  const v1::Letter& letter = delivery.letter();
  if (letter.sequence() <= last) return acknowledge_again(letter.letter_id(), stop);
  if (delivery.follows() > last)
    return fail(ErrorCode::kCorrupt, "GAP", "letter {} follows {}, which is not here: subscribing again",
                letter.sequence(), delivery.follows());
  if (auto done = receive(letter, stop); !done) return done;
  last = letter.sequence();
  return {};
}

// It is durable here, but the router does not know that any more.
Result<void> Inbox::acknowledge_again(const std::string& letter_id, std::stop_token stop) {
  const auto kept = letters_.find(letter_id);
  if (!kept) return fail(kept);
  if (kept->has_value()) return acknowledge(**kept, stop);
  spdlog::error("letter {} has a number that was given to another letter before: it cannot be kept", letter_id);
  return {};
}

Result<void> Inbox::receive(const v1::Letter& letter, std::stop_token stop) {
  auto kept = letter.has_report() ? receive_report(letter, stop) : receive_other(letter);
  if (!kept) return fail(kept);
  kept->sequence = letter.sequence();
  kept->letter_id = letter.letter_id();
  kept->written_at = from_wire(letter.written_at());
  if (auto done = letters_.keep(*kept, parts_.clock.now()); !done) return done;
  if (letter.has_report()) drop_incoming(letter.report());
  const bool failed = kept->verdict == v1::AcknowledgeRequest::FAILED_VERIFICATION;
  spdlog::info("letter {} ({}) {}{}", letter.sequence(), kept->kind, failed ? "failed verification" : "kept",
               kept->detail.empty() ? "" : ": " + kept->detail);
  return acknowledge(*kept, stop);
}

Result<KeptLetter> Inbox::receive_report(const v1::Letter& letter, std::stop_token stop) {
  const v1::ReportLetter& report = letter.report();
  KeptLetter kept;
  kept.kind = "report";
  kept.report_id = report.report_id();
  kept.revision_id = report.revision_id();
  kept.document_sha256 = report.document().sha256();
  for (const auto* object : {&report.document(), &report.signature(), &report.pdf()})
    if (auto fetched = fetch(letter.letter_id(), *object, kPdfLimit, stop); !fetched) {
      if (!is_final(fetched.error())) return fail(fetched);
      kept.verdict = v1::AcknowledgeRequest::FAILED_VERIFICATION;
      kept.detail = fetched.error().reason;
      return kept;
    }
  std::string accession_number;
  const auto verified = verify(report, accession_number);
  if (!verified && (verified.error().code == ErrorCode::kUnavailable || verified.error().code == ErrorCode::kNotFound))
    return fail(verified);  // our disk, not the report
  ResultsFolder::Files files{report.document().sha256(), report.signature().sha256(), report.pdf().sha256()};
  const auto before = letters_.revisions_of(report.report_id());
  if (!before) return fail(before);
  kept.ordinal = *before + 1;
  kept.verdict = verified ? v1::AcknowledgeRequest::KEPT : v1::AcknowledgeRequest::FAILED_VERIFICATION;
  kept.detail = verified ? "" : verified.error().reason;
  const bool named = base::is_uuid(report.report_id());
  if (verified && named && report.has_dicom_report()) {
    auto without = fetch_dicom_report(letter, stop);
    if (!without) return fail(without);
    if (without->empty()) files.dicom_report_sha256 = report.dicom_report().sha256();
    kept.detail = *without;
  }
  auto place = verified && named ? results_.keep(files, safe_folder_name(accession_number, report.study_instance_uid()),
                                                 fmt::format("{}-r{}", report.report_id(), kept.ordinal))
                                 : results_.keep(files, "failed", fmt::format("{:010}", letter.sequence()));
  if (!place) return fail(place);
  kept.folder = place->string();
  return kept;
}

Result<void> Inbox::verify(const v1::ReportLetter& letter, std::string& accession_number) {
  const auto document = base::read_file(results_.incoming(letter.document().sha256()), kDocumentLimit);
  if (!document) return fail(document);
  const auto signature = base::read_file(results_.incoming(letter.signature().sha256()), kSignatureLimit);
  if (!signature) return fail(signature);
  const auto pdf = base::Sha256::from_hex(letter.pdf().sha256());
  if (!pdf) return fail(pdf);
  auto verified = report::verify_report(*document, *signature, *pdf, centre_ca_pem_);
  if (!verified) return fail(verified);
  const v1::ReportDocument& content = verified->document;
  if (content.report_id() != letter.report_id() || content.revision_id() != letter.revision_id() ||
      content.study_instance_uid() != letter.study_instance_uid())
    return fail(ErrorCode::kCorrupt, "LETTER_MISMATCH", "the letter names another report than its document");
  accession_number = content.accession_number();
  return verify_previous(content, letter);
}

Result<void> Inbox::verify_previous(const v1::ReportDocument& document, const v1::ReportLetter& letter) {
  if (document.previous_revision_id().empty()) return report::verify_link(document, std::nullopt);
  const auto previous = letters_.find_revision(letter.report_id(), document.previous_revision_id());
  if (!previous) return fail(previous);
  if (!previous->has_value()) {
    // Enrolled after it was written, or it was never released to the site: the router checked this link.
    spdlog::warn("report {}: its previous revision is not here, the link is the router's word", letter.report_id());
    return {};
  }
  const auto file =
      std::filesystem::path((*previous)->folder) / fmt::format("{}-r{}.json", letter.report_id(), (*previous)->ordinal);
  const auto bytes = base::read_file(file, kDocumentLimit);
  if (bytes) return report::verify_link(document, *bytes);
  // The site moved the file away; its digest is in the catalog.
  if ((*previous)->document_sha256 == document.previous_sha256()) return {};
  return fail(ErrorCode::kCorrupt, "BROKEN_LINK", "the report does not follow the revision kept here");
}

Result<KeptLetter> Inbox::receive_other(const v1::Letter& letter) {
  if (letter.has_rejection()) return receive_rejection(letter);
  KeptLetter kept;
  kept.verdict = v1::AcknowledgeRequest::KEPT;
  kept.kind = parts_.cases == nullptr ? "" : CaseLetters::kind_of(letter);
  if (kept.kind.empty()) {
    kept.kind = "unknown";  // a kind of a newer router: kept as seen, not shown as a report
    return kept;
  }
  if (auto taken = parts_.cases->take(letter); !taken) return fail(taken);
  return kept;
}

Result<KeptLetter> Inbox::receive_rejection(const v1::Letter& letter) {
  KeptLetter kept;
  kept.kind = "rejection";
  kept.verdict = v1::AcknowledgeRequest::KEPT;
  const v1::RejectionLetter& rejection = letter.rejection();
  kept.detail = rejection.error().reason();
  const auto item = parts_.spool.items().find(rejection.item_id());
  if (!item || item->state == ItemState::kQuarantined) return kept;
  const Error why{ErrorCode::kInvalid, rejection.error().reason(), rejection.error().message()};
  if (auto aside = parts_.spool.quarantine(*item, why); !aside) return fail(aside);
  return kept;
}

// Why the report is kept without its DICOM form, "" when that is here. What is signed is the report: this one goes with
// it when it can be had, and holds up neither the report nor the letters behind it when it cannot.
Result<std::string> Inbox::fetch_dicom_report(const v1::Letter& letter, std::stop_token stop) {
  const auto& object = letter.report().dicom_report();
  const auto fetched = fetch(letter.letter_id(), object, kDicomReportLimit, stop);
  if (fetched) return std::string();
  if (stop.stop_requested() || asking_again_helps(fetched.error(), object)) return fail(fetched);
  spdlog::error("report {} is kept without its DICOM report: {}", letter.report().report_id(), fetched.error().message);
  return "DICOM_REPORT_" + fetched.error().reason;
}

// A cut link is waited for, as long as each time brings more; not a router that answers everything but this.
bool Inbox::asking_again_helps(const Error& error, const v1::ObjectReference& object) {
  if (is_final(error)) return false;
  std::error_code none;
  const auto size = std::filesystem::file_size(results_.incoming(object.sha256()), none);
  const std::uint64_t here = none ? 0 : size;
  if (asked_.sha256 != object.sha256() || here > asked_.here) asked_ = {object.sha256(), here, 0};
  return ++asked_.in_vain < kAskedInVain;
}

// Whole and right afterwards. Goes on from what is here; wrong bytes are fetched once more from the start.
Result<void> Inbox::fetch(const std::string& letter_id, const v1::ObjectReference& object, std::uint64_t limit,
                          std::stop_token stop) {
  if (!base::Sha256::from_hex(object.sha256()) || object.size() > limit)
    return fail(ErrorCode::kCorrupt, "BAD_ATTACHMENT", "the letter names an impossible attachment");
  const auto file = results_.incoming(object.sha256());
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (auto fetched = fetch_rest(letter_id, object, stop); !fetched) return fetched;
    const auto digest = base::sha256_of_file(file);
    if (!digest) return fail(digest);
    if (digest->hex() == object.sha256()) return {};
    if (auto removed = parts_.fs.remove(file); !removed) return removed;
  }
  return fail(ErrorCode::kCorrupt, "DIGEST_MISMATCH", "an attachment's bytes are not those the letter names");
}

Result<void> Inbox::fetch_rest(const std::string& letter_id, const v1::ObjectReference& object, std::stop_token stop) {
  const auto file = results_.incoming(object.sha256());
  std::error_code error;
  std::uint64_t here = std::filesystem::exists(file, error) ? std::filesystem::file_size(file, error) : 0;
  if (here > object.size()) here = 0;
  auto out = std::filesystem::exists(file, error) ? parts_.fs.reopen(file, here) : parts_.fs.create(file);
  if (!out) return fail(out);
  if (here == object.size()) return {};
  grpc::ClientContext context;
  rpc::set_deadline(context, std::chrono::minutes(10));
  const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
  v1::ReadAttachmentRequest request;
  request.set_letter_id(letter_id);
  request.set_sha256(object.sha256());
  request.set_offset(here);
  auto stream = stub_->ReadAttachment(&context, request);
  v1::DataChunk chunk;
  while (stream->Read(&chunk)) {
    if (chunk.offset() != here || here + chunk.data().size() > object.size()) {
      context.TryCancel();
      (void)stream->Finish();
      return fail(ErrorCode::kCorrupt, "BAD_ATTACHMENT", "an attachment's bytes came out of order");
    }
    if (auto written = (*out)->append(base::as_bytes(chunk.data())); !written) return written;
    here += chunk.data().size();
  }
  if (const auto status = stream->Finish(); !status.ok()) return tl::unexpected<Error>(rpc::from_status(status));
  if (here == object.size()) return {};
  // The router gave all it has: a cut link does not end in OK.
  return fail(ErrorCode::kCorrupt, "ATTACHMENT_CUT", "an attachment is shorter than the letter says");
}

Result<void> Inbox::acknowledge(const KeptLetter& letter, std::stop_token stop) {
  grpc::ClientContext context;
  rpc::set_deadline(context, rpc::kUnaryDeadline);
  const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
  v1::AcknowledgeRequest request;
  request.set_letter_id(letter.letter_id);
  request.set_verdict(static_cast<v1::AcknowledgeRequest::Verdict>(letter.verdict));
  if (letter.kind == "report") request.set_detail(letter.detail);
  v1::AcknowledgeReply reply;
  if (const auto status = stub_->Acknowledge(&context, request, &reply); !status.ok())
    return tl::unexpected<Error>(rpc::from_status(status));
  return letters_.mark_acknowledged(letter.letter_id);
}

void Inbox::drop_incoming(const v1::ReportLetter& letter) {
  for (const auto* object : {&letter.document(), &letter.signature(), &letter.pdf(), &letter.dicom_report()})
    if (base::Sha256::from_hex(object->sha256()))
      if (auto removed = parts_.fs.remove(results_.incoming(object->sha256())); !removed)
        spdlog::warn("{}", removed.error().message);
}

}  // namespace rdc::agent
