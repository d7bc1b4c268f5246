// A centre's alerting over a catalog in a scratch directory, without threads or wire: time moves when the test says so,
// and the catalog may die at any of its operations.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "dicom_router/alert/duty_desk.h"
#include "dicom_router/alert/escalation.h"
#include "dicom_router/alert/site_desk.h"
#include "dicom_router/audit/audit_log.h"
#include "dicom_router/store/account_store.h"
#include "dicom_router/store/item_store.h"
#include "dicom_router/store/mailbox_store.h"
#include "dicom_router/store/migrations.h"
#include "dicom_router/store/rota_store.h"
#include "dicom_router/store/study_store.h"
#include "dicom_router/store/worklist_store.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/must.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::router::testing_support {

using google::protobuf::util::TimeUtil;
using testkit::must;

inline google::protobuf::Timestamp stamp_of(base::Timestamp time) {
  return TimeUtil::MicrosecondsToTimestamp(base::to_micros(time));
}

// Passes everything on to a real catalog, until it is killed: before the transaction of the nth write (nothing of it is
// there), or after its commit (all of it is there, and nobody hears of it). Then every call fails, as for a process
// that is no more.
class MortalDatabase final : public storage::Database {
 public:
  enum class Death { kNever, kBeforeCommit, kAfterCommit };
  explicit MortalDatabase(std::unique_ptr<storage::Database> real) : real_(std::move(real)) {}

  void die_at(int writes_from_now, Death how) {
    writes_left_ = writes_from_now;
    how_ = how;
  }
  bool is_dead() const { return dead_; }
  int writes() const { return writes_; }

  void write_async(Work work, Done done) override { done(write_and_wait(std::move(work))); }
  void write_lazily(Work work, Done done) override { done(write_and_wait(std::move(work))); }
  std::shared_ptr<void> on_commit(std::function<void()> listener) override {
    return real_->on_commit(std::move(listener));
  }
  Result<void> backup_to(const std::filesystem::path& file,
                         const std::function<void(std::size_t, std::size_t)>& progress) override {
    return real_->backup_to(file, progress);
  }

 protected:
  Result<void> write_and_wait(Work work) override {
    if (dead_) return dead();
    ++writes_;
    const bool last = how_ != Death::kNever && writes_left_-- == 0;
    if (last && how_ == Death::kBeforeCommit) {
      dead_ = true;
      return dead();
    }
    auto outcome = real_->write<void>(std::move(work));
    if (!last) return outcome;
    dead_ = true;
    return dead();
  }
  Result<void> run_read(const std::function<void(soci::session&)>& work) override {
    if (dead_) return dead();
    return real_->read<void>([&](soci::session& session) -> Result<void> {
      work(session);
      return {};
    });
  }

 private:
  static Result<void> dead() { return fail(ErrorCode::kUnavailable, "KILLED", "the process is dead"); }

  std::unique_ptr<storage::Database> real_;
  int writes_left_ = 0;
  int writes_ = 0;
  Death how_ = Death::kNever;
  bool dead_ = false;
};

struct EcgSetup {
  std::string site = "site-a";
  std::string patient = "P1";
  std::string name = "王小明";
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
  std::chrono::microseconds agent_clock_behind{};  // how far the agent's clock is off
  std::string sha256{};                            // of real bytes; "" makes one up
};

class Duty {
 public:
  explicit Duty(AlertConfig alerts = {}) : config(std::move(alerts)) {
    open();
    must(catalog->write<void>([&](soci::session& session) -> Result<void> {
      for (const std::string site : {"site-a", "site-b"})
        session << "INSERT INTO site (site_id, name, created_at) VALUES (:id, :name, 0)", soci::use(site),
            soci::use(site);
      for (const std::string name : {"li", "wang", "zhao", "qian"})
        must(AccountStore::add(session, account(name, v1::ROLE_CARDIOLOGIST)));
      must(AccountStore::add(session, account("sun", v1::ROLE_RADIOLOGIST)));
      return {};
    }));
  }

  // As a process that starts: over what the catalog holds.
  void open() {
    storage::Database::Options options;
    options.file = scratch / "catalog.sqlite";
    auto mortal =
        std::make_unique<MortalDatabase>(must(storage::Database::open(options, embedded_migrations(), clock)));
    database = mortal.get();
    catalog = std::make_unique<Catalog>(std::move(mortal));
    escalation = std::make_unique<Escalation>(*catalog, book, ecgs);
  }
  void restart() {
    escalation.reset();
    catalog.reset();
    open();
  }

  static Account account(const std::string& name, v1::Role role) {
    Account made;
    made.user_id = made.user_name = made.display_name = name;
    made.roles = {role};
    return made;
  }
  static rpc::Caller agent(const std::string& site = "site-a") {
    rpc::Caller caller;
    caller.kind = rpc::MachineKind::kAgent;
    caller.site_id = site;
    caller.machine_name = caller.machine_id = "agent/" + site;
    return caller;
  }
  static rpc::Caller doctor(const std::string& name) {
    rpc::Caller caller;
    caller.user_id = caller.user_display_name = name;
    caller.machine_name = caller.machine_id = "station/ecg-1";
    return caller;
  }

  // ---- What happens to ECGs, each in its own transaction, as the running router does it ----
  EcgRecord store_ecg(const EcgSetup& setup = {}) { return must(try_store_ecg(setup, ids.next())); }
  // `item_id` makes the bytes: the same again is the same ECG.
  Result<EcgRecord> try_store_ecg(const EcgSetup& setup, const std::string& item_id) {
    return catalog->write<EcgRecord>([&](soci::session& session) -> Result<EcgRecord> {
      ItemRecord item;
      item.item_id = item_id;
      item.site_id = setup.site;
      item.sha256 = setup.sha256.empty() ? sha_of(item_id) : setup.sha256;
      item.size = 1;
      item.urgency = setup.urgency;
      item.received_at = base::to_micros(clock.now() - setup.agent_clock_behind - std::chrono::seconds(3));
      item.clock_offset = setup.agent_clock_behind.count();
      item.clock_uncertainty = 200;
      item.stored_at = base::to_micros(clock.now());
      item.state = "stored";
      const auto object = must(items.add_object(session, item.sha256, 1));
      const auto key = must(items.add_item(session, item, object));
      InstanceFacts facts;
      facts.study_instance_uid = facts.series_instance_uid = facts.sop_instance_uid = "item:" + item_id;
      facts.modality = "ECG";
      facts.kind = v1::ITEM_KIND_ECG_FILE;
      facts.patient_id = setup.patient;
      facts.patient_name = setup.name;
      const auto added = must(studies.add_instance(session, setup.site, facts, object, key));
      Routing routing;
      routing.reading_group = "ecg";
      routing.urgency = setup.urgency;
      routing.limit_minutes = setup.urgency == v1::URGENCY_EMERGENCY ? 5 : 30;
      must(worklist.study_changed(session, added.study_key, routing));
      if (!added.new_instance) {
        const auto known = EcgStore::find_at_site(session, setup.site, item.sha256);
        return *known;
      }
      EcgStore::add(session, added.instance_key, added.study_key, item.sha256, setup.urgency, item.stored_at);
      const auto ecg = *EcgStore::find(session, added.instance_key);
      if (auto told = ecgs.stored(session, ecg); !told) return fail(told);
      return ecg;
    });
  }
  static std::string sha_of(const std::string& item_id) { return base::sha256(item_id).hex(); }

  // The analyst's transaction, with this as its result.
  Result<void> try_analyse(const EcgRecord& ecg, v1::EcgTier tier, bool critical = false,
                           const std::string& unreadable = "") {
    EcgFinding finding;
    finding.record.instance_key = ecg.instance_key;
    finding.record.rule_version = "test-1";
    finding.record.tier = critical ? v1::ECG_TIER_ALARM : tier;
    finding.record.critical = critical;
    finding.record.unreadable_reason = unreadable;
    finding.score_tier = tier;
    finding.score_reason.set_zh("V2–V4 抬高");
    finding.score_reason.set_en("elevation in V2–V4");
    if (critical) finding.critical.emplace_back().set_en("slow");
    return catalog->write<void>([&](soci::session& session) -> Result<void> {
      if (!EcgStore::add_analysis(session, finding.record)) return {};
      return ecgs.analysed(session, ecg, finding);
    });
  }
  void analyse(const EcgRecord& ecg, v1::EcgTier tier, bool critical = false) {
    must(try_analyse(ecg, tier, critical));
  }
  // An ECG that the analysis alarms on; its case.
  std::string alarming_ecg(const EcgSetup& setup = {}, v1::EcgTier tier = v1::ECG_TIER_ALARM) {
    const auto ecg = store_ecg(setup);
    analyse(ecg, tier);
    return case_of(ecg);
  }

  // ---- What people and agents do ----
  template <typename Reply, typename Request>
  Result<Reply> as_site(Result<Reply> (SiteDesk::*act)(soci::session&, const rpc::Caller&, const Request&) const,
                        const Request& request, const std::string& site = "site-a") {
    return catalog->write<Reply>(
        [&](soci::session& session) { return (site_desk.*act)(session, agent(site), request); });
  }
  template <typename Request>
  Result<v1::AlertCase> as_doctor(const std::string& name,
                                  Result<v1::AlertCase> (DutyDesk::*act)(soci::session&, const rpc::Caller&,
                                                                         const Request&) const,
                                  const Request& request) {
    return catalog->write<v1::AlertCase>(
        [&](soci::session& session) { return (duty_desk.*act)(session, doctor(name), request); });
  }
  v1::OpenCaseRequest order(const std::string& patient = "", const std::string& name = "") {
    v1::OpenCaseRequest request;
    request.set_case_id(ids.next());
    request.set_cause(v1::ALERT_CAUSE_CHEST_PAIN_ORDER);
    request.mutable_patient()->set_patient_id(patient);
    request.mutable_patient()->set_name(name);
    return request;
  }
  v1::AcknowledgeAlertRequest acknowledgement(const std::string& case_id) {
    v1::AcknowledgeAlertRequest request;
    request.set_case_id(case_id);
    request.set_action_id(ids.next());
    return request;
  }
  v1::DecideRequest decision(const std::string& case_id, v1::DecisionVerdict verdict,
                             v1::TreatmentPlan plan = v1::TREATMENT_PLAN_PRIMARY_PCI) {
    v1::DecideRequest request;
    request.set_case_id(case_id);
    request.set_action_id(ids.next());
    request.set_verdict(verdict);
    request.set_diagnosis("急性前壁心肌梗死");
    request.set_plan(plan);
    return request;
  }
  v1::CloseCaseRequest closing(const std::string& case_id) {
    v1::CloseCaseRequest request;
    request.set_case_id(case_id);
    request.set_action_id(ids.next());
    request.set_treatment(v1::TREATMENT_PLAN_PRIMARY_PCI);
    return request;
  }
  v1::TimePoint point(v1::PointKind kind, v1::PointSource source) {
    v1::TimePoint made;
    made.set_point_id(ids.next());
    made.set_kind(kind);
    made.set_source(source);
    *made.mutable_at() = stamp_of(clock.now());
    return made;
  }
  v1::ReportDisplayedRequest display(const v1::AlertCase& seen) {
    v1::ReportDisplayedRequest request;
    request.set_case_id(seen.case_id());
    for (const auto& alert : seen.alerts()) request.add_alert_ids(alert.alert_id());
    *request.mutable_point() = point(v1::POINT_KIND_ALERT_DELIVERED, v1::POINT_SOURCE_STATION);
    return request;
  }
  v1::AlertCase acknowledge(const std::string& case_id, const std::string& who = "li") {
    return must(as_doctor(who, &DutyDesk::acknowledge, acknowledgement(case_id)));
  }
  v1::AlertCase decide(const std::string& case_id, v1::DecisionVerdict verdict, const std::string& who = "li") {
    return must(as_doctor(who, &DutyDesk::decide, decision(case_id, verdict)));
  }
  void advance(std::chrono::microseconds by) {
    clock.advance(by);
    must(escalation->run_due());
  }

  // ---- What is there ----
  v1::AlertCase see(const std::string& case_id, const std::string& user = "") {
    return must(catalog->read<v1::AlertCase>([&](soci::session& session) -> Result<v1::AlertCase> {
      auto record = book.find(session, case_id);
      if (!record) return fail(record);
      return book.show(session, record->case_id, user);
    }));
  }
  std::string case_of(const EcgRecord& ecg) {
    return must(catalog->read<std::string>([&](soci::session& session) -> Result<std::string> {
      return AlertStore::case_of_study(session, ecg.study_id).value_or("");
    }));
  }
  long long number(const std::string& sql) {
    return must(catalog->read<long long>([&](soci::session& session) -> Result<long long> {
      long long value = 0;
      session << sql, soci::into(value);
      return value;
    }));
  }
  std::vector<v1::Letter> letters(const std::string& site = "site-a") {
    return must(catalog->read<std::vector<v1::Letter>>(
        [&](soci::session& session) { return MailboxStore::after(session, site, 0, 10'000); }));
  }
  std::vector<v1::AnswerLetter> answers(const std::string& site = "site-a") {
    std::vector<v1::AnswerLetter> found;
    for (const auto& letter : letters(site))
      if (letter.has_answer()) found.push_back(letter.answer());
    return found;
  }

  testkit::ScratchDirectory scratch{"duty"};
  testkit::ManualClock clock;
  testkit::SeededRandom random{11};
  base::IdGenerator ids{clock, random};
  AlertConfig config;
  AuditLog audit{std::string(32, 'k'), clock};
  MailboxStore mailbox{clock, ids};
  ItemStore items{clock};
  StudyStore studies{clock, ids};
  WorklistStore worklist{clock, ids};
  CaseBook book{{clock, ids, config,
                 [this](soci::session& session, const AuditEntry& entry) { return audit.append(session, entry); },
                 [this](soci::session& session, const std::string& site, const v1::Letter& letter) {
                   return mailbox.append(session, site, letter);
                 }}};
  EcgAlarms ecgs{book};
  SiteDesk site_desk{book, ecgs};
  DutyDesk duty_desk{book, ecgs};
  MortalDatabase* database = nullptr;
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<Escalation> escalation;
};

}  // namespace rdc::router::testing_support
