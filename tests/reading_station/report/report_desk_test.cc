// The report at the station when it is not alone in the world: a second author, the device's request.
#include "reading_station/report/report_desk.h"

#include <fstream>

#include <gtest/gtest.h>
#include <QSignalSpy>
#include <QTest>

#include "common/base/random.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

v1::GetStudyReply chest(const std::string& history) {
  v1::GetStudyReply study;
  study.mutable_study()->set_study_id("0193f000-0000-7000-8000-0000000000aa");
  study.mutable_study()->set_study_instance_uid("1.2.3");
  study.mutable_study()->add_modalities("DX");
  auto* instance = study.add_series()->add_instances();
  instance->set_sop_instance_uid("1.2.3.4");
  instance->mutable_object()->set_sha256(std::string(64, 'b'));
  study.set_clinical_history(history);
  return study;
}

ReportText text(const QString& findings, const QString& history = {}) {
  ReportText made;
  made.history = history;
  made.findings = findings;
  made.impression = QStringLiteral("右肺结节。");
  return made;
}

// One person at one station.
struct Desk {
  Desk(SmallRouter& router, const char* user, const std::filesystem::path& folder)
      : connection(router.channels(), clock), desk(connection, folder, clock, ids) {
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in(user, "any");
    EXPECT_TRUE(in.wait(kAnswerMs));
  }
  void open(const v1::GetStudyReply& study) {
    QSignalSpy loaded(&desk, &ReportDesk::loaded);
    desk.open(study);
    EXPECT_TRUE(loaded.wait(kAnswerMs));
  }
  // "" when it was saved, else why not.
  std::string save(const ReportText& what) {
    std::string reason = "no answer";
    QObject scope;
    QObject::connect(&desk, &ReportDesk::draft_saved, &scope, [&] { reason.clear(); });
    QObject::connect(&desk, &ReportDesk::draft_failed, &scope, [&](const Error& error) { reason = error.reason; });
    QSignalSpy idle(&desk, &ReportDesk::work_changed);
    desk.save_draft(what);
    while (desk.busy() && idle.wait(kAnswerMs)) continue;
    QCoreApplication::processEvents();
    return reason;
  }
  base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  RouterConnection connection;
  ReportDesk desk;
};

class TwoAuthors : public ::testing::Test {
 protected:
  SmallRouter router;
  testkit::ScratchDirectory folder{"desk"};
  Desk li{router, "li", folder.path() / "li"};
};

TEST_F(TwoAuthors, TheSecondIsToldKeepsTheirTextAndOverwritesNothing) {
  Desk zhou(router, "zhou", folder.path() / "zhou");
  li.open(chest(""));
  zhou.open(chest(""));
  ASSERT_EQ(li.save(text(QStringLiteral("李的所见"))), "");
  QSignalSpy learned(&zhou.desk, &ReportDesk::chain_changed);
  EXPECT_EQ(zhou.save(text(QStringLiteral("周的所见"))), "STALE_REVISION");
  EXPECT_EQ(learned.count(), 1);
  ASSERT_EQ(router.revisions().size(), 1U);
  EXPECT_EQ(router.revisions()[0].author_user_id(), "user-li");
  ASSERT_EQ(zhou.desk.revisions().size(), 1U);  // there to be looked at
  EXPECT_EQ(zhou.desk.revisions()[0].author_name(), "li");

  // Having seen it, the second decides: their revision follows the first one's.
  EXPECT_EQ(zhou.save(text(QStringLiteral("周的所见，已阅李的草稿"))), "");
  ASSERT_EQ(router.revisions().size(), 2U);
  EXPECT_EQ(router.revisions()[1].previous_revision_id(), router.revisions()[0].revision_id());
  EXPECT_EQ(router.revisions()[1].author_user_id(), "user-zhou");
}

TEST_F(TwoAuthors, TextThatWasRefusedIsFoundAgainBesideWhatTheOtherWrote) {
  {
    Desk zhou(router, "zhou", folder.path() / "zhou");
    zhou.open(chest(""));
    li.open(chest(""));
    ASSERT_EQ(li.save(text(QStringLiteral("李的所见"))), "");
    ASSERT_EQ(zhou.save(text(QStringLiteral("周的所见"))), "STALE_REVISION");
  }  // the station is switched off
  Desk zhou(router, "zhou", folder.path() / "zhou");
  zhou.open(chest(""));
  EXPECT_EQ(zhou.desk.text().findings, QStringLiteral("李的所见"));
  ASSERT_TRUE(zhou.desk.left_over());
  EXPECT_EQ(zhou.desk.left_over()->text.findings, QStringLiteral("周的所见"));
}

TEST_F(TwoAuthors, ANewerDraftOfOnesOwnIsNoConflict) {
  Desk elsewhere(router, "li", folder.path() / "elsewhere");
  li.open(chest(""));
  elsewhere.open(chest(""));
  ASSERT_EQ(li.save(text("first")), "");
  EXPECT_EQ(elsewhere.save(text("second")), "");
  EXPECT_EQ(router.revisions().size(), 2U);
}

TEST_F(TwoAuthors, ANewReportStartsWithTheRequestsHistoryAndTheReadersOwnStands) {
  li.open(chest("胸痛2小时"));
  EXPECT_EQ(li.desk.text().history, QStringLiteral("胸痛2小时"));
  EXPECT_EQ(li.desk.text().findings, "");
  ASSERT_EQ(li.save(text(QStringLiteral("未见异常"), QString())), "");  // the reader took it out
  li.open(chest("胸痛2小时"));
  EXPECT_EQ(li.desk.text().history, "");
  EXPECT_EQ(li.desk.requested_history(), QStringLiteral("胸痛2小时"));
  ASSERT_EQ(li.save(text(QStringLiteral("未见异常"), QStringLiteral("胸痛2小时，既往高血压"))), "");
  li.open(chest("胸痛2小时"));
  EXPECT_EQ(li.desk.text().history, QStringLiteral("胸痛2小时，既往高血压"));
}

TEST_F(TwoAuthors, TextThatTheDiskDoesNotTakeIsSaidAndSaidToBeSafeAgain) {
  std::ofstream(folder.path() / "li") << "no folder";
  li.open(chest(""));
  QSignalSpy changed(&li.desk, &ReportDesk::kept_changed);
  li.desk.keep(text("first"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return changed.count() == 1; }, kAnswerMs));
  EXPECT_FALSE(li.desk.is_kept());
  std::filesystem::remove(folder.path() / "li");
  li.desk.keep(text("second"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return changed.count() == 2; }, kAnswerMs));
  EXPECT_TRUE(li.desk.is_kept());
}

TEST_F(TwoAuthors, TheLastWordsOfAClosedStudyAreNotLostInSilence) {
  std::ofstream(folder.path() / "li") << "no folder";
  li.open(chest(""));
  QSignalSpy lost(&li.desk, &ReportDesk::closed_text_not_kept);
  li.desk.keep(text("last words"));
  li.desk.close();
  ASSERT_TRUE(QTest::qWaitFor([&] { return lost.count() == 1; }, kAnswerMs));
}

TEST_F(TwoAuthors, TheTemplateAndItsCodesStayWithTheReport) {
  li.open(chest(""));
  ReportText begun = text(QStringLiteral("双肺清晰"));
  begun.template_id = "dx-chest";
  begun.codes = QStringList{"SCT:816094009"};
  ASSERT_EQ(li.save(begun), "");
  li.open(chest(""));
  EXPECT_EQ(li.desk.text().template_id, "dx-chest");
  EXPECT_EQ(li.desk.text().codes, QStringList{"SCT:816094009"});
}

TEST_F(TwoAuthors, TheChecksKnowThePatientAndWhatWasOrdered) {
  auto study = chest("");
  study.mutable_study()->mutable_patient()->set_sex("M");
  study.mutable_study()->set_description("HAND AP");
  study.mutable_series(0)->set_body_part("LEFT HAND");
  li.open(study);
  const auto asked = li.desk.question(text(QStringLiteral("右手骨质完整")), v1::REPORT_STATUS_FINAL);
  EXPECT_EQ(asked.sex, "M");
  QStringList ids;
  for (const auto& found : check_report(asked)) ids << found.id;
  EXPECT_TRUE(ids.contains("side-order")) << ids.join(' ').toStdString();
  EXPECT_TRUE(check_report(li.desk.question({}, v1::REPORT_STATUS_CANCELLED)).empty());
}

TEST_F(TwoAuthors, ACriticalValueThatTheSiteWasToldIsNotAskedAbout) {
  li.open(chest(""));
  auto said = text(QStringLiteral("右侧张力性气胸"));
  said.positive = true;
  const auto asks = [&] {
    const auto found = check_report(li.desk.question(said, v1::REPORT_STATUS_FINAL));
    return std::any_of(found.begin(), found.end(), [](const auto& one) { return one.id == "critical-not-notified"; });
  };
  EXPECT_TRUE(asks());
  li.desk.set_critical_notified(true);
  EXPECT_FALSE(asks());
  li.desk.set_critical_notified(false);
  EXPECT_TRUE(asks());
}

TEST_F(TwoAuthors, AnElectrocardiogramIsKnownAsOne) {
  auto study = chest("");
  li.open(study);
  EXPECT_FALSE(li.desk.is_ecg());
  study.mutable_study()->clear_modalities();
  study.mutable_study()->add_modalities("ECG");
  li.open(study);
  EXPECT_TRUE(li.desk.is_ecg());
}

}  // namespace
}  // namespace rdc::station
