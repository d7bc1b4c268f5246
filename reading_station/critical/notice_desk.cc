#include "reading_station/critical/notice_desk.h"

#include <algorithm>
#include <utility>

#include "reading_station/session/qt_text.h"
#include "reading_station/session/wire_time.h"

namespace rdc::station {
namespace {

constexpr int kNoticeAgainMs = 1'000;

// Asking again may help: the link, a router that starts, a login that has just expired.
bool may_pass_later(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kCancelled ||
         error.code == ErrorCode::kUnauthenticated || error.code == ErrorCode::kInternal;
}

bool is_newer(const v1::CriticalNotice& a, const v1::CriticalNotice& b) {
  return std::pair(micros_of(a.notified_at()), a.notice_id()) > std::pair(micros_of(b.notified_at()), b.notice_id());
}

}  // namespace

NoticeDesk::NoticeDesk(RouterConnection& connection, base::IdGenerator& ids, QObject* parent)
    : QObject(parent), connection_(connection), ids_(ids), client_(connection.calls()), feed_(connection.calls()) {
  again_.setSingleShot(true);
  connect(&again_, &QTimer::timeout, this, [this] {
    send_waiting();
    if (!study_id_.empty() && !study_known_) load_study();
  });
  connect(&feed_, &CriticalFeed::changed, this, &NoticeDesk::take);
  connect(&feed_, &CriticalFeed::live_changed, this, [this](bool live, const std::optional<Error>&) {
    if (live) send_waiting();
  });
}

void NoticeDesk::start() {
  feed_.start();
  load_table();
  send_waiting();
}

void NoticeDesk::stop() {
  ++generation_;
  feed_.stop();
  again_.stop();
  notices_.clear();
  table_.reset();
  study_id_.clear();
  study_known_ = false;
  Q_EMIT notices_changed();
  Q_EMIT study_changed();
}

void NoticeDesk::load_table() {
  client_.get_table([this](const Result<v1::CriticalTable>& table) {
    if (!table || !connection_.logged_in()) return;
    table_ = *table;
    Q_EMIT table_changed();
  });
}

void NoticeDesk::set_study(const QString& study_id) {
  if (study_id_ == study_id.toStdString()) return;
  ++generation_;
  study_id_ = study_id.toStdString();
  study_known_ = false;
  Q_EMIT study_changed();
  if (!study_id_.empty()) load_study();
}

void NoticeDesk::load_study() {
  v1::ListCriticalRequest request;
  request.set_study_id(study_id_);
  client_.list(std::move(request), [this, mine = generation_](const Result<v1::ListCriticalReply>& reply) {
    if (mine != generation_) return;
    if (!reply) {
      if (may_pass_later(reply.error()) && !again_.isActive()) again_.start(kNoticeAgainMs);
      return;
    }
    study_known_ = true;
    for (const auto& notice : reply->notices()) take(notice);
    Q_EMIT study_changed();
  });
}

void NoticeDesk::take(const v1::CriticalNotice& notice) {
  const auto known = notices_.find(notice.notice_id());
  if (known != notices_.end() && known->second.change() > notice.change()) return;
  notices_[notice.notice_id()] = notice;
  Q_EMIT notices_changed();
  if (notice.study_id() == study_id_) Q_EMIT study_changed();
}

std::vector<v1::CriticalNotice> NoticeDesk::of_study() const {
  auto found = known();
  std::erase_if(found, [this](const auto& notice) { return study_id_.empty() || notice.study_id() != study_id_; });
  return found;
}

std::vector<v1::CriticalNotice> NoticeDesk::known() const {
  std::vector<v1::CriticalNotice> all;
  for (const auto& [id, notice] : notices_) all.push_back(notice);
  std::ranges::sort(all, is_newer);
  return all;
}

const v1::CriticalNotice* NoticeDesk::find(const std::string& notice_id) const {
  const auto found = notices_.find(notice_id);
  return found == notices_.end() ? nullptr : &found->second;
}

int NoticeDesk::open_count() const {
  return static_cast<int>(
      std::ranges::count_if(notices_, [](const auto& entry) { return !entry.second.has_closed_at(); }));
}

int NoticeDesk::overdue_count() const {
  return static_cast<int>(std::ranges::count_if(
      notices_, [](const auto& entry) { return entry.second.overdue() != v1::CRITICAL_OVERDUE_NONE; }));
}

bool NoticeDesk::is_waiting(const std::string& notice_id) const {
  return std::ranges::any_of(pending_, [&](const auto& entry) { return entry.second.notice_id == notice_id; });
}

// ---- Asking --------------------------------------------------------------------------------------------------------

std::string NoticeDesk::notify(const QString& study_id, const Notice& notice) {
  v1::NotifyCriticalRequest request;
  request.set_notice_id(ids_.next());
  request.set_study_id(study_id.toStdString());
  request.set_entry_id(notice.entry_id.toStdString());
  request.set_finding(notice.finding.toStdString());
  request.set_advice(notice.advice.toStdString());
  request.set_checker_user_name(notice.checker_user_name.toStdString());
  request.set_checker_password(notice.checker_password.toStdString());
  request.set_check_reason(notice.check_reason.toStdString());
  const auto id = request.notice_id();
  ask({.notice_id = id,
       .send = [this, request](auto done) { client_.notify(request, std::move(done)); },
       .is_new = true});
  return id;
}

void NoticeDesk::record_read_back(const std::string& notice_id, const QString& by, const QString& text) {
  v1::RecordPhoneReadBackRequest request;
  request.set_notice_id(notice_id);
  request.set_read_back_id(ids_.next());
  request.set_by(by.toStdString());
  request.set_text(text.toStdString());
  ask({.notice_id = notice_id,
       .send = [this, request](auto done) { client_.record_read_back(request, std::move(done)); }});
}

void NoticeDesk::record_action(const std::string& notice_id, const QString& by, const QString& doctor,
                               const QDateTime& told_at, const QString& text) {
  v1::RecordPhoneActionRequest request;
  request.set_notice_id(notice_id);
  request.set_action_id(ids_.next());
  request.set_by(by.toStdString());
  request.set_doctor(doctor.toStdString());
  request.mutable_doctor_told_at()->set_seconds(told_at.toSecsSinceEpoch());
  request.set_text(text.toStdString());
  ask({.notice_id = notice_id,
       .send = [this, request](auto done) { client_.record_action(request, std::move(done)); }});
}

void NoticeDesk::close(const std::string& notice_id, const QString& note) {
  v1::CloseCriticalRequest request;
  request.set_notice_id(notice_id);
  request.set_note(note.toStdString());
  ask({.notice_id = notice_id, .send = [this, request](auto done) { client_.close(request, std::move(done)); }});
}

void NoticeDesk::ask(Pending pending) {
  if (connection_.logged_in()) pending.user_id = connection_.self().user_id();
  pending_.emplace(++asked_, std::move(pending));
  Q_EMIT waiting_changed();
  send_waiting();
}

void NoticeDesk::send_waiting() {
  if (!connection_.logged_in()) return;
  for (auto& [number, pending] : pending_) {
    // Never in another person's name.
    if (pending.user_id != connection_.self().user_id() || std::exchange(pending.on_its_way, true)) continue;
    pending.send([this, number = number](const Result<v1::CriticalNotice>& reply) { answered(number, reply); });
  }
}

void NoticeDesk::answered(quint64 number, const Result<v1::CriticalNotice>& reply) {
  const auto found = pending_.find(number);
  if (found == pending_.end()) return;
  if (!reply && may_pass_later(reply.error())) {
    found->second.on_its_way = false;
    if (!again_.isActive()) again_.start(kNoticeAgainMs);
    return Q_EMIT waiting_changed();
  }
  const Pending done = std::move(found->second);
  pending_.erase(found);
  if (reply) take(*reply);
  Q_EMIT waiting_changed();
  Q_EMIT study_changed();
  if (!reply) return Q_EMIT refused(from(done.notice_id), reply.error());
  if (done.is_new) return Q_EMIT sent(from(done.notice_id));
  Q_EMIT recorded(from(done.notice_id));
}

}  // namespace rdc::station
