#include "dicom_router/report/sign_off.h"

#include <gtest/gtest.h>

#include <ostream>

namespace rdc::router {
namespace {

using enum v1::ReportStatus;
constexpr auto kSingle = v1::SIGN_OFF_POLICY_SINGLE;
constexpr auto kTwo = v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER;

// Revisions so far as "status by": "P:li F:wang".
struct StepCase {
  const char* name;
  std::vector<std::pair<v1::ReportStatus, const char*>> chain;
  v1::ReportStatus next;
  const char* author;
  const char* saver;
  v1::SignOffPolicy policy;
  const char* want;  // reason, or "" for allowed
};
std::ostream& operator<<(std::ostream& out, const StepCase& c) { return out << c.name; }

class Step : public ::testing::TestWithParam<StepCase> {};

TEST_P(Step, IsAllowedOrRefusedForItsReason) {
  const auto& tested = GetParam();
  std::vector<RevisionRecord> chain;
  for (const auto& [status, by] : tested.chain) {
    auto& revision = chain.emplace_back();
    revision.status = status;
    revision.author_user_id = by;
    revision.saved_by = by;
  }
  v1::ReportDocument document;
  document.set_status(tested.next);
  document.mutable_author()->set_user_id(tested.author);
  const auto checked = check_step(chain, document, tested.saver, tested.policy);
  EXPECT_EQ(checked ? "" : checked.error().reason, tested.want);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, Step,
    ::testing::Values(
        StepCase{"FirstDraft", {}, REPORT_STATUS_DRAFT, "li", "li", kTwo, ""},
        StepCase{"FinalAtOnceWhereOnePersonSigns", {}, REPORT_STATUS_FINAL, "li", "li", kSingle, ""},
        StepCase{"FinalAtOnceWhereTwoSign", {}, REPORT_STATUS_FINAL, "li", "li", kTwo, "NEEDS_PRELIMINARY"},
        StepCase{
            "PreliminaryByTheAuthor", {{REPORT_STATUS_DRAFT, "li"}}, REPORT_STATUS_PRELIMINARY, "li", "li", kTwo, ""},
        StepCase{"FinalByTheAuthor",
                 {{REPORT_STATUS_PRELIMINARY, "li"}},
                 REPORT_STATUS_FINAL,
                 "li",
                 "li",
                 kTwo,
                 "NEEDS_OTHER_SIGNER"},
        StepCase{"FinalByAnother", {{REPORT_STATUS_PRELIMINARY, "li"}}, REPORT_STATUS_FINAL, "li", "wang", kTwo, ""},
        StepCase{"ReviewerTakesOverAsAuthor",
                 {{REPORT_STATUS_PRELIMINARY, "li"}},
                 REPORT_STATUS_FINAL,
                 "wang",
                 "wang",
                 kTwo,
                 "NEEDS_PRELIMINARY"},
        StepCase{"FinalForAnAuthorWhoNeverWrote", {}, REPORT_STATUS_FINAL, "zhao", "li", kSingle, "WRONG_AUTHOR"},
        StepCase{"PreliminaryAgain",
                 {{REPORT_STATUS_PRELIMINARY, "li"}},
                 REPORT_STATUS_PRELIMINARY,
                 "li",
                 "li",
                 kSingle,
                 ""},
        StepCase{"BackToPreliminary",
                 {{REPORT_STATUS_FINAL, "li"}},
                 REPORT_STATUS_PRELIMINARY,
                 "li",
                 "li",
                 kSingle,
                 "WRONG_STATE"},
        StepCase{"FinalTwice", {{REPORT_STATUS_FINAL, "li"}}, REPORT_STATUS_FINAL, "li", "li", kSingle, "WRONG_STATE"},
        StepCase{"AmendedBeforeFinal",
                 {{REPORT_STATUS_PRELIMINARY, "li"}},
                 REPORT_STATUS_AMENDED,
                 "li",
                 "li",
                 kSingle,
                 "WRONG_STATE"},
        StepCase{"AmendedAfterFinal", {{REPORT_STATUS_FINAL, "li"}}, REPORT_STATUS_AMENDED, "li", "li", kSingle, ""},
        StepCase{"AmendedAfterFinalAndADraft",
                 {{REPORT_STATUS_FINAL, "li"}, {REPORT_STATUS_DRAFT, "li"}},
                 REPORT_STATUS_AMENDED,
                 "li",
                 "li",
                 kSingle,
                 ""},
        StepCase{"AmendedByItsAuthorWhereTwoSign",
                 {{REPORT_STATUS_FINAL, "li"}},
                 REPORT_STATUS_AMENDED,
                 "li",
                 "li",
                 kTwo,
                 "NEEDS_OTHER_SIGNER"},
        StepCase{"AmendedTwice", {{REPORT_STATUS_AMENDED, "li"}}, REPORT_STATUS_AMENDED, "li", "li", kSingle, ""},
        StepCase{"CancelledDraft",
                 {{REPORT_STATUS_DRAFT, "li"}},
                 REPORT_STATUS_CANCELLED,
                 "li",
                 "li",
                 kSingle,
                 "WRONG_STATE"},
        StepCase{"CancelledFinal", {{REPORT_STATUS_FINAL, "li"}}, REPORT_STATUS_CANCELLED, "li", "li", kTwo, ""},
        StepCase{"AfterCancelled",
                 {{REPORT_STATUS_CANCELLED, "li"}},
                 REPORT_STATUS_FINAL,
                 "li",
                 "li",
                 kSingle,
                 "WRONG_STATE"},
        StepCase{"DraftAfterCancelled",
                 {{REPORT_STATUS_CANCELLED, "li"}},
                 REPORT_STATUS_DRAFT,
                 "li",
                 "li",
                 kSingle,
                 "WRONG_STATE"}),
    [](const auto& tested) { return tested.param.name; });

struct ReturnCase {
  const char* name;
  std::vector<std::pair<v1::ReportStatus, const char*>> chain;  // revision "0", "1", …
  const char* revision;
  const char* reviewer;
  const char* want;
};
std::ostream& operator<<(std::ostream& out, const ReturnCase& c) { return out << c.name; }

class Return : public ::testing::TestWithParam<ReturnCase> {};

TEST_P(Return, IsAllowedOrRefusedForItsReason) {
  const auto& tested = GetParam();
  std::vector<RevisionRecord> chain;
  for (const auto& [status, by] : tested.chain) {
    auto& revision = chain.emplace_back();
    revision.revision_id = std::to_string(chain.size() - 1);
    revision.status = status;
    revision.author_user_id = by;
  }
  const auto checked = check_return(chain, tested.revision, tested.reviewer);
  EXPECT_EQ(checked ? "" : checked.error().reason, tested.want);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, Return,
    ::testing::Values(
        ReturnCase{"APreliminaryOfAnother", {{REPORT_STATUS_PRELIMINARY, "li"}}, "0", "wang", ""},
        ReturnCase{"OnesOwn", {{REPORT_STATUS_PRELIMINARY, "li"}}, "0", "li", "OWN_REPORT"},
        ReturnCase{"NothingSigned", {{REPORT_STATUS_DRAFT, "li"}}, "0", "wang", "WRONG_STATE"},
        ReturnCase{
            "AFinalOne", {{REPORT_STATUS_PRELIMINARY, "li"}, {REPORT_STATUS_FINAL, "li"}}, "0", "wang", "WRONG_STATE"},
        ReturnCase{"WithADraftOfTheReviewersSince",
                   {{REPORT_STATUS_PRELIMINARY, "li"}, {REPORT_STATUS_DRAFT, "wang"}},
                   "0",
                   "wang",
                   ""},
        ReturnCase{"SignedAgainMeanwhile",
                   {{REPORT_STATUS_PRELIMINARY, "li"}, {REPORT_STATUS_PRELIMINARY, "li"}},
                   "0",
                   "wang",
                   "STALE_REVISION"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::router
