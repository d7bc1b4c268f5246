// The archive by patient: what is found, in pages without gaps, and what is too wide to be asked.
#include <google/protobuf/util/time_util.h>

#include <set>

#include "dicom_router/store/item_store.h"
#include "dicom_router/store/study_store.h"
#include "tests/dicom_router/access/open_centre.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

class Search : public OpenCentre {
 protected:
  void SetUp() override {
    ASSERT_TRUE(enrolment.add_site(console_actor(), "liuhe", "柳河镇卫生院", {"centre", {"router:7443"}}));
    add({"王小明", "P1", "A1", "CT", 100});
    add({"王小明", "P1", "A2", "DX", 200});
    add({"王小", "P2", "", "CT", 300});
    add({"Zhang Wei", "Z_1", "A4", "CT", 400});
    add({"王", "P3", "A5", "CR", 0});
  }
  struct Made {
    const char *name, *patient_id, *accession, *modality;
    std::int64_t second;
  };
  void add(const Made& made) {
    const auto done = catalog->write<void>([&](soci::session& session) -> Result<void> {
      ItemStore items(clock);
      StudyStore studies(clock, ids);
      ItemRecord item;
      item.item_id = ids.next();
      item.site_id = "liuhe";
      item.sha256 = base::sha256(item.item_id).hex();
      item.size = item.coded_size = 10;
      item.state = "stored";
      auto object = items.add_object(session, item.sha256, item.size);
      if (!object) return fail(object);
      auto key = items.add_item(session, item, *object);
      if (!key) return fail(key);
      InstanceFacts facts;
      facts.study_instance_uid = "1.2." + std::to_string(++made_);
      facts.series_instance_uid = facts.study_instance_uid + ".1";
      facts.sop_instance_uid = facts.study_instance_uid + ".1.1";
      facts.modality = made.modality;
      facts.patient_name = made.name;
      facts.patient_id = made.patient_id;
      facts.accession_number = made.accession;
      facts.study_at = made.second * 1'000'000;
      auto added = studies.add_instance(session, "liuhe", facts, *object, *key);
      if (!added) return fail(added);
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  Result<v1::SearchStudiesReply> search() {
    return catalog->read<v1::SearchStudiesReply>(
        [&](soci::session& session) { return StudyStore::search(session, request); });
  }
  // Study times in seconds, in order: "200 100".
  std::string found() {
    const auto reply = search();
    if (!reply) return reply.error().reason;
    std::string times;
    for (const auto& study : reply->studies())
      times += (times.empty() ? "" : " ") + std::to_string(study.study_time().seconds());
    return times;
  }
  v1::SearchStudiesRequest request;
  int made_ = 0;
};

TEST_F(Search, ByTheBeginningOfTheNameNewestFirst) {
  request.set_patient_name("王小");
  EXPECT_EQ(found(), "300 200 100");
  request.set_patient_name(" 王小明 ");
  EXPECT_EQ(found(), "200 100");
  request.set_patient_name("zhang");
  EXPECT_EQ(found(), "400");
  request.set_patient_name("小明");
  EXPECT_EQ(found(), "") << "the beginning is searched";
}

TEST_F(Search, ByTheWholeNumberAndNoPattern) {
  request.set_patient_id("P1");
  EXPECT_EQ(found(), "200 100");
  request.set_patient_id("P");
  EXPECT_EQ(found(), "");
  request.set_patient_id("Z%1");
  EXPECT_EQ(found(), "");
  request.set_patient_id("");
  request.set_accession_number("A4");
  EXPECT_EQ(found(), "400");
}

TEST_F(Search, AllConditionsHold) {
  request.set_patient_name("王小");
  request.set_modality("CT");
  EXPECT_EQ(found(), "300 100");
  *request.mutable_from() = TimeUtil::SecondsToTimestamp(100);
  *request.mutable_before() = TimeUtil::SecondsToTimestamp(300);
  EXPECT_EQ(found(), "100");
  request.set_modality("C_");
  EXPECT_EQ(found(), "");
}

TEST_F(Search, PagesFollowOneAnotherWithoutGapsOrRepeats) {
  for (int i = 0; i < 7; ++i) add({"李四", "P9", "", "DX", 500});  // the same second: only the key tells them apart
  add({"李四", "P9", "", "DX", 501});
  request.set_patient_id("P9");
  request.set_page_size(3);
  std::set<std::string> seen;
  int pages = 0, rows = 0;
  do {
    const auto reply = search();
    ASSERT_TRUE(reply) << reply.error().message;
    for (const auto& study : reply->studies()) seen.insert(study.study_id());
    rows += reply->studies_size();
    request.set_page_token(reply->next_page_token());
    ASSERT_LT(++pages, 5);
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(rows, 8);
  EXPECT_EQ(seen.size(), 8U);
}

TEST_F(Search, APageHasAtMostAHundredRows) {
  for (int i = 0; i < 101; ++i) add({"李四", "P9", "", "DX", 500 + i});
  request.set_patient_id("P9");
  request.set_page_size(1000);
  const auto reply = search();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->studies_size(), 100);
  EXPECT_FALSE(reply->next_page_token().empty());
}

TEST_F(Search, IsRefusedWhereItIsTooWideOrMadeUp) {
  EXPECT_EQ(found(), "SEARCH_TOO_WIDE");
  request.set_modality("CT");
  EXPECT_EQ(found(), "SEARCH_TOO_WIDE");
  request.set_patient_name("王");
  EXPECT_EQ(found(), "SEARCH_TOO_WIDE");
  request.set_patient_id("P3");
  request.clear_modality();
  EXPECT_EQ(found(), "0") << "one character beside a number is a condition";
  for (const char* token : {"x", "1", "1.", ".1", "1.2.3", "1.2 ", "99999999999999999999.1"}) {
    request.set_page_token(token);
    EXPECT_EQ(found(), "BAD_PAGE_TOKEN") << token;
  }
  request.clear_page_token();
  request.set_patient_id(std::string(257, 'x'));
  EXPECT_EQ(found(), "BAD_SEARCH");
  request.set_patient_id("P3");
  request.mutable_from()->set_seconds(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(found(), "BAD_SEARCH");
}

}  // namespace
}  // namespace rdc::router
