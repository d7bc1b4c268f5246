#include "dicom_router/store/mailbox_store.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

namespace rdc::router {
namespace {

struct Label {
  std::string kind;
  std::string subject;
  std::vector<v1::ObjectReference> attachments;
};

Label report_label(const v1::ReportLetter& report) {
  Label label{"report", report.revision_id(), {report.document(), report.signature(), report.pdf()}};
  if (report.has_dicom_report()) label.attachments.push_back(report.dicom_report());
  return label;
}

Label label_of(const v1::Letter& letter) {
  if (letter.has_report()) return report_label(letter.report());
  if (letter.has_rejection()) return {"rejection", letter.rejection().item_id(), {}};
  if (letter.has_answer()) return {"answer", letter.answer().answer_id(), {}};
  if (letter.has_alert_case()) return {"case", letter.alert_case().alert_case().case_id(), {}};
  if (letter.has_progress()) return {"progress", letter.progress().item_id(), {}};
  if (letter.has_feedback()) return {"feedback", letter.feedback().case_id(), {}};
  if (letter.has_critical()) return {"critical", letter.critical().notice().notice_id(), {}};
  return {"", "", {}};
}

void add_attachment(soci::session& session, const std::string& letter_id, const v1::ObjectReference& object) {
  const auto size = static_cast<long long>(object.size());
  session << "INSERT INTO letter_attachment (letter_id, sha256, size) VALUES (:letter_id, :sha256, :size) "
             "ON CONFLICT (letter_id, sha256) DO NOTHING",
      soci::use(letter_id), soci::use(object.sha256()), soci::use(size);
}

}  // namespace

Result<void> MailboxStore::append(soci::session& session, const std::string& site_id, v1::Letter letter) const {
  const Label label = label_of(letter);
  if (label.kind.empty()) return fail(ErrorCode::kInternal, "EMPTY_LETTER", "a letter without content was to be sent");
  int known = 0;
  session << "SELECT COUNT(*) FROM site WHERE site_id = :site_id", soci::use(site_id), soci::into(known);
  if (known == 0) return fail(ErrorCode::kNotFound, "NO_SUCH_SITE", "there is no site {}", site_id);

  // The row is taken by the update, so that numbers are given out one transaction after the other.
  session << "INSERT INTO mailbox (site_id, last_sequence) VALUES (:site_id, 1) "
             "ON CONFLICT (site_id) DO UPDATE SET last_sequence = mailbox.last_sequence + 1",
      soci::use(site_id);
  long long sequence = 0;
  session << "SELECT last_sequence FROM mailbox WHERE site_id = :site_id", soci::use(site_id), soci::into(sequence);

  const long long now = base::to_micros(clock_.now());
  letter.set_sequence(static_cast<std::uint64_t>(sequence));
  letter.set_letter_id(ids_.next());
  *letter.mutable_written_at() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(now);
  std::string content;
  if (!google::protobuf::util::MessageToJsonString(letter, &content).ok())
    return fail(ErrorCode::kInternal, "BAD_LETTER", "a letter could not be written");
  session << "INSERT INTO letter (letter_id, site_id, sequence, written_at, kind, subject, content) "
             "VALUES (:letter_id, :site_id, :sequence, :now, :kind, :subject, :content)",
      soci::use(letter.letter_id()), soci::use(site_id), soci::use(sequence), soci::use(now), soci::use(label.kind),
      soci::use(label.subject), soci::use(content);
  for (const auto& object : label.attachments) add_attachment(session, letter.letter_id(), object);
  return {};
}

namespace {

Result<std::vector<v1::Letter>> select_letters(soci::session& session, const char* which, const std::string& site_id,
                                               std::uint64_t cursor, int limit) {
  const auto at = static_cast<long long>(cursor);
  std::vector<v1::Letter> letters;
  std::string content;
  soci::statement query = (session.prepare << "SELECT content FROM letter WHERE site_id = :site_id AND " << which
                                           << " ORDER BY sequence LIMIT :limit",
                           soci::use(site_id), soci::use(at), soci::use(limit), soci::into(content));
  query.execute();
  while (query.fetch()) {
    v1::Letter letter;
    if (!google::protobuf::util::JsonStringToMessage(content, &letter).ok())
      return fail(ErrorCode::kCorrupt, "BAD_LETTER", "a stored letter cannot be read: run `dicom-router verify`");
    letters.push_back(std::move(letter));
  }
  return letters;
}

}  // namespace

Result<std::vector<v1::Letter>> MailboxStore::after(soci::session& session, const std::string& site_id,
                                                    std::uint64_t cursor, int limit) {
  return select_letters(session, "sequence > :cursor", site_id, cursor, limit);
}

Result<std::vector<v1::Letter>> MailboxStore::unacknowledged(soci::session& session, const std::string& site_id,
                                                             std::uint64_t cursor, int limit) {
  return select_letters(session, "acknowledged_at = 0 AND sequence <= :cursor", site_id, cursor, limit);
}

std::optional<v1::Letter> MailboxStore::find(soci::session& session, const std::string& letter_id) {
  std::string content;
  session << "SELECT content FROM letter WHERE letter_id = :letter_id", soci::use(letter_id), soci::into(content);
  v1::Letter letter;
  if (content.empty() || !google::protobuf::util::JsonStringToMessage(content, &letter).ok()) return std::nullopt;
  return letter;
}

std::uint64_t MailboxStore::before(soci::session& session, const std::string& site_id, std::uint64_t sequence) {
  const auto at = static_cast<long long>(sequence);
  long long last = 0;
  session << "SELECT COALESCE(MAX(sequence), 0) FROM letter WHERE site_id = :site_id AND sequence < :at",
      soci::use(site_id), soci::use(at), soci::into(last);
  return static_cast<std::uint64_t>(last);
}

void MailboxStore::mark_delivered(soci::session& session, const std::string& site_id, std::uint64_t sequence) const {
  const long long now = base::to_micros(clock_.now());
  const auto last = static_cast<long long>(sequence);
  session
      << "UPDATE letter SET delivered_at = :now WHERE site_id = :site_id AND sequence <= :last AND delivered_at = 0",
      soci::use(now), soci::use(site_id), soci::use(last);
}

Result<std::uint64_t> MailboxStore::attachment_size(soci::session& session, const std::string& site_id,
                                                    const std::string& letter_id, const std::string& sha256) {
  long long size = 0;
  session << "SELECT a.size FROM letter_attachment a JOIN letter l ON l.letter_id = a.letter_id "
             "WHERE a.letter_id = :letter_id AND a.sha256 = :sha256 AND l.site_id = :site_id",
      soci::use(letter_id), soci::use(sha256), soci::use(site_id), soci::into(size);
  if (!session.got_data())
    return fail(ErrorCode::kNotFound, "NO_SUCH_ATTACHMENT", "no letter of this site has such an attachment");
  return static_cast<std::uint64_t>(size);
}

Result<bool> MailboxStore::acknowledge(soci::session& session, const std::string& site_id, const std::string& letter_id,
                                       int verdict, const std::string& detail) const {
  long long acknowledged_at = 0;
  session << "SELECT acknowledged_at FROM letter WHERE letter_id = :letter_id AND site_id = :site_id",
      soci::use(letter_id), soci::use(site_id), soci::into(acknowledged_at);
  if (!session.got_data()) return fail(ErrorCode::kNotFound, "NO_SUCH_LETTER", "this site has no such letter");
  if (acknowledged_at != 0) return false;
  const long long now = base::to_micros(clock_.now());
  session << "UPDATE letter SET acknowledged_at = :now, verdict = :verdict, verdict_detail = :detail "
             "WHERE letter_id = :letter_id",
      soci::use(now), soci::use(verdict), soci::use(detail), soci::use(letter_id);
  return true;
}

}  // namespace rdc::router
