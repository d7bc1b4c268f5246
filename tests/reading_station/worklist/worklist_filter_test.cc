#include "reading_station/worklist/worklist_filter.h"

#include <functional>
#include <ostream>

#include <gtest/gtest.h>

#include "reading_station/worklist/worklist_model.h"
#include "tests/reading_station/worklist/items.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::station {
namespace {

using List = WorklistList;

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
    between_two_people();
    filter.setSourceModel(&model);
    filter.sort(WorklistModel::kWaiting);
  }
  // Of another site and modality, so that the other cases see none of it.
  void between_two_people() {
    const auto two = [](const char* id, std::int64_t received, bool own) {
      auto made = item(id, received, v1::URGENCY_ROUTINE, "MR");
      made.set_status(v1::WORKLIST_STATUS_PRELIMINARY);
      made.set_needs_reviewer(true);
      made.mutable_preliminary_author()->set_user_id(own ? "me" : "other");
      made.mutable_preliminary_author()->set_me(own);
      return made;
    };
    auto returned = two("back-to-me", 1012, true);
    returned.mutable_returned_to()->set_me(true);
    auto gone = two("back-to-her", 1013, false);
    gone.mutable_returned_to()->set_me(false);
    auto draft = item("draft", 1014, v1::URGENCY_ROUTINE, "MR");
    draft.mutable_draft_author()->set_me(true);
    auto amending = item("amending", 1015, v1::URGENCY_ROUTINE, "MR");
    amending.set_status(v1::WORKLIST_STATUS_FINAL);
    amending.mutable_draft_author()->set_me(true);
    auto hers = item("her-draft", 1016, v1::URGENCY_ROUTINE, "MR");
    hers.mutable_draft_author()->set_me(false);
    auto given = item("given", 1017, v1::URGENCY_ROUTINE, "MR");
    given.mutable_assigned_to()->set_me(true);
    auto elsewhere = item("given-to-her", 1018, v1::URGENCY_ROUTINE, "MR");
    elsewhere.mutable_assigned_to()->set_me(false);
    people.replace(
        {two("own", 1010, true), two("hers", 1011, false), returned, gone, draft, amending, hers, given, elsewhere});
  }
  // A final report whose amendment somebody has written, where two people sign.
  static v1::WorklistItem amendment(const char* id, bool own) {
    auto made = item(id, 1019, v1::URGENCY_ROUTINE, "MR");
    made.set_status(v1::WORKLIST_STATUS_FINAL);
    made.set_needs_reviewer(true);
    made.mutable_draft_author()->set_display_name("周文静");
    made.mutable_draft_author()->set_me(own);
    return made;
  }
  // Signed again after a return.
  v1::WorklistItem signed_again(const char* id, bool by_me) {
    auto made = *people.find("hers");
    made.set_item_id(id);
    made.mutable_last_returned_by()->set_display_name(by_me ? "李明华" : "赵敏");
    made.mutable_last_returned_by()->set_me(by_me);
    return made;
  }
  testkit::ManualClock clock;
  WorklistModel model{clock};
  WorklistModel people{clock};
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
                      FilterCase{"Unread", [](auto& f) { f.set_list(List::kUnread); }, {"new"}},
                      FilterCase{"Mine", [](auto& f) { f.set_list(List::kMine); }, {"mine"}},
                      FilterCase{"ToReview", [](auto& f) { f.set_list(List::kToReview); }, {"preliminary"}},
                      FilterCase{"Done", [](auto& f) { f.set_list(List::kDone); }, {"done"}},
                      FilterCase{"OneModalityOfSeveral", [](auto& f) { f.set_modality("SR"); }, {"preliminary"}},
                      FilterCase{"Site",
                                 [](auto& f) {
                                   f.set_list(List::kAll);
                                   f.set_site("qingshan");
                                 },
                                 {"done"}},
                      FilterCase{"NameInAnyCase",
                                 [](auto& f) {
                                   f.set_list(List::kAll);
                                   f.set_search(" zhang ");
                                 },
                                 {"done"}},
                      FilterCase{"AccessionNumber",
                                 [](auto& f) {
                                   f.set_list(List::kAll);
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
                                   f.set_list(List::kMine);
                                   f.set_search("P-preliminary");
                                 },
                                 {}}),
    [](const auto& tested) { return tested.param.name; });

class FilteredWorklist : public Filter {
 protected:
  std::string shown(List list) {
    filter.setSourceModel(&people);
    filter.set_list(list);
    QStringList ids;
    for (int row = 0; row < filter.rowCount(); ++row)
      ids << filter.index(row, 0).data(WorklistModel::kItemRole).toString();
    return ids.join(' ').toStdString();
  }
};

TEST_F(FilteredWorklist, TheListsSayWhoseWorkItIs) {
  EXPECT_EQ(shown(List::kToReview), "hers") << "not one's own, nor what is with its author";
  EXPECT_EQ(shown(List::kReturned), "back-to-me");
  EXPECT_EQ(shown(List::kMyDrafts), "draft amending");
  EXPECT_EQ(shown(List::kAssigned), "given");
}

TEST_F(FilteredWorklist, WhereOnePersonSignsTheirOwnPreliminaryReportWaitsForThemToo) {
  auto mine = *people.find("own");
  mine.set_needs_reviewer(false);
  mine.set_change(2);
  people.apply({mine});
  EXPECT_EQ(shown(List::kToReview), "own hers");
}

TEST_F(FilteredWorklist, WhatWasReturnedAndSignedAgainIsForEveryReviewerAndSaysWhoReturnedIt) {
  people.apply({signed_again("again-mine", true), signed_again("again-hers", false)});
  EXPECT_EQ(shown(List::kToReview), "hers again-mine again-hers");
  const auto words = [&](const char* id, int column) {
    for (int row = 0; row < people.rowCount(); ++row)
      if (people.at(row).item_id() == id) return people.index(row, column).data().toString().toStdString();
    return std::string("no such row");
  };
  EXPECT_EQ(words("again-mine", WorklistModel::kStatus), "Signed again");
  EXPECT_EQ(words("again-mine", WorklistModel::kReader), "returned by you");
  EXPECT_EQ(words("again-hers", WorklistModel::kReader), "returned by 赵敏");
  EXPECT_TRUE(comes_back_to_me(*people.find("again-mine")));
  EXPECT_FALSE(comes_back_to_me(*people.find("again-hers")));
  EXPECT_EQ(turn_of(*people.find("again-mine"), 2000), 0);
  EXPECT_EQ(turn_of(*people.find("hers"), 2000), 1);
  EXPECT_EQ(turn_of(*people.find("again-hers"), 2000), 2) << "its reviewer has the first look";
  EXPECT_EQ(turn_of(*people.find("again-hers"), 10'000), 1) << "until it is overdue";
}

TEST_F(FilteredWorklist, ItsOwnAuthorNeverFindsAReportToReviewHoweverOftenItWasReturned) {
  auto own = *people.find("own");
  own.mutable_last_returned_by()->set_me(false);
  own.set_change(2);
  people.apply({own});
  EXPECT_EQ(shown(List::kToReview), "hers");
  EXPECT_FALSE(is_for_me(*people.find("own"), 2000));
}

TEST_F(FilteredWorklist, AnAmendmentWaitsForSomebodyOtherThanItsAuthorOnceItIsPutDown) {
  auto held = amendment("held", false);
  held.set_claimed_by_name("周文静");
  auto alone = amendment("one-signs", false);
  alone.set_needs_reviewer(false);
  people.apply({amendment("hers-amended", false), amendment("own-amended", true), held, alone});
  EXPECT_EQ(shown(List::kToReview), "hers hers-amended");
  EXPECT_TRUE(is_for_me(*people.find("hers-amended"), 2000));
  EXPECT_FALSE(is_for_me(*people.find("own-amended"), 2000));
  EXPECT_FALSE(is_for_me(*people.find("held"), 2000));
}

TEST_F(FilteredWorklist, TheNextOneIsNotSomebodyElsesUntilItIsOverdue) {
  const auto takes = [&](std::int64_t now) {
    QStringList ids;
    for (int row = 0; row < people.rowCount(); ++row)
      if (is_for_me(people.at(row), now)) ids << QString::fromStdString(people.at(row).item_id());
    return ids.join(' ').toStdString();
  };
  EXPECT_EQ(takes(2000), "hers back-to-me draft her-draft given");
  EXPECT_EQ(takes(10'000), "hers back-to-me back-to-her draft her-draft given given-to-her")
      << "one's own preliminary report is never one's own to review";
}

TEST_F(FilteredWorklist, AStudyThatIsSignedLeavesTheOpenList) {
  EXPECT_EQ(filter.rowCount(), 4);
  auto signed_now = item("new", 1004, v1::URGENCY_ROUTINE, "DX", 2);
  signed_now.set_status(v1::WORKLIST_STATUS_FINAL);
  model.apply({signed_now});
  EXPECT_EQ(filter.rowCount(), 3);
}

}  // namespace
}  // namespace rdc::station
