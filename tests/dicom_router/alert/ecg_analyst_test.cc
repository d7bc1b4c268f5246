// Real bytes through the real analysis: what it says, what it alarms on, and what it does with files that are none.
#include <gtest/gtest.h>

#include <condition_variable>

#include "dicom_router/ecg/ecg_analyst.h"
#include "dicom_router/ingest/item_facts.h"
#include "ecg/formats/write.h"
#include "ecg/simulation/simulator.h"
#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;
using ecg::simulation::Morphology;

std::string scp(Morphology morphology, double heart_rate = 72) {
  ecg::simulation::Request request;
  request.morphology = morphology;
  request.heart_rate = heart_rate;
  auto made = ecg::simulation::simulate(request);
  made.recording.subject.id = "S-77";
  made.recording.subject.name = "王小明";
  made.recording.subject.sex = ecg::Sex::kMale;
  made.recording.subject.age_years = 58;
  const auto written = must(ecg::write(made.recording, ecg::Format::kScp));
  const auto& bytes = written.files.front().bytes;
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Analyst : public ::testing::Test {
 protected:
  void SetUp() override {
    objects = must(ObjectStore::open(duty.scratch / "objects", fs));
    must(fs.create_directories(duty.scratch / "parsing"));
    commits = duty.catalog->database().on_commit([this] {
      const std::lock_guard lock(mutex);
      committed.notify_all();
    });
  }
  void TearDown() override {
    analyst.reset();
    commits.reset();
  }
  EcgRecord store(const std::string& bytes, v1::Urgency urgency = v1::URGENCY_ROUTINE, const std::string& who = "P1") {
    EcgSetup setup;
    setup.patient = who;
    setup.name = "病人" + who;
    setup.urgency = urgency;
    setup.sha256 = must(objects->put_bytes(base::as_bytes(bytes)));
    return duty.store_ecg(setup);
  }
  void start() {
    guard = must(base::ParseGuard::open(duty.scratch / "parsing", fs));
    analyst = std::make_unique<EcgAnalyst>(
        EcgAnalyst::Parts{*duty.catalog, *objects, *guard, duty.clock, duty.ecgs, duty.book, rules_of(duty.config)});
  }
  // Waits for the commits that bring it about.
  void wait_for_analyses(long long wanted) {
    std::unique_lock lock(mutex);
    const bool came = committed.wait_for(lock, std::chrono::seconds(30),
                                         [&] { return duty.number("SELECT COUNT(*) FROM ecg_analysis") >= wanted; });
    ASSERT_TRUE(came) << "the analyst did not come to it";
  }
  EcgAnalysisRecord analysis(const EcgRecord& ecg) {
    return must(duty.catalog->read<EcgAnalysisRecord>([&](soci::session& session) -> Result<EcgAnalysisRecord> {
      return EcgStore::analysis_of(session, ecg.instance_key).value();
    }));
  }
  v1::EcgAnalysis content(const EcgRecord& ecg) {
    v1::EcgAnalysis made;
    const auto bytes = must(base::read_file(objects->path_of(analysis(ecg).content_sha256), 1 << 20));
    EXPECT_TRUE(made.ParseFromString(bytes));
    return made;
  }

  base::PosixFileSystem fs;
  Duty duty;
  std::unique_ptr<ObjectStore> objects;
  std::unique_ptr<base::ParseGuard> guard;
  std::mutex mutex;
  std::condition_variable committed;
  std::shared_ptr<void> commits;
  std::unique_ptr<EcgAnalyst> analyst;
};

TEST_F(Analyst, AnInfarctionAlarmsAndANormalTracingDoesNot) {
  const auto normal = store(scp(Morphology::kNormal), v1::URGENCY_ROUTINE, "P1");
  const auto infarct = store(scp(Morphology::kAnteriorStemi), v1::URGENCY_ROUTINE, "P2");
  start();
  wait_for_analyses(2);
  EXPECT_EQ(duty.case_of(normal), "");
  const auto id = duty.case_of(infarct);
  ASSERT_NE(id, "");
  const auto seen = duty.see(id);
  EXPECT_EQ(seen.alerts(0).cause(), v1::ALERT_CAUSE_SUSPECTED_STEMI);
  EXPECT_GE(seen.tier(), v1::ECG_TIER_SUSPECTED);
  EXPECT_EQ(seen.alerts(0).rule_version(), ecg::kRuleSetVersion);
  EXPECT_FALSE(seen.alerts(0).reason().zh().empty());

  const auto stored = content(infarct);
  EXPECT_GE(stored.leads_size(), 12);
  EXPECT_EQ(stored.values_size(), 13);
  EXPECT_TRUE(stored.score().computed());
  EXPECT_TRUE(std::any_of(stored.statements().begin(), stored.statements().end(), [](auto& one) {
    return one.category() == "INFARCTION" && one.facts_size() > 0 && !one.rule().empty();
  })) << "a reason without evidence";
  EXPECT_TRUE(std::any_of(stored.considered().begin(), stored.considered().end(),
                          [](auto& one) { return !one.met() && one.why_not_size() > 0; }));
  EXPECT_LT(stored.ByteSizeLong(), 200'000U);
  EXPECT_FALSE(stored.batch_signable());
  EXPECT_TRUE(content(normal).batch_signable());
  EXPECT_EQ(content(normal).tier(), v1::ECG_TIER_NONE);
}

TEST_F(Analyst, WhatIsNoEcgIsSetAsideInWordsAndHoldsUpNothing) {
  const auto rubbish = store("this is no electrocardiogram", v1::URGENCY_EMERGENCY, "P1");
  const auto good = store(scp(Morphology::kNormal), v1::URGENCY_ROUTINE, "P2");
  start();
  wait_for_analyses(2);
  EXPECT_EQ(analysis(rubbish).unreadable_reason, "NOT_AN_ECG");
  EXPECT_EQ(analysis(rubbish).content_sha256, "");
  EXPECT_EQ(analysis(good).unreadable_reason, "");
  EXPECT_NE(duty.case_of(rubbish), "") << "an emergency that no machine can read needs a person now";
}

TEST_F(Analyst, WhatKilledTheProcessTwiceIsNotReadAThirdTime) {
  const auto bytes = scp(Morphology::kNormal);
  const auto poison = store(bytes);
  const auto deaths = duty.scratch.path() / "parsing" / (base::sha256(bytes).hex() + ".deaths");
  must(base::write_file_atomically(fs, deaths, base::as_bytes("2 0")));
  start();
  wait_for_analyses(1);
  EXPECT_EQ(analysis(poison).unreadable_reason, "POISON");
}

TEST_F(Analyst, WhatWaitedWhenTheRouterDiedIsAnalysedByTheNext) {
  store(scp(Morphology::kNormal), v1::URGENCY_ROUTINE, "P1");
  const auto urgent = store(scp(Morphology::kInferiorStemi), v1::URGENCY_EMERGENCY, "P2");
  const auto next = must(duty.catalog->read<std::optional<EcgRecord>>(
      [](soci::session& session) -> Result<std::optional<EcgRecord>> { return EcgStore::next_waiting(session, {}); }));
  EXPECT_EQ(next->instance_key, urgent.instance_key) << "the most urgent first";
  commits.reset();
  duty.restart();
  SetUp();
  start();
  wait_for_analyses(2);
  EXPECT_NE(duty.case_of(urgent), "");
}

TEST_F(Analyst, HistoryThatWasThereBeforeAlarmsNobody) {
  const auto old = store(scp(Morphology::kAnteriorStemi));
  must(duty.catalog->write<void>([](soci::session& session) -> Result<void> {
    session << "UPDATE ecg SET silent = 1";
    return {};
  }));
  start();
  wait_for_analyses(1);
  EXPECT_GE(analysis(old).tier, v1::ECG_TIER_SUSPECTED);
  EXPECT_EQ(duty.case_of(old), "");
}

TEST_F(Analyst, AnEcgFileSaysWhoseItIs) {
  const auto bytes = scp(Morphology::kNormal);
  const auto file = duty.scratch / "ecg.scp";
  must(base::write_file_atomically(fs, file, base::as_bytes(bytes)));
  v1::Begin begin;
  begin.set_item_id(duty.ids.next());
  begin.set_kind(v1::ITEM_KIND_ECG_FILE);
  const auto facts = must(read_facts(file, begin));
  EXPECT_EQ(facts.patient_id, "S-77");
  EXPECT_EQ(facts.patient_name, "王小明");
  EXPECT_EQ(facts.patient_sex, "M");
  EXPECT_EQ(facts.patient_age, "058Y");
  EXPECT_EQ(facts.unreadable_reason, "");
}

}  // namespace
}  // namespace rdc::router
