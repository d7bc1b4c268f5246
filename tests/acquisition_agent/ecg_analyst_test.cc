// The warning at the bedside: without a link, off the receive path, once, whatever the file does to the program.
#include <algorithm>
#include <fstream>
#include <latch>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "acquisition_agent/analysis/ecg_analyst.h"
#include "acquisition_agent/analysis/ecg_opinion.h"
#include "acquisition_agent/receive/inspection.h"
#include "acquisition_agent/spool/send_queue.h"
#include "common/dicom/content_tree.h"
#include "common/dicom/study_documents.h"
#include "ecg/formats/write.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"
#include "tests/acquisition_agent/spool_fixture.h"

namespace rdc::agent {
namespace {

using ecg::simulation::Morphology;
using std::chrono::seconds;

std::string ecg_file(const ecg::simulation::Request& wanted, const std::string& patient_id, ecg::Format format) {
  auto made = ecg::simulation::simulate(wanted);
  made.recording.subject = {patient_id, "王小明", "19600101", ecg::Sex::kMale, 66.0};
  const auto written = ecg::write(made.recording, format);
  if (!written) throw std::runtime_error(written.error().message);
  const auto& bytes = written->files.front().bytes;
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

ecg::simulation::Request infarction(std::uint64_t seed = 1) {
  ecg::simulation::Request wanted;
  wanted.seed = seed;
  wanted.morphology = Morphology::kAnteriorStemi;
  return wanted;
}

class EcgAnalystTest : public ::testing::Test {
 protected:
  void start(EcgAnalyst::Analyse analyse = analyse_file) {
    stop();
    site_clock_ = std::make_unique<SiteClock>(clock_, "boot-1", std::vector<ClockMeasurement>{});
    book_ = std::make_unique<CaseBook>(f_.spool->database(), *site_clock_, f_.ids);
    auto started = EcgAnalyst::start(f_.scratch.path(), *f_.spool, *book_, fs_, clock_, std::move(analyse));
    ASSERT_TRUE(started) << started.error().message;
    analyst_ = std::move(*started);
    f_.spool->on_owed([this](const Item& item) {
      queue_.add(item);
      if (analyst_) analyst_->offer(item);
    });
  }
  void stop() {
    analyst_.reset();
    book_.reset();
    site_clock_.reset();
  }
  std::string put(const std::string& content) {
    const auto accepted = f_.put(content, [](const std::filesystem::path& file) { return inspect_file(file, file); });
    EXPECT_TRUE(accepted) << accepted.error().message;
    EXPECT_FALSE(accepted && accepted->quarantined) << accepted->quarantined->message;
    return accepted ? accepted->item_id : "";
  }
  // Waits for it.
  v1::AgentEcgAnalysis analysis_of(const std::string& item_id) {
    const auto until = clock_.monotonic() + seconds(60);
    AnalysisStore store(f_.spool->database());
    std::mutex mutex;
    std::condition_variable changed;
    const auto listening = f_.spool->database().on_commit([&] {
      const std::lock_guard lock(mutex);
      changed.notify_all();
    });
    for (;;) {
      const auto found = store.find(item_id);
      if (found && *found) return (*found)->result;
      if (clock_.monotonic() > until) break;
      std::unique_lock lock(mutex);
      changed.wait_for(lock, std::chrono::milliseconds(100));
    }
    ADD_FAILURE() << "not analysed";
    return {};
  }
  std::vector<CaseRow> cases() {
    return f_.spool->database()
        .read<std::vector<CaseRow>>(
            [](soci::session& session) -> Result<std::vector<CaseRow>> { return rows::cases(session, ""); })
        .value_or(std::vector<CaseRow>{});
  }

  base::SystemClock clock_;
  base::PosixFileSystem fs_;
  SpoolFixture f_{fs_, clock_};
  SendQueue queue_{clock_};
  std::unique_ptr<SiteClock> site_clock_;
  std::unique_ptr<CaseBook> book_;
  std::unique_ptr<EcgAnalyst> analyst_;
};

TEST_F(EcgAnalystTest, AnInfarctionWarnsOpensACaseAndGoesFirst) {
  start();
  for (const auto format : {ecg::Format::kScp, ecg::Format::kDicom, ecg::Format::kAecg}) {
    const auto id = put(ecg_file(infarction(), "P" + std::to_string(static_cast<int>(format)), format));
    const auto said = analysis_of(id);
    EXPECT_EQ(said.unreadable_reason(), "");
    EXPECT_GE(said.tier(), v1::ECG_TIER_SUSPECTED) << said.headline().en();
    EXPECT_EQ(said.rule_version(), ecg::kRuleSetVersion);
    EXPECT_GE(said.next_steps_size(), 3);
    EXPECT_EQ(said.patient().name(), "王小明");
    EXPECT_EQ(f_.spool->items().find(id)->urgency, v1::URGENCY_EMERGENCY);
    const auto first = queue_.take(v1::URGENCY_EMERGENCY);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->item_id, id);
  }
  ASSERT_EQ(cases().size(), 3U);
  const auto owed = book_->due(100);
  ASSERT_TRUE(owed);
  EXPECT_EQ(std::ranges::count(*owed, OutboxKind::kOpen, &OutboxRow::kind), 3);
}

TEST_F(EcgAnalystTest, ANormalOneStaysInItsLaneAndOpensNothing) {
  start();
  const auto id = put(ecg_file({}, "P1", ecg::Format::kScp));
  const auto said = analysis_of(id);
  EXPECT_LE(said.tier(), v1::ECG_TIER_WATCH) << said.headline().en();
  EXPECT_EQ(f_.spool->items().find(id)->urgency, v1::URGENCY_URGENT);
  EXPECT_TRUE(cases().empty());
}

TEST_F(EcgAnalystTest, ASecondEcgOfThePatientJoinsTheCase) {
  start();
  analysis_of(put(ecg_file(infarction(1), "P1", ecg::Format::kScp)));
  const auto second = put(ecg_file(infarction(2), "P1", ecg::Format::kScp));
  analysis_of(second);
  ASSERT_EQ(cases().size(), 1U);
  const auto ecgs = f_.spool->database().read<std::vector<std::string>>(
      [&](soci::session& session) -> Result<std::vector<std::string>> {
        return rows::ecgs_of(session, cases().front().case_id);
      });
  EXPECT_EQ(ecgs->size(), 2U);
}

struct QualityCase {
  const char* name;
  ecg::simulation::Request wanted;
  v1::EcgUsability usability;
  const char* says;  // in Chinese
};
std::ostream& operator<<(std::ostream& out, const QualityCase& c) { return out << c.name; }

TEST_F(EcgAnalystTest, FaultsOfTheRecordingComeFirstAndSayWhatToDo) {
  std::vector<QualityCase> table(4);
  table[0] = {"ArmsReversed", {}, v1::ECG_USABILITY_REPEAT, "左右手"};
  table[0].wanted.placement = ecg::PlacementFault::kArmsReversed;
  table[1] = {"FlatLead", {}, v1::ECG_USABILITY_REPEAT, "没有信号"};
  table[1].wanted.damage = {{ecg::Lead::kV3, ecg::LeadFault::kFlat}};
  table[2] = {"Mains", {}, v1::ECG_USABILITY_REPEAT, "交流电"};
  for (const auto lead : ecg::kTwelveLeads) table[2].wanted.damage.push_back({lead, ecg::LeadFault::kMains});
  table[3] = {"OneNoisyLead", {}, v1::ECG_USABILITY_LIMITED, "肌电"};
  table[3].wanted.damage = {{ecg::Lead::kV5, ecg::LeadFault::kNoise}};
  start();
  for (const auto& tested : table) {
    const auto said = analysis_of(put(ecg_file(tested.wanted, tested.name, ecg::Format::kDicom)));
    EXPECT_EQ(said.usability(), tested.usability) << tested;
    EXPECT_TRUE(std::ranges::any_of(said.faults(), [&](const v1::Words& fault) {
      return fault.zh().find(tested.says) != std::string::npos;
    })) << tested;
  }
}

// The nurse reads Chinese: what a wave is called, and the score's points as points.
TEST_F(EcgAnalystTest, ReasonsAreInBothLanguages) {
  const auto made = ecg::simulation::simulate(infarction());
  const auto measured = ecg::measure(made.recording);
  ASSERT_TRUE(measured);
  ecg::Interpretation said;
  const ecg::Fact j{"J", ecg::Lead::kV2, 310.0, "uV", ">=", 200.0}, width{"QRS", {}, 96.0, "ms", "", {}};
  const ecg::Fact points{"ST vector backwards -0.20 mV", {}, 0.78, "points", "", {}};
  auto& statement = said.statements.emplace_back();
  statement.severity = ecg::Severity::kCritical;
  statement.category = ecg::Category::kInfarction;
  statement.evidence.facts = {j, width, points};
  const auto opinion = opinion_of(made.recording, *measured, said);
  ASSERT_EQ(opinion.reasons_size(), 3);
  EXPECT_EQ(opinion.reasons(0).zh(), "V2 J点 0.31 mV");
  EXPECT_EQ(opinion.reasons(0).en(), "V2 J 0.31 mV");
  EXPECT_EQ(opinion.reasons(1).zh(), "QRS时限 96 ms");
  EXPECT_THAT(opinion.reasons(2).zh(), ::testing::EndsWith(" +0.78 分"));
  EXPECT_THAT(opinion.reasons(2).en(), ::testing::EndsWith(" +0.78 points"));
}

// "No evidence" would be a finding.
TEST_F(EcgAnalystTest, WhatCouldNotBeJudgedIsNotSaidToBeFreeOfInfarction) {
  auto flat = ecg::simulation::simulate({}).recording;
  for (auto& channel : flat.rhythm.channels) std::ranges::fill(channel.samples, 0.0F);
  const auto measured = ecg::measure(flat);
  ASSERT_TRUE(measured);
  const auto opinion = opinion_of(flat, *measured, ecg::interpret(flat, *measured));
  EXPECT_EQ(opinion.headline().zh().find("未见"), std::string::npos) << opinion.headline().zh();
  EXPECT_EQ(opinion.usability(), v1::ECG_USABILITY_REPEAT);
}

TEST_F(EcgAnalystTest, NothingWaitsForAnAnalysis) {
  std::latch release(1);
  start([&](const std::filesystem::path&, const std::string&) {
    release.wait();
    return v1::AgentEcgAnalysis{};
  });
  const auto id = put(ecg_file(infarction(), "P1", ecg::Format::kScp));  // would never return
  EXPECT_TRUE(queue_.take(v1::URGENCY_URGENT)) << "it is on its way already";
  release.count_down();
  analysis_of(id);
}

TEST_F(EcgAnalystTest, WhatWasNotAnalysedWhenTheProcessEndedIsAnalysedAtTheNextStart) {
  const auto id = put(ecg_file(infarction(), "P1", ecg::Format::kScp));  // no analyst runs
  start();
  EXPECT_GE(analysis_of(id).tier(), v1::ECG_TIER_SUSPECTED);
  ASSERT_EQ(cases().size(), 1U);
  start([](const std::filesystem::path&, const std::string&) {
    ADD_FAILURE() << "analysed twice";
    return v1::AgentEcgAnalysis{};
  });
  const auto other = f_.spool->items().find(id);
  analyst_->offer(*other);
  stop();
  EXPECT_EQ(cases().size(), 1U);
}

TEST_F(EcgAnalystTest, AFileThatKillsTheAnalysisTwiceIsSentUnanalysedAndSaidToBe) {
  const auto id = put(ecg_file(infarction(), "P1", ecg::Format::kScp));
  const auto sha256 = f_.spool->items().find(id)->sha256;
  const auto parsing = f_.scratch / "analysis" / "parsing";
  ASSERT_TRUE(fs_.create_directories(parsing));
  // What a process that died twice at this file leaves behind.
  std::ofstream(parsing / (sha256 + ".deaths")) << "2 0";
  start([](const std::filesystem::path&, const std::string&) {
    ADD_FAILURE() << "parsed a third time";
    return v1::AgentEcgAnalysis{};
  });
  const auto said = analysis_of(id);
  EXPECT_EQ(said.unreadable_reason(), "POISON");
  EXPECT_NE(said.headline().zh(), "");
  EXPECT_EQ(f_.spool->items().find(id)->state, ItemState::kSpooled) << "it is still owed to the centre";
}

TEST_F(EcgAnalystTest, WhatTheLibraryCannotReadSaysSoInWords) {
  start();
  auto cut = ecg_file(infarction(), "P1", ecg::Format::kScp);
  cut.resize(600);
  const auto said = analysis_of(put(cut));
  EXPECT_NE(said.unreadable_reason(), "");
  EXPECT_NE(said.headline().zh().find("县医院判读"), std::string::npos);
  EXPECT_TRUE(cases().empty());
}

TEST_F(EcgAnalystTest, WhatIsReleasedFromQuarantineIsAnalysedAtOnce) {
  start();
  const auto refuse = [](const std::filesystem::path&) -> Result<Inspection> {
    return fail(ErrorCode::kCorrupt, "NOT_YET", "held back");
  };
  const auto kept = f_.put(ecg_file(infarction(), "P1", ecg::Format::kDicom), refuse);
  ASSERT_TRUE(kept && kept->quarantined);
  ASSERT_TRUE(f_.spool->release(kept->item_id, [](const std::filesystem::path& file) { return inspect_dicom(file); }));
  EXPECT_TRUE(f_.spool->items().find(kept->item_id)->ecg);
  EXPECT_GE(analysis_of(kept->item_id).tier(), v1::ECG_TIER_SUSPECTED);
}

// The cart was set to send a print of it: nobody may take the silence for "no infarction".
TEST_F(EcgAnalystTest, AnEcgAsPdfIsAnEcgThatCannotBeJudged) {
  start();
  DcmDataset data;
  dicom::put_common(data, {"1.2.3", "", "", "", "", "P1", "A", "", "", ""}, {"2.25.2", "2.25.2.1", 1, "", {}, {}},
                    dicom::kEncapsulatedPdfStorage, "ECG", "Print");
  auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(DCM_EncapsulatedDocument, EVR_OB));
  element->putUint8Array(reinterpret_cast<const Uint8*>("%PDF-1.4"), 8);
  data.insert(element.release(), OFTrue);
  dicom::set_text(data, DCM_MIMETypeOfEncapsulatedDocument, "application/pdf");
  const auto id = put(dicom::encode(data).value());
  const auto said = analysis_of(id);
  EXPECT_EQ(said.unreadable_reason(), "NO_SAMPLES");
  EXPECT_NE(said.headline().zh().find("是 PDF 或图片"), std::string::npos);
  EXPECT_EQ(f_.spool->items().find(id)->urgency, v1::URGENCY_URGENT);
  const auto today = f_.spool->items().ecgs_since(clock_.now() - std::chrono::hours(1), 10);
  ASSERT_TRUE(today);
  ASSERT_EQ(today->size(), 1U);
  EXPECT_EQ(today->front().item_id, id);
}

}  // namespace
}  // namespace rdc::agent
