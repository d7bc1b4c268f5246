// CriticalDesk's other half: who hears of a notice, and what is late.
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "common/base/logging.h"
#include "dicom_router/critical/critical_desk.h"
#include "dicom_router/store/mailbox_store.h"
#include "dicom_router/store/webhook_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

constexpr const char* kOverdueEvent = "critical_overdue";

}  // namespace

Result<v1::CriticalNotice> CriticalDesk::show(soci::session& session, const std::string& notice_id) const {
  auto notice = CriticalStore::find(session, notice_id);
  if (notice) mark_overdue(*notice);
  return notice;
}

void CriticalDesk::mark_overdue(v1::CriticalNotice& notice) const {
  if (notice.has_closed_at()) return;
  if (!notice.has_read_back() && now() >= TimeUtil::TimestampToMicroseconds(notice.read_back_due_at()))
    return notice.set_overdue(v1::CRITICAL_OVERDUE_READ_BACK);
  if (notice.actions().empty() && now() >= TimeUtil::TimestampToMicroseconds(notice.action_due_at()))
    notice.set_overdue(v1::CRITICAL_OVERDUE_ACTION);
}

std::int64_t CriticalDesk::next_look(const v1::CriticalNotice& notice) {
  if (!notice.has_read_back()) return TimeUtil::TimestampToMicroseconds(notice.read_back_due_at());
  return notice.actions().empty() ? TimeUtil::TimestampToMicroseconds(notice.action_due_at()) : 0;
}

Result<void> CriticalDesk::send_letter(soci::session& session, const std::string& notice_id) const {
  auto notice = show(session, notice_id);
  if (!notice) return fail(notice);
  v1::Letter letter;
  const auto site_id = notice->site_id();
  *letter.mutable_critical()->mutable_notice() = std::move(*notice);
  return parts_.letters(session, site_id, letter);
}

Result<void> CriticalDesk::letter_kept(soci::session& session, const std::string& letter_id) const {
  const auto letter = MailboxStore::find(session, letter_id);
  if (!letter || !letter->has_critical()) return {};
  const auto& notice_id = letter->critical().notice().notice_id();
  if (!CriticalStore::set_delivered(session, notice_id, now())) return {};
  CriticalStore::touch(session, notice_id);
  return parts_.audit(session, {"", "router", "critical.delivered", notice_id, "ok", letter_id});
}

Result<std::int64_t> CriticalDesk::run_due(Catalog& catalog) const {
  auto due = catalog.read<std::vector<std::string>>(
      [&](soci::session& session) -> Result<std::vector<std::string>> { return CriticalStore::due(session, now()); });
  if (!due) return fail(due);
  Result<void> outcome;
  for (const auto& notice_id : *due) {
    auto told = catalog.write<void>([&](soci::session& session) { return tell_overdue(session, notice_id); });
    if (outcome && !told) outcome = told;
  }
  if (!outcome) return fail(outcome);
  return catalog.read<std::int64_t>(
      [](soci::session& session) -> Result<std::int64_t> { return CriticalStore::next_due(session); });
}

Result<void> CriticalDesk::tell_overdue(soci::session& session, const std::string& notice_id) const {
  auto notice = show(session, notice_id);
  if (!notice) return fail(notice);
  if (notice->overdue() == v1::CRITICAL_OVERDUE_NONE) {
    // Read back or acted on in between; its next step may still become late.
    CriticalStore::set_look(session, notice_id, notice->has_closed_at() ? 0 : next_look(*notice));
    return {};
  }
  // Never silent by itself: again, until the step is on record.
  CriticalStore::set_look(session, notice_id, now() + parts_.table.repeat_minutes * kMinuteInMicros);
  CriticalStore::touch(session, notice_id);
  if (auto told = call_webhooks(session, *notice); !told) return told;
  const char* missing = notice->overdue() == v1::CRITICAL_OVERDUE_READ_BACK ? "read_back" : "action";
  spdlog::warn("critical value {}: {} is past its limit", notice_id, missing);
  return parts_.audit(session, {"", "router", "critical.overdue", notice_id, "ok", missing});
}

Result<void> CriticalDesk::call_webhooks(soci::session& session, const v1::CriticalNotice& notice) const {
  v1::AlertNotice call;
  call.set_event(kOverdueEvent);
  call.set_case_id(notice.notice_id());
  call.set_site_id(notice.site_id());
  call.set_site_name(notice.site_name());
  const bool read_back = notice.overdue() == v1::CRITICAL_OVERDUE_READ_BACK;
  call.mutable_reason()->set_zh(read_back ? "危急值超时未复述" : "危急值超时未登记处理");
  call.mutable_reason()->set_en(read_back ? "a critical value is not read back in time"
                                          : "no action on a critical value is on record in time");
  *call.mutable_at() = TimeUtil::MicrosecondsToTimestamp(now());
  *call.mutable_raised_at() = notice.notified_at();
  *call.add_people() = notice.by();
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  for (const auto& endpoint : parts_.webhooks) {
    if (!endpoint.events.contains(kOverdueEvent)) continue;
    call.set_notice_id(parts_.ids.next());
    call.clear_patient();
    if (endpoint.include_patient) *call.mutable_patient() = notice.patient();
    WebhookNotice row{call.notice_id(), endpoint.name, kOverdueEvent, notice.notice_id(), "", now(), now(), 0};
    if (!google::protobuf::util::MessageToJsonString(call, &row.content, options).ok())
      return fail(ErrorCode::kInternal, "BAD_NOTICE", "a notice could not be written");
    WebhookStore::add(session, row);
  }
  return {};
}

}  // namespace rdc::router
