#include "reading_station/worklist/worklist_filter.h"

#include <functional>
#include <ostream>

#include <gtest/gtest.h>

#include "reading_station/worklist/worklist_model.h"
#include "tests/reading_station/worklist/items.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::station {
namespace {

using Show = WorklistFilter::Show;

struct FilterCase {
  const char* name;
  std::function<void(WorklistFilter&)> set;
  QStringList want;
};
std::ostream& operator<<(std::ostream& out, const FilterCase& tested) { return out << tested.name; }

class Filter : public ::testing::TestWithParam<FilterCase> {
 protected:
  Filter() {
    auto mine = item("mine", 1000, v1::URGENCY_URGENT, "CT");
    mine.set_status(v1::WORKLIST_STATUS_CLAIMED);
    mine.set_claimed_by_me(true);
    auto theirs = item("theirs", 1001);
    theirs.set_status(v1::WORKLIST_STATUS_CLAIMED);
    auto done = item("done", 1002, v1::URGENCY_ROUTINE, "ECG");
    done.set_status(v1::WORKLIST_STATUS_FINAL);
    done.set_site_id("qingshan");
    done.mutable_patient()->set_name("Zhang Wei");
    done.set_accession_number("AC-4711");
    auto preliminary = item("preliminary", 1003, v1::URGENCY_ROUTINE, "CT");
    preliminary.add_modalities("SR");
    preliminary.set_status(v1::WORKLIST_STATUS_PRELIMINARY);
    model.replace({mine, theirs, done, preliminary, item("new", 1004)});
    filter.setSourceModel(&model);
    filter.sort(WorklistModel::kWaiting);
  }
  testkit::ManualClock clock;
  WorklistModel model{clock};
  WorklistFilter filter;
};

TEST_P(Filter, ShowsExactly) {
  GetParam().set(filter);
  QStringList shown;
  for (int row = 0; row < filter.rowCount(); ++row)
    shown << filter.index(row, 0).data(WorklistModel::kItemRole).toString();
  EXPECT_EQ(shown.join(' ').toStdString(), GetParam().want.join(' ').toStdString());
}

INSTANTIATE_TEST_SUITE_P(
    Worklist, Filter,
    ::testing::Values(FilterCase{"OpenAtFirst", [](auto&) {}, {"mine", "theirs", "preliminary", "new"}},
                      FilterCase{"Unread", [](auto& f) { f.set_show(Show::kUnread); }, {"new"}},
                      FilterCase{"Mine", [](auto& f) { f.set_show(Show::kMine); }, {"mine"}},
                      FilterCase{"ToReview", [](auto& f) { f.set_show(Show::kToReview); }, {"preliminary"}},
                      FilterCase{"Done", [](auto& f) { f.set_show(Show::kDone); }, {"done"}},
                      FilterCase{"OneModalityOfSeveral", [](auto& f) { f.set_modality("SR"); }, {"preliminary"}},
                      FilterCase{"Site",
                                 [](auto& f) {
                                   f.set_show(Show::kAll);
                                   f.set_site("qingshan");
                                 },
                                 {"done"}},
                      FilterCase{"NameInAnyCase",
                                 [](auto& f) {
                                   f.set_show(Show::kAll);
                                   f.set_search(" zhang ");
                                 },
                                 {"done"}},
                      FilterCase{"AccessionNumber",
                                 [](auto& f) {
                                   f.set_show(Show::kAll);
                                   f.set_search("4711");
                                 },
                                 {"done"}},
                      FilterCase{"PatientNumber", [](auto& f) { f.set_search("P-new"); }, {"new"}},
                      FilterCase{"ChineseName",
                                 [](auto& f) { f.set_search(QStringLiteral("晓民")); },
                                 {"mine", "theirs", "preliminary", "new"}},
                      FilterCase{"AllConditionsHold",
                                 [](auto& f) {
                                   f.set_modality("CT");
                                   f.set_show(Show::kMine);
                                   f.set_search("P-preliminary");
                                 },
                                 {}}),
    [](const auto& tested) { return tested.param.name; });

class FilteredWorklist : public Filter {};

TEST_F(FilteredWorklist, AStudyThatIsSignedLeavesTheOpenList) {
  EXPECT_EQ(filter.rowCount(), 4);
  auto signed_now = item("new", 1004, v1::URGENCY_ROUTINE, "DX", 2);
  signed_now.set_status(v1::WORKLIST_STATUS_FINAL);
  model.apply({signed_now});
  EXPECT_EQ(filter.rowCount(), 3);
}

}  // namespace
}  // namespace rdc::station
