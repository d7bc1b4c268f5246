#include "dicom_router/store/report_store.h"

#include <google/protobuf/util/time_util.h>

namespace rdc::router {
namespace {

constexpr const char* kColumns =
    "SELECT v.revision_id, v.report_id, r.study_id, v.ordinal, v.status, v.previous_revision_id, v.author_user_id, "
    "v.author_name, v.saved_by, v.stored_at, v.document_sha256, v.document_size, v.pdf_sha256, v.pdf_size, "
    "v.signature_sha256, v.signature_size FROM report_revision v JOIN report r ON r.report_id = v.report_id ";

std::vector<RevisionRecord> select(soci::session& session, const char* where, const std::string& key) {
  RevisionRecord row;
  int status = 0;
  soci::statement query =
      (session.prepare << std::string(kColumns) + where, soci::use(key), soci::into(row.revision_id),
       soci::into(row.report_id), soci::into(row.study_id), soci::into(row.ordinal), soci::into(status),
       soci::into(row.previous_revision_id), soci::into(row.author_user_id), soci::into(row.author_name),
       soci::into(row.saved_by), soci::into(row.stored_at), soci::into(row.document.sha256),
       soci::into(row.document.size), soci::into(row.pdf.sha256), soci::into(row.pdf.size),
       soci::into(row.signature.sha256), soci::into(row.signature.size));
  std::vector<RevisionRecord> rows;
  query.execute();
  while (query.fetch()) {
    row.status = static_cast<v1::ReportStatus>(status);
    rows.push_back(row);
  }
  return rows;
}

std::vector<ReturnRecord> select_returns(soci::session& session, const char* where, const std::string& key) {
  ReturnRecord row;
  soci::statement query =
      (session.prepare << std::string("SELECT return_id, report_id, revision_id, returned_by, returned_by_name, "
                                      "returned_to, returned_to_name, comments, returned_at FROM report_return ") +
                              where,
       soci::use(key), soci::into(row.return_id), soci::into(row.report_id), soci::into(row.revision_id),
       soci::into(row.by_user_id), soci::into(row.by_name), soci::into(row.to_user_id), soci::into(row.to_name),
       soci::into(row.comments), soci::into(row.returned_at));
  std::vector<ReturnRecord> rows;
  query.execute();
  while (query.fetch()) rows.push_back(row);
  return rows;
}

void fill(const StoredFile& file, v1::ObjectReference& object) {
  object.set_sha256(file.sha256);
  object.set_size(static_cast<std::uint64_t>(file.size));
}

}  // namespace

std::optional<std::string> ReportStore::report_of(soci::session& session, const std::string& study_id) {
  std::string report_id;
  session << "SELECT report_id FROM report WHERE study_id = :study_id", soci::use(study_id), soci::into(report_id);
  if (!session.got_data()) return std::nullopt;
  return report_id;
}

std::optional<std::string> ReportStore::study_of(soci::session& session, const std::string& report_id) {
  std::string study_id;
  session << "SELECT study_id FROM report WHERE report_id = :report_id", soci::use(report_id), soci::into(study_id);
  if (!session.got_data()) return std::nullopt;
  return study_id;
}

void ReportStore::add_report(soci::session& session, const std::string& report_id, const std::string& study_id,
                             long long at) {
  session << "INSERT INTO report (report_id, study_id, created_at) VALUES (:report_id, :study_id, :at)",
      soci::use(report_id), soci::use(study_id), soci::use(at);
}

void ReportStore::add_revision(soci::session& session, const RevisionRecord& revision) {
  const int status = revision.status;
  session
      << "INSERT INTO report_revision (revision_id, report_id, ordinal, status, previous_revision_id, author_user_id, "
         "author_name, saved_by, stored_at, document_sha256, document_size, pdf_sha256, pdf_size, signature_sha256, "
         "signature_size) VALUES (:revision_id, :report_id, :ordinal, :status, :previous, :author, :author_name, "
         ":saved_by, :stored_at, :document, :document_size, :pdf, :pdf_size, :signature, :signature_size)",
      soci::use(revision.revision_id), soci::use(revision.report_id), soci::use(revision.ordinal), soci::use(status),
      soci::use(revision.previous_revision_id), soci::use(revision.author_user_id), soci::use(revision.author_name),
      soci::use(revision.saved_by), soci::use(revision.stored_at), soci::use(revision.document.sha256),
      soci::use(revision.document.size), soci::use(revision.pdf.sha256), soci::use(revision.pdf.size),
      soci::use(revision.signature.sha256), soci::use(revision.signature.size);
}

std::vector<RevisionRecord> ReportStore::revisions_of(soci::session& session, const std::string& report_id) {
  return select(session, "WHERE v.report_id = :report_id ORDER BY v.ordinal", report_id);
}

std::optional<RevisionRecord> ReportStore::find_revision(soci::session& session, const std::string& revision_id) {
  auto rows = select(session, "WHERE v.revision_id = :revision_id", revision_id);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

void ReportStore::add_return(soci::session& session, const ReturnRecord& returned) {
  session
      << "INSERT INTO report_return (return_id, report_id, revision_id, returned_by, returned_by_name, returned_to, "
         "returned_to_name, comments, returned_at) VALUES (:id, :report, :revision, :by, :by_name, :to, :to_name, "
         ":comments, :at)",
      soci::use(returned.return_id), soci::use(returned.report_id), soci::use(returned.revision_id),
      soci::use(returned.by_user_id), soci::use(returned.by_name), soci::use(returned.to_user_id),
      soci::use(returned.to_name), soci::use(returned.comments), soci::use(returned.returned_at);
}

std::vector<ReturnRecord> ReportStore::returns_of(soci::session& session, const std::string& report_id) {
  return select_returns(session, "WHERE report_id = :report_id ORDER BY returned_at, return_id", report_id);
}

std::optional<ReturnRecord> ReportStore::find_return(soci::session& session, const std::string& return_id) {
  auto rows = select_returns(session, "WHERE return_id = :return_id", return_id);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

v1::ReportReturn to_message(const ReturnRecord& returned) {
  v1::ReportReturn message;
  message.set_return_id(returned.return_id);
  message.set_revision_id(returned.revision_id);
  message.mutable_by()->set_user_id(returned.by_user_id);
  message.mutable_by()->set_display_name(returned.by_name);
  message.mutable_to()->set_user_id(returned.to_user_id);
  message.mutable_to()->set_display_name(returned.to_name);
  message.set_comments(returned.comments);
  *message.mutable_returned_at() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(returned.returned_at);
  return message;
}

v1::Revision to_message(const RevisionRecord& revision) {
  v1::Revision message;
  message.set_revision_id(revision.revision_id);
  message.set_report_id(revision.report_id);
  message.set_ordinal(static_cast<std::uint32_t>(revision.ordinal));
  message.set_status(revision.status);
  message.set_previous_revision_id(revision.previous_revision_id);
  message.set_author_user_id(revision.author_user_id);
  message.set_author_name(revision.author_name);
  *message.mutable_stored_at() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(revision.stored_at);
  fill(revision.document, *message.mutable_document());
  if (revision.status == v1::REPORT_STATUS_DRAFT) return message;
  fill(revision.pdf, *message.mutable_pdf());
  fill(revision.signature, *message.mutable_signature());
  return message;
}

}  // namespace rdc::router
