// The running router over mutual TLS: an infarction goes in at a village, the alarm comes out at a station, the answer
// reaches the village, and every step is on record.
#include <gtest/gtest.h>

#include "common/base/digest.h"
#include "common/rpc/status.h"
#include "ecg/formats/write.h"
#include "ecg/simulation/simulator.h"
#include "rdc/v1/alert.grpc.pb.h"
#include "rdc/v1/ecg.grpc.pb.h"
#include "rdc/v1/ingest.grpc.pb.h"
#include "rdc/v1/mailbox.grpc.pb.h"
#include "tests/dicom_router/access/running_router.h"

namespace rdc::router {
namespace {

class AlertOnTheWire : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { router = std::make_unique<RunningRouter>(); }
  static void TearDownTestSuite() { router.reset(); }
  static std::unique_ptr<RunningRouter> router;

  void SetUp() override {
    agent = router->connect(router->add_agent("village"));
    station = router->connect(router->add_station("ecg-1"));
    const auto name = std::string("doctor-") + ::testing::UnitTest::GetInstance()->current_test_info()->name();
    auto lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return static_cast<char>(std::tolower(c)); });
    doctor = router->add_person(lower, v1::ROLE_CARDIOLOGIST);
    token = router->log_in(station, doctor);
  }
  void prepare(grpc::ClientContext& context, bool as_doctor = true) {
    rpc::set_deadline(context, std::chrono::seconds(60));
    if (as_doctor) rpc::set_session(context, token);
  }
  template <typename Stub, typename Request, typename Reply>
  Reply call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
             const Request& request, bool as_doctor = true) {
    grpc::ClientContext context;
    prepare(context, as_doctor);
    Reply reply;
    const auto status = (stub.*method)(&context, request, &reply);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return reply;
  }

  std::string infarction(std::uint64_t person) {
    ecg::simulation::Request request;
    request.seed = person;
    request.morphology = ecg::simulation::Morphology::kAnteriorStemi;
    auto made = ecg::simulation::simulate(request);
    made.recording.subject.id = "V-" + std::to_string(person);
    made.recording.subject.name = "王小明";
    const auto written = ecg::write(made.recording, ecg::Format::kScp);
    const auto& bytes = written->files.front().bytes;
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  void upload(const std::string& bytes) {
    auto stub = v1::Ingest::NewStub(agent);
    grpc::ClientContext context;
    prepare(context, false);
    auto stream = stub->Upload(&context);
    v1::UploadRequest request;
    auto& begin = *request.mutable_begin();
    begin.set_item_id(ids.next());
    begin.set_sha256(base::sha256(bytes).hex());
    begin.set_size(bytes.size());
    begin.set_kind(v1::ITEM_KIND_ECG_FILE);
    begin.set_urgency(v1::URGENCY_EMERGENCY);
    begin.set_coding(v1::CODING_IDENTITY);
    begin.set_coded_size(bytes.size());
    begin.mutable_clock()->set_offset_ms(420'000);  // the village's clock is 7 min slow
    begin.mutable_clock()->set_uncertainty_ms(100);
    const auto shown = clock.now() - std::chrono::minutes(7);
    begin.mutable_received_at()->set_seconds(base::to_micros(shown) / 1'000'000);
    const auto item_id = begin.item_id();
    ASSERT_TRUE(stream->Write(request));
    request.mutable_chunk()->set_item_id(item_id);
    request.mutable_chunk()->set_data(bytes);
    ASSERT_TRUE(stream->Write(request));
    v1::UploadReply reply;
    while (stream->Read(&reply) && !reply.has_outcome()) {
    }
    EXPECT_EQ(reply.outcome().result(), v1::Outcome::STORED);
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
  }

  base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  std::shared_ptr<grpc::Channel> agent, station;
  RunningRouter::Person doctor;
  std::string token;
};
std::unique_ptr<RunningRouter> AlertOnTheWire::router;

TEST_F(AlertOnTheWire, AnInfarctionGoesAllTheWayAndComesBack) {
  auto alerts = v1::Alert::NewStub(station);
  grpc::ClientContext watching;
  prepare(watching);
  auto feed = alerts->Watch(&watching, {});
  upload(infarction(5));
  v1::CaseChange change;
  while (feed->Read(&change) && change.alert_case().alerts().empty()) {
  }
  const auto seen = change.alert_case();
  ASSERT_EQ(seen.alerts_size(), 1);
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_RAISED);
  EXPECT_TRUE(seen.addressed_to_me());
  EXPECT_EQ(seen.site_id(), "village");
  EXPECT_EQ(seen.patient().name(), "王小明");

  auto ecgs = v1::Ecg::NewStub(station);
  v1::GetEcgAnalysisRequest asked;
  asked.set_study_id(seen.ecgs(0).study_id());
  const auto analysis = call(*ecgs, &v1::Ecg::Stub::GetAnalysis, asked).analysis();
  EXPECT_GE(analysis.tier(), v1::ECG_TIER_SUSPECTED);
  EXPECT_GT(analysis.statements_size(), 0);
  v1::GetCaseRequest whose;
  whose.set_case_id(seen.case_id());
  const v1::GetCaseReply fetched = call(*alerts, &v1::Alert::Stub::GetCase, whose);
  for (const auto& point : fetched.alert_case().points())
    EXPECT_NE(point.kind(), v1::POINT_KIND_ECG_OPENED) << "fetched is not opened";
  v1::ReportEcgOpenedRequest opened;
  opened.set_study_id(asked.study_id());
  opened.set_sha256(analysis.sha256());
  call(*ecgs, &v1::Ecg::Stub::ReportOpened, opened);
  call(*ecgs, &v1::Ecg::Stub::ReportOpened, opened);

  v1::AcknowledgeAlertRequest acknowledgement;
  acknowledgement.set_case_id(seen.case_id());
  acknowledgement.set_action_id(ids.next());
  call(*alerts, &v1::Alert::Stub::Acknowledge, acknowledgement);
  v1::DecideRequest decision;
  decision.set_case_id(seen.case_id());
  decision.set_action_id(ids.next());
  decision.set_verdict(v1::DECISION_VERDICT_CONFIRMED);
  decision.set_diagnosis("急性前壁心肌梗死");
  decision.set_plan(v1::TREATMENT_PLAN_PRIMARY_PCI);
  const auto decided = call(*alerts, &v1::Alert::Stub::Decide, decision).alert_case();
  EXPECT_EQ(decided.state(), v1::ALERT_STATE_CONFIRMED);

  // At the village: analysed, opened, the case, and the answer, which it acknowledges.
  auto mailbox = v1::Mailbox::NewStub(agent);
  grpc::ClientContext subscribed;
  prepare(subscribed, false);
  auto letters = mailbox->Subscribe(&subscribed, {});
  std::set<v1::ProgressLetter::Stage> stages;
  v1::Delivery delivery;
  while (letters->Read(&delivery) && !delivery.letter().has_answer())
    if (delivery.letter().has_progress()) stages.insert(delivery.letter().progress().stage());
  subscribed.TryCancel();
  const auto& answer = delivery.letter().answer();
  EXPECT_EQ(answer.answer_id(), decision.action_id());
  EXPECT_TRUE(stages.contains(v1::ProgressLetter::ANALYSED));
  EXPECT_TRUE(stages.contains(v1::ProgressLetter::OPENED));
  v1::AcknowledgeRequest kept;
  kept.set_letter_id(delivery.letter().letter_id());
  kept.set_verdict(v1::AcknowledgeRequest::KEPT);
  call(*mailbox, &v1::Mailbox::Stub::Acknowledge, kept, false);

  v1::GetCaseRequest which;
  which.set_study_id(seen.ecgs(0).study_id());
  const auto whole = call(*alerts, &v1::Alert::Stub::GetCase, which).alert_case();
  EXPECT_TRUE(whole.answers(0).has_delivered_at());
  std::set<v1::PointKind> kinds;
  for (const auto& point : whole.points()) {
    kinds.insert(point.kind());
    if (point.kind() != v1::POINT_KIND_ECG_RECEIVED) continue;
    const auto off = base::to_micros(clock.now()) / 1'000'000 - point.centre_time().seconds();
    EXPECT_LT(std::abs(off), 60) << "a clock 7 minutes wrong was not corrected";
    EXPECT_EQ(point.uncertainty_ms(), 100U);
  }
  for (const auto kind : {v1::POINT_KIND_ECG_RECEIVED, v1::POINT_KIND_ECG_STORED, v1::POINT_KIND_ECG_OPENED,
                          v1::POINT_KIND_ALERT_RAISED, v1::POINT_KIND_ALERT_ACKNOWLEDGED, v1::POINT_KIND_DIAGNOSED,
                          v1::POINT_KIND_DECISION, v1::POINT_KIND_ANSWER_DELIVERED})
    EXPECT_TRUE(kinds.contains(kind)) << v1::PointKind_Name(kind);
  watching.TryCancel();
}

TEST_F(AlertOnTheWire, ClocksAreMeasuredInOneExchange) {
  auto alerts = v1::Alert::NewStub(agent);
  v1::MeasureClockRequest request;
  request.mutable_client_sent_at()->set_seconds(12345);
  const auto before = base::to_micros(clock.now());
  const auto reply = call(*alerts, &v1::Alert::Stub::MeasureClock, request, false);
  const auto after = base::to_micros(clock.now());
  const auto micros = [](const google::protobuf::Timestamp& time) {
    return time.seconds() * 1'000'000 + time.nanos() / 1000;
  };
  EXPECT_EQ(reply.client_sent_at().seconds(), 12345);
  EXPECT_LE(before, micros(reply.received_at()));
  EXPECT_LE(micros(reply.received_at()), micros(reply.sent_at()));
  EXPECT_LE(micros(reply.sent_at()), after);
}

TEST_F(AlertOnTheWire, ACorrectionIsKeptApartFromTheMachinesReading) {
  upload(infarction(6));
  auto ecgs = v1::Ecg::NewStub(station);
  // The analysis comes with the feed's next change at the latest.
  auto alerts = v1::Alert::NewStub(station);
  grpc::ClientContext watching;
  prepare(watching);
  auto feed = alerts->Watch(&watching, {});
  v1::CaseChange change;
  while (feed->Read(&change) && change.alert_case().patient().patient_id() != "V-6") {
  }
  watching.TryCancel();
  v1::GetEcgAnalysisRequest asked;
  asked.set_study_id(change.alert_case().ecgs(0).study_id());
  const auto machine = call(*ecgs, &v1::Ecg::Stub::GetAnalysis, asked).analysis();
  v1::SaveOverreadRequest save;
  auto& overread = *save.mutable_overread();
  overread.set_overread_id(ids.next());
  overread.set_study_id(machine.study_id());
  overread.set_sha256(machine.sha256());
  overread.set_rule_version(machine.rule_version());
  auto& judged = *overread.add_statements();
  judged.set_code(machine.statements(0).code());
  judged.set_verdict(v1::STATEMENT_VERDICT_REJECTED);
  auto& corrected = *overread.add_corrections();
  corrected.set_name("PR");
  corrected.set_unit("ms");
  corrected.set_value(164);
  const auto saved = call(*ecgs, &v1::Ecg::Stub::SaveOverread, save).overread();
  EXPECT_EQ(saved.reader_user_id(), doctor.user_id);
  EXPECT_EQ(call(*ecgs, &v1::Ecg::Stub::SaveOverread, save).overread().SerializeAsString(), saved.SerializeAsString())
      << "the same again changes nothing";
  EXPECT_EQ(call(*ecgs, &v1::Ecg::Stub::GetAnalysis, asked).analysis().SerializeAsString(),
            machine.SerializeAsString());
  const auto refused = [&](const v1::SaveOverreadRequest& request) {
    grpc::ClientContext context;
    prepare(context);
    v1::SaveOverreadReply reply;
    return rpc::from_status(ecgs->SaveOverread(&context, request, &reply)).reason;
  };
  auto stale = save;
  stale.mutable_overread()->set_overread_id(ids.next());
  EXPECT_EQ(refused(stale), "STALE_OVERREAD");
  stale.mutable_overread()->set_previous_overread_id(saved.overread_id());
  stale.mutable_overread()->mutable_statements(0)->set_code("NO_SUCH_CODE");
  EXPECT_EQ(refused(stale), "NO_SUCH_STATEMENT");
  auto other = save;
  other.mutable_overread()->set_note("another text");
  EXPECT_EQ(refused(other), "OVERREAD_EXISTS");
  v1::ListEcgSummariesRequest listed;
  listed.add_study_ids(machine.study_id());
  const auto summary = call(*ecgs, &v1::Ecg::Stub::ListSummaries, listed).summaries(0);
  EXPECT_TRUE(summary.overread());
  EXPECT_EQ(summary.case_id(), change.alert_case().case_id());
}

}  // namespace
}  // namespace rdc::router
