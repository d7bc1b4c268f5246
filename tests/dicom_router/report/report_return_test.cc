// A preliminary report that its reviewer gives back: what is recorded, what the worklist says, and what is refused.
#include "tests/dicom_router/report/open_desk.h"

namespace rdc::router {
namespace {

class Returns : public OpenDesk {
 protected:
  void SetUp() override {
    OpenDesk::SetUp();
    execute("UPDATE worklist_item SET sign_off = 2");
    ASSERT_EQ(reason(submit(document(v1::REPORT_STATUS_PRELIMINARY, *li, *li), *li)), "");
    hand_over(*li, *wang);
    request.set_return_id(ids.next());
    request.set_study_id(study.study_id);
    request.set_revision_id(last_revision);
    request.set_comments("右肺上叶结节未描述，请补充。");
  }
  void hand_over(const Reader& from, const Reader& to) {
    auto done = catalog->write<void>([&](soci::session& session) {
      return worklist.release(session, study.item_id,
                              {from.caller.user_id, from.caller.user_display_name, from.caller.machine_id});
    });
    ASSERT_TRUE(done);
    claim(to);
  }
  std::string give_back(const Reader& who) {
    const auto returned = desk->return_to_author(who.caller, request);
    return returned ? "" : returned.error().reason;
  }
  v1::WorklistItem item(const Reader& who) {
    return *catalog->read<v1::WorklistItem>([&](soci::session& session) {
      return worklist.find(session, study.item_id,
                           {who.caller.user_id, who.caller.user_display_name, who.caller.machine_id});
    });
  }
  v1::ReturnToAuthorRequest request;
};

TEST_F(Returns, TheAuthorHasItWithTheCommentsAndTheReviewerNoLonger) {
  const auto before = item(*wang).change();
  ASSERT_EQ(give_back(*wang), "");
  const auto mine = item(*li);
  EXPECT_GT(mine.change(), before);
  EXPECT_EQ(mine.status(), v1::WORKLIST_STATUS_PRELIMINARY);
  EXPECT_TRUE(mine.returned_to().me());
  EXPECT_EQ(mine.returned_by().display_name(), "王芳");
  EXPECT_FALSE(mine.has_last_returned_by()) << "it is with its author";
  EXPECT_TRUE(mine.has_returned_at());
  EXPECT_TRUE(mine.needs_reviewer());
  EXPECT_EQ(mine.claimed_by_name(), "");
  EXPECT_FALSE(item(*wang).returned_to().me());
  const auto report = desk->report_of(li->caller, study.study_id);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->returns_size(), 1);
  EXPECT_EQ(report->returns(0).comments(), request.comments());
  EXPECT_EQ(report->returns(0).revision_id(), last_revision);
  EXPECT_EQ(report->returns(0).to().user_id(), li->caller.user_id);
  EXPECT_EQ(report->revisions_size(), 1) << "no document was made or changed";
  EXPECT_EQ(letters_written(), 1) << "the site heard of the preliminary alone";
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_event WHERE action = 'report.return'"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_event WHERE detail LIKE '%结节%'"), 0);
}

TEST_F(Returns, TheAuthorSignsAgainTheReviewerFinalisesAndTheThreadStays) {
  ASSERT_EQ(give_back(*wang), "");
  claim(*li);
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_PRELIMINARY, *li, *li), *li)), "");
  EXPECT_FALSE(item(*li).has_returned_to());
  EXPECT_TRUE(item(*li).preliminary_author().me());
  EXPECT_TRUE(item(*wang).last_returned_by().me()) << "it comes back to who returned it";
  EXPECT_EQ(item(*li).last_returned_by().display_name(), "王芳");
  EXPECT_FALSE(item(*li).last_returned_by().me());
  hand_over(*li, *wang);
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *wang, *li), *wang)), "");
  const auto done = item(*li);
  EXPECT_EQ(done.status(), v1::WORKLIST_STATUS_FINAL);
  EXPECT_FALSE(done.has_preliminary_author());
  EXPECT_FALSE(done.has_last_returned_by()) << "nothing waits any more";
  const auto report = desk->report_of(li->caller, study.study_id);
  EXPECT_EQ(report->returns_size(), 1);
  EXPECT_EQ(report->revisions_size(), 3);
}

TEST_F(Returns, SentTwiceItIsOneAndOtherWordsUnderItsIdentifierAreRefused) {
  ASSERT_EQ(give_back(*wang), "");
  EXPECT_EQ(give_back(*wang), "") << "the answer was lost with the link; the claim is over";
  EXPECT_EQ(count("SELECT COUNT(*) FROM report_return"), 1);
  request.set_comments("别的意见");
  EXPECT_EQ(give_back(*wang), "RETURN_EXISTS");
  request.set_return_id(ids.next());
  EXPECT_EQ(give_back(*wang), "NOT_CLAIMED");
}

TEST_F(Returns, RefusesWhatIsNoReturn) {
  const auto refused = [&](const std::function<void(v1::ReturnToAuthorRequest&)>& change) {
    const auto whole = request;
    change(request);
    const auto why = give_back(*wang);
    request = whole;
    return why;
  };
  EXPECT_EQ(refused([](auto& r) { r.set_comments(" \n\t"); }), "NO_COMMENTS");
  EXPECT_EQ(refused([](auto& r) { r.set_return_id("1"); }), "BAD_IDENTIFIER");
  EXPECT_EQ(refused([](auto& r) { r.set_study_id("none"); }), "NO_REPORT");
  EXPECT_EQ(refused([&](auto& r) { r.set_revision_id(ids.next()); }), "STALE_REVISION");
  std::string long_text;
  for (int i = 0; i < 2001; ++i) long_text += "结";
  EXPECT_EQ(refused([&](auto& r) { r.set_comments(long_text); }), "COMMENTS_TOO_LONG");
  EXPECT_EQ(give_back(*li), "NOT_CLAIMED");
  EXPECT_EQ(count("SELECT COUNT(*) FROM report_return"), 0);
  request.set_comments(long_text.substr(3));  // 2,000 characters of three bytes
  EXPECT_EQ(give_back(*wang), "");
}

TEST_F(Returns, TheAuthorCannotReturnTheirOwn) {
  hand_over(*wang, *li);
  EXPECT_EQ(give_back(*li), "OWN_REPORT");
}

TEST_F(Returns, TheItemSaysWhoseDraftItIsUntilItIsSigned) {
  const auto made = document(v1::REPORT_STATUS_DRAFT, *wang, *wang);
  v1::SaveDraftRequest draft;
  draft.set_study_id(study.study_id);
  draft.set_report_id(made.report_id());
  draft.set_revision_id(made.revision_id());
  draft.set_previous_revision_id(made.previous_revision_id());
  draft.set_document(*report::to_signed_bytes(made));
  const auto before = item(*wang).change();
  ASSERT_TRUE(desk->save_draft(wang->caller, draft));
  EXPECT_GT(item(*wang).change(), before) << "the feed carries it";
  EXPECT_TRUE(item(*wang).draft_author().me());
  const auto once = item(*wang).change();
  ASSERT_TRUE(catalog->write<void>([&](soci::session& session) {
    return worklist.draft_saved(session, study.study_id, {wang->caller.user_id, "王芳"});
  }));
  EXPECT_EQ(item(*wang).change(), once) << "saved again: no news";
  EXPECT_EQ(item(*li).draft_author().display_name(), "王芳");
  last_revision = made.revision_id();
  last_bytes = draft.document();
  ASSERT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *wang, *li), *wang)), "");
  EXPECT_FALSE(item(*wang).has_draft_author());
}

}  // namespace
}  // namespace rdc::router
