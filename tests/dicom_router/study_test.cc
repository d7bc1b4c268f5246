#include <fstream>
#include <functional>

#include "common/rpc/status.h"
#include "dicom_router/store/ledger_store.h"
#include "dicom_router/store/patient_identity.h"
#include "tests/dicom_router/archive.h"

namespace rdc::router {
namespace {

using namespace testing_support;

TEST(PatientIdentity, RefusesEverySingleCharacterErrorAndAdjacentSwap) {
  const std::string right = "11010519491231002X";
  ASSERT_TRUE(is_identity_card_number(right));
  ASSERT_TRUE(is_identity_card_number("11010519491231002x"));
  for (std::size_t i = 0; i < right.size(); ++i)
    for (const char c : std::string("0123456789X")) {
      auto wrong = right;
      wrong[i] = c;
      EXPECT_EQ(is_identity_card_number(wrong), wrong == right) << wrong;
    }
  for (std::size_t i = 0; i + 1 < right.size(); ++i) {
    auto wrong = right;
    std::swap(wrong[i], wrong[i + 1]);
    EXPECT_EQ(is_identity_card_number(wrong), wrong == right) << wrong;
  }
}

class StudyTest : public testing::Test {
 protected:
  std::string send(TinyDicom image, const std::string& site = "site-a") {
    const auto bytes = image.bytes();
    const auto begin = archive_.begin_of(bytes);
    Lane lane(services_, site);
    EXPECT_TRUE(lane.send(begin, bytes));
    EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
    return begin.sha256();
  }
  std::string study_id(const std::string& uid, const std::string& site = "site-a") {
    return Archive::take(archive_.catalog->read<std::string>([&](soci::session& s) -> Result<std::string> {
      std::string id;
      s << "SELECT study_id FROM study WHERE study_instance_uid = :uid AND site_id = :site", soci::use(uid),
          soci::use(site), soci::into(id);
      return id;
    }));
  }
  grpc::Status read(const std::string& study, const std::string& sha256, std::uint64_t offset, std::string& bytes) {
    grpc::ClientContext context;
    call_as(context, "", "li", "one");
    v1::ReadObjectRequest request;
    request.set_study_id(study);
    request.set_sha256(sha256);
    request.set_offset(offset);
    auto stream = v1::Study::NewStub(services_.channel)->ReadObject(&context, request);
    v1::DataChunk chunk;
    while (stream->Read(&chunk)) {
      EXPECT_EQ(chunk.offset(), offset + bytes.size());
      bytes += chunk.data();
    }
    return stream->Finish();
  }

  Archive archive_;
  Services services_{archive_};
};

TEST_F(StudyTest, GivesSeriesAndInstancesInTheirOrder) {
  for (const int n : {3, 1, 2}) {
    TinyDicom image;
    image.sop_uid = "1.2.3.1." + std::to_string(n);
    image.instance_number = n;
    send(image);
  }
  grpc::ClientContext context;
  call_as(context, "", "li", "one");
  v1::GetStudyRequest request;
  request.set_study_id(study_id("1.2.3"));
  v1::GetStudyReply reply;
  const auto status = v1::Study::NewStub(services_.channel)->GetStudy(&context, request, &reply);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(reply.series_size(), 1);
  ASSERT_EQ(reply.series(0).instances_size(), 3);
  for (int n = 1; n <= 3; ++n) EXPECT_EQ(reply.series(0).instances(n - 1).instance_number(), n);
  EXPECT_EQ(reply.study().instance_count(), 3u);
}

TEST_F(StudyTest, PriorsCrossSitesByIdentityCardOnly) {
  TinyDicom image;
  image.patient_id = "11010519491231002X";
  image.study_uid = "1";
  image.sop_uid = "1.1";
  send(image, "site-a");
  image.study_uid = "2";
  image.sop_uid = "2.1";
  send(image, "site-b");
  image.patient_id = "0001";
  image.study_uid = "3";
  image.sop_uid = "3.1";
  send(image, "site-a");
  image.study_uid = "4";
  image.sop_uid = "4.1";
  send(image, "site-a");
  image.study_uid = "5";
  image.sop_uid = "5.1";
  send(image, "site-b");
  image.patient_id = "";
  for (const char* uid : {"6", "7"}) {
    image.study_uid = uid;
    image.sop_uid = std::string(uid) + ".1";
    send(image, "site-a");
  }
  const auto priors = [&](const std::string& uid, const std::string& site) {
    const auto id = study_id(uid, site);
    std::string uids;
    for (const auto& prior : Archive::take(archive_.catalog->read<std::vector<v1::StudySummary>>(
             [&](soci::session& s) { return archive_.studies.priors_of(s, id); })))
      uids += prior.study_instance_uid();
    return uids;
  };
  EXPECT_EQ(priors("1", "site-a"), "2");
  EXPECT_EQ(priors("3", "site-a"), "4");
  EXPECT_EQ(priors("5", "site-b"), "");
  EXPECT_EQ(priors("6", "site-a"), "") << "no number is nobody's number";
}

TEST_F(StudyTest, StreamsTheOriginalBytesFromAnyOffset) {
  TinyDicom image;
  image.pixel_bytes = 700'000;
  const auto sha256 = send(image);
  const auto study = study_id("1.2.3");
  for (const std::size_t offset : {std::size_t{0}, std::size_t{300'000}, image.bytes().size()}) {
    std::string bytes;
    EXPECT_TRUE(read(study, sha256, offset, bytes).ok());
    EXPECT_EQ(bytes, image.bytes().substr(offset));
  }
  std::string bytes;
  EXPECT_EQ(read(study, sha256, image.bytes().size() + 1, bytes).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(read(study, std::string(64, 'a'), 0, bytes).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(StudyTest, NeverDeliversDamagedBytesWhole) {
  TinyDicom image;
  image.pixel_bytes = 700'000;
  const auto sha256 = send(image);
  {
    std::fstream file(archive_.objects->path_of(sha256), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(1000);
    file.put('!');
  }
  std::string bytes;
  EXPECT_EQ(read(study_id("1.2.3"), sha256, 0, bytes).error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_LT(bytes.size(), image.bytes().size());
}

// What a reader made: the smallest object of its class.
TinyDicom presentation_state() {
  TinyDicom object;
  object.sop_class = "1.2.840.10008.5.1.4.1.1.11.1";
  object.sop_uid = "2.25.7";
  object.series_uid = "2.25.8";
  object.modality = "PR";
  object.pixel_bytes = 0;
  return object;
}

class DerivedTest : public StudyTest {
 protected:
  grpc::Status store(const std::string& study, const std::string& bytes) {
    grpc::ClientContext context;
    call_as(context, "", "li", "one");
    v1::StoreDerivedRequest request;
    request.set_study_id(study);
    request.set_object(bytes);
    reply_.Clear();
    return v1::Study::NewStub(services_.channel)->StoreDerived(&context, request, &reply_);
  }
  v1::StoreDerivedReply reply_;
};

TEST_F(DerivedTest, KeepsWhatAReaderMadeAndGivesItBack) {
  send({});
  const auto study = study_id("1.2.3");
  const auto changes = archive_.number("SELECT MAX(change_sequence) FROM worklist_item");
  const auto bytes = presentation_state().bytes();
  const auto status = store(study, bytes);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(reply_.sop_instance_uid(), "2.25.7");
  EXPECT_FALSE(reply_.already_stored());
  std::string back;
  EXPECT_TRUE(read(study, reply_.object().sha256(), 0, back).ok());
  EXPECT_EQ(back, bytes);
  ASSERT_TRUE(store(study, bytes).ok()) << "a reply that was lost is asked for again";
  EXPECT_TRUE(reply_.already_stored());
  EXPECT_EQ(archive_.number("SELECT COUNT(*) FROM instance"), 2);
  EXPECT_EQ(archive_.number("SELECT MAX(change_sequence) FROM worklist_item"), changes) << "nothing new to be read";
  const auto found = Archive::take(
      archive_.catalog->read<StudyRecord>([&](soci::session& s) { return archive_.studies.find(s, study); }));
  ASSERT_EQ(found.summary.modalities_size(), 1);
  EXPECT_EQ(found.summary.modalities(0), "CT") << "what was acquired, not what was made of it";
}

TEST_F(DerivedTest, IsNoGapBetweenSiteAndCentre) {
  send({});
  ASSERT_TRUE(store(study_id("1.2.3"), presentation_state().bytes()).ok());
  EXPECT_EQ(archive_.number("SELECT COUNT(*) FROM item WHERE state = 'derived'"), 1);
  const auto reply = Archive::take(
      archive_.catalog->read<v1::ReconcileReply>([&](soci::session& s) { return LedgerStore::reconcile(s, 100); }));
  int received = 0;
  for (const auto& gap : reply.gaps()) received += gap.stage() == "received" ? 1 : 0;
  EXPECT_EQ(received, 1) << "the image alone, whose agent has not reported here";
}

TEST_F(DerivedTest, TakesStatesOfGreyAndOfColour) {
  send({});
  int number = 0;
  for (const char* sop_class : {"1.2.840.10008.5.1.4.1.1.11.1", "1.2.840.10008.5.1.4.1.1.11.2"}) {
    auto object = presentation_state();
    object.sop_class = sop_class;
    object.sop_uid = "1.2.3.9." + std::to_string(++number);
    EXPECT_TRUE(store(study_id("1.2.3"), object.bytes()).ok()) << sop_class;
  }
  auto blended = presentation_state();
  blended.sop_class = "1.2.840.10008.5.1.4.1.1.11.4";
  EXPECT_EQ(rpc::from_status(store(study_id("1.2.3"), blended.bytes())).reason, "NOT_A_DERIVED_OBJECT");
}

TEST_F(DerivedTest, RefusesWhatDoesNotBelong) {
  send({});
  const auto study = study_id("1.2.3");
  struct Case {
    const char* reason;
    std::function<void(TinyDicom&)> change;
  };
  for (const Case& c : {Case{"NOT_A_DERIVED_OBJECT", [](TinyDicom& d) { d.sop_class = "1.2.840.10008.5.1.4.1.1.2"; }},
                        Case{"OTHER_STUDY", [](TinyDicom& d) { d.study_uid = "1.2.4"; }},
                        Case{"OTHER_PATIENT", [](TinyDicom& d) { d.patient_id = "P2"; }},
                        Case{"UID_TAKEN", [](TinyDicom& d) { d.sop_uid = "1.2.3.1.1"; }}}) {
    auto object = presentation_state();
    c.change(object);
    const auto error = rpc::from_status(store(study, object.bytes()));
    EXPECT_EQ(error.reason, c.reason);
  }
  EXPECT_EQ(rpc::from_status(store(study, "no DICOM at all, but long enough to look")).code, ErrorCode::kInvalid);
  EXPECT_EQ(rpc::from_status(store(study, std::string((1 << 20) + 1, 'x'))).reason, "OBJECT_TOO_LARGE");
  EXPECT_EQ(rpc::from_status(store("no-such-study", presentation_state().bytes())).code, ErrorCode::kNotFound);
  EXPECT_EQ(archive_.number("SELECT COUNT(*) FROM instance"), 1);
}

}  // namespace
}  // namespace rdc::router
