// A catalog with a study, and what readers, sites and time do to its critical values.
#pragma once

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "dicom_router/critical/critical_desk.h"
#include "dicom_router/store/mailbox_store.h"
#include "tests/dicom_router/report/study_in_catalog.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::router {

template <typename T>
T needed(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().reason + ": " + result.error().message);
  return std::move(*result);
}

class CriticalLoop : public ::testing::Test {
 protected:
  void SetUp() override {
    clock.set_wall_clock(base::from_micros(1'772'424'000'000'000));  // 2026-03-02 04:00 UTC, noon in China
    catalog = needed(Catalog::open(scratch / "catalog.sqlite", clock));
    needed(catalog->write<bool>([&](soci::session& session) -> Result<bool> {
      for (const std::string site : {"liuhe", "xinzhuang"})
        session << "INSERT INTO site (site_id, name, created_at) VALUES (:id, :name, 0)", soci::use(site),
            soci::use(site);
      return true;
    }));
    study = needed(place_study(*catalog, clock, ids, "liuhe", v1::SIGN_OFF_POLICY_SINGLE)).study_id;
    WebhookEndpoint sms;
    sms.name = "sms";
    sms.events = {"critical_overdue"};
    webhooks.push_back(sms);
    WebhookEndpoint chest_pain = sms;
    chest_pain.name = "chest-pain";
    chest_pain.events = {"raised"};
    webhooks.push_back(chest_pain);
  }

  static rpc::Caller doctor(const std::string& name) {
    rpc::Caller caller;
    caller.user_id = caller.user_display_name = name;
    caller.machine_name = caller.machine_id = "station/reading-1";
    return caller;
  }
  static rpc::Caller agent(const std::string& site = "liuhe") {
    rpc::Caller caller;
    caller.kind = rpc::MachineKind::kAgent;
    caller.site_id = site;
    caller.machine_name = caller.machine_id = "agent/" + site;
    return caller;
  }
  v1::NotifyCriticalRequest request() {
    v1::NotifyCriticalRequest made;
    made.set_notice_id(ids.next());
    made.set_study_id(study);
    made.set_entry_id("tension-pneumothorax");
    made.set_finding("右侧张力性气胸，纵隔左移");
    made.set_advice("立即胸腔减压");
    return made;
  }
  Result<v1::CriticalNotice> try_notify(const v1::NotifyCriticalRequest& made, const std::string& checker = "zhou") {
    return catalog->write<v1::CriticalNotice>([&](soci::session& session) {
      return desk.notify(session, doctor("li"), made, {checker, checker});
    });
  }
  std::string notify() { return needed(try_notify(request())).notice_id(); }
  template <typename Reply, typename Request>
  Result<Reply> act(Result<Reply> (CriticalDesk::*method)(soci::session&, const rpc::Caller&, const Request&) const,
                    const Request& made, const rpc::Caller& caller) {
    return catalog->write<Reply>([&](soci::session& session) { return (desk.*method)(session, caller, made); });
  }
  v1::ReadBackCriticalRequest read_back_of(const std::string& notice_id) {
    v1::ReadBackCriticalRequest made;
    made.set_notice_id(notice_id);
    made.set_read_back_id(ids.next());
    made.set_by("张护士");
    made.set_text("右侧张力性气胸，立即胸腔减压");
    *made.mutable_at() = now();
    made.mutable_clock()->set_uncertainty_ms(40);
    return made;
  }
  v1::RecordSiteActionRequest action_of(const std::string& notice_id) {
    v1::RecordSiteActionRequest made;
    made.set_notice_id(notice_id);
    made.set_action_id(ids.next());
    made.set_by("张护士");
    made.set_doctor("王医生");
    *made.mutable_doctor_told_at() = now();
    made.set_text("已行胸腔穿刺减压，呼叫120");
    *made.mutable_at() = now();
    return made;
  }
  v1::CloseCriticalRequest closing(const std::string& notice_id) {
    v1::CloseCriticalRequest made;
    made.set_notice_id(notice_id);
    return made;
  }
  void read_back(const std::string& notice_id) {
    needed(act(&CriticalDesk::site_read_back, read_back_of(notice_id), agent()));
  }
  void take_action(const std::string& notice_id) {
    needed(act(&CriticalDesk::site_action, action_of(notice_id), agent()));
  }
  std::int64_t advance(std::chrono::microseconds by) {
    clock.advance(by);
    return needed(desk.run_due(*catalog));
  }
  v1::CriticalNotice see(const std::string& notice_id) {
    return needed(
        catalog->read<v1::CriticalNotice>([&](soci::session& session) { return desk.show(session, notice_id); }));
  }
  std::vector<v1::Letter> letters(const std::string& site = "liuhe") {
    return needed(catalog->read<std::vector<v1::Letter>>(
        [&](soci::session& session) { return MailboxStore::after(session, site, 0, 100); }));
  }
  long long number(const std::string& sql) {
    return needed(catalog->read<long long>([&](soci::session& session) -> Result<long long> {
      long long value = 0;
      session << sql, soci::into(value);
      return value;
    }));
  }
  long long audited(const std::string& action) {
    return number("SELECT COUNT(*) FROM audit_event WHERE action = '" + action + "'");
  }
  google::protobuf::Timestamp now() const {
    return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(base::to_micros(clock.now()));
  }

  testkit::ScratchDirectory scratch{"critical"};
  testkit::ManualClock clock;
  testkit::SeededRandom random{5};
  base::IdGenerator ids{clock, random};
  CriticalTable table;
  std::vector<WebhookEndpoint> webhooks;
  AuditLog audit{std::string(32, 'k'), clock};
  MailboxStore mailbox{clock, ids};
  StudyStore studies{clock, ids};
  bool mailbox_fails = false;
  CriticalDesk desk{{clock, ids, table, webhooks, studies,
                     [this](soci::session& session, const AuditEntry& entry) { return audit.append(session, entry); },
                     [this](soci::session& session, const std::string& site, const v1::Letter& letter) -> Result<void> {
                       if (mailbox_fails) return fail(ErrorCode::kUnavailable, "NO_LETTERS", "as the test says");
                       return mailbox.append(session, site, letter);
                     }}};
  std::unique_ptr<Catalog> catalog;
  std::string study;
};

}  // namespace rdc::router
