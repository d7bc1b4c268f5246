// An infarction at a village clinic whose clock is 7 minutes slow: the alarm at the duty cardiologist's station, the
// answer back at the clinic, every point of CLINICAL.md section 2 on record. Agent, router and station are processes.
#include <map>

#include <gtest/gtest.h>

#include "tests/testkit/chest_pain_county.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kWrongBySeconds = -420;
constexpr std::int64_t kTolerance = 2'000'000;  // µs: what the issue of a wrong clock may cost

std::int64_t micros(const google::protobuf::Timestamp& at) { return at.seconds() * 1'000'000 + at.nanos() / 1000; }

class ChestPain : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    county = std::make_unique<ChestPainCounty>(
        ChestPainCounty::Options{.programs = RDC_PROGRAMS,
                                 .seed = 41,
                                 .agent_environment = {"LD_PRELOAD=" RDC_PROGRAMS "/wrong_clock.so",
                                                       "RDC_WALL_CLOCK_OFFSET=" + std::to_string(kWrongBySeconds)}});
    observer = county->person("ecg-2", ChestPainCounty::kSecond);
  }
  static void TearDownTestSuite() {
    observer.reset();
    county.reset();
  }
  static std::unique_ptr<ChestPainCounty> county;
  static std::unique_ptr<StationClient> observer;

  std::int64_t now() { return base::to_micros(county->clock().now()); }
  Clinic clinic() { return Clinic(county->village().data()); }
  // One tap at the console; notes when it truly was.
  void tap(Clinic& clinic, const std::string& case_id, v1::PointKind kind) {
    v1::RecordPointRequest request;
    request.set_point_id(county->ids().next());
    request.set_case_id(case_id);
    request.set_kind(kind);
    request.set_entered_by("张护士");
    truth[kind] = now();
    const auto done = clinic.call(&v1::Agent::Stub::RecordPoint, request);
    ASSERT_TRUE(done.ok()) << done.error_message();
  }
  std::map<v1::PointKind, std::int64_t> truth;
};
std::unique_ptr<ChestPainCounty> ChestPain::county;
std::unique_ptr<StationClient> ChestPain::observer;

// The first point of each kind that counts, corrected to the router's clock.
std::map<v1::PointKind, v1::TimePoint> first_points(const v1::AlertCase& one) {
  std::map<v1::PointKind, v1::TimePoint> out;
  for (const auto& point : one.points())
    if (!point.superseded()) out.try_emplace(point.kind(), point);
  return out;
}

const v1::CaseInterval* interval(const v1::AlertCase& one, std::string_view name) {
  for (const auto& candidate : one.intervals())
    if (candidate.name() == name) return &candidate;
  return nullptr;
}

TEST_F(ChestPain, GoesFromTheElectrodeToTheDecisionAndBack) {
  auto duty = county->duty_station("decide");
  ASSERT_TRUE(duty->wait_for_line("ready", 20s)) << duty->output();
  auto village = clinic();

  // The button first, then the ECG of the same patient.
  const auto patient = county->next_patient();
  v1::PressChestPainRequest press;
  press.set_case_id(county->ids().next());
  press.set_entered_by("张护士");
  press.mutable_patient()->set_patient_id(patient.patient_id);
  press.mutable_patient()->set_name(patient.name);
  truth[v1::POINT_KIND_CHEST_PAIN_ORDER] = truth[v1::POINT_KIND_FIRST_MEDICAL_CONTACT] = now();
  ASSERT_TRUE(village.call(&v1::Agent::Stub::PressChestPain, press).ok());
  tap(village, press.case_id(), v1::POINT_KIND_ONSET);
  tap(village, press.case_id(), v1::POINT_KIND_ECG_START);
  const auto ecg = county->drop_infarction();
  truth[v1::POINT_KIND_ECG_RECEIVED] = truth[v1::POINT_KIND_ECG_SENT] = now();

  // Once the tracing is there and somebody has confirmed, whatever alerts came in between.
  const auto confirmed = county->wait_for_case(*observer, [&](const v1::AlertCase& one) {
    return one.state() == v1::ALERT_STATE_CONFIRMED && one.ecgs_size() == 1 &&
           one.ecgs(0).tier() >= v1::ECG_TIER_SUSPECTED;
  });
  ASSERT_TRUE(confirmed) << duty->output();
  truth[v1::POINT_KIND_DIAGNOSED] = now();
  EXPECT_EQ(confirmed->patient().patient_id(), patient.patient_id);
  EXPECT_EQ(confirmed->ecgs(0).sha256(), ecg.sha256);
  EXPECT_EQ(confirmed->site_id(), "xinzhuang");

  // Back at the village: sounding until it is read back.
  const auto answered = village.wait_for_view([&](const v1::ClinicView& view) {
    return view.answers_size() > 0 && view.answers(0).sounding() && !view.cases().empty() &&
           view.cases(0).state() == v1::ALERT_STATE_CONFIRMED && view.ecgs_size() == 1 &&
           view.ecgs(0).progress() == v1::CLINIC_PROGRESS_ANSWERED;
  });
  ASSERT_TRUE(answered);
  const auto& answer = answered->answers(0).letter();
  EXPECT_EQ(answer.verdict(), v1::DECISION_VERDICT_CONFIRMED);
  EXPECT_EQ(answer.plan(), v1::TREATMENT_PLAN_PRIMARY_PCI);
  EXPECT_EQ(answer.by(), "辛立成");
  ASSERT_EQ(answered->ecgs_size(), 1);
  EXPECT_EQ(answered->ecgs(0).progress(), v1::CLINIC_PROGRESS_ANSWERED);
  EXPECT_GE(answered->ecgs(0).analysis().tier(), v1::ECG_TIER_SUSPECTED) << "the agent's own warning";
  v1::ReadBackAnswerRequest read_back;
  read_back.set_answer_id(answer.answer_id());
  read_back.set_by("张护士");
  read_back.set_text("急性心梗,立即转运");
  truth[v1::POINT_KIND_READ_BACK] = now();
  ASSERT_TRUE(village.call(&v1::Agent::Stub::ReadBackAnswer, read_back).ok());
  const std::string local_case = answered->cases(0).case_id();
  const std::array steps{v1::POINT_KIND_AMBULANCE_CALLED, v1::POINT_KIND_DOOR_IN, v1::POINT_KIND_DOOR_OUT,
                         v1::POINT_KIND_ARRIVAL,          v1::POINT_KIND_NEEDLE,  v1::POINT_KIND_WIRE};
  for (const auto step : steps) tap(village, local_case, step);

  // Closed by a person with what was done, once the last step is known at the centre.
  duty->kill_now();
  ASSERT_TRUE(county->wait_for_case(*observer, [](const v1::AlertCase& one) {
    return first_points(one).contains(v1::POINT_KIND_WIRE);
  })) << "the clinic's taps did not arrive";
  duty = county->duty_station("close");
  const auto closed =
      county->wait_for_case(*observer, [](const v1::AlertCase& one) { return one.state() == v1::ALERT_STATE_CLOSED; });
  ASSERT_TRUE(closed) << duty->output();
  EXPECT_EQ(closed->treatment(), v1::TREATMENT_PLAN_PRIMARY_PCI);

  const auto points = first_points(*closed);
  for (const auto kind : {v1::POINT_KIND_ONSET,
                          v1::POINT_KIND_FIRST_MEDICAL_CONTACT,
                          v1::POINT_KIND_CHEST_PAIN_ORDER,
                          v1::POINT_KIND_ECG_START,
                          v1::POINT_KIND_ECG_END,
                          v1::POINT_KIND_ECG_RECEIVED,
                          v1::POINT_KIND_ECG_SENT,
                          v1::POINT_KIND_ECG_STORED,
                          v1::POINT_KIND_ALERT_RAISED,
                          v1::POINT_KIND_ALERT_DELIVERED,
                          v1::POINT_KIND_ECG_OPENED,
                          v1::POINT_KIND_ALERT_ACKNOWLEDGED,
                          v1::POINT_KIND_DIAGNOSED,
                          v1::POINT_KIND_DECISION,
                          v1::POINT_KIND_ANSWER_DELIVERED,
                          v1::POINT_KIND_READ_BACK,
                          v1::POINT_KIND_AMBULANCE_CALLED,
                          v1::POINT_KIND_DOOR_IN,
                          v1::POINT_KIND_DOOR_OUT,
                          v1::POINT_KIND_ARRIVAL,
                          v1::POINT_KIND_NEEDLE,
                          v1::POINT_KIND_WIRE,
                          v1::POINT_KIND_CLOSED})
    EXPECT_TRUE(points.contains(kind)) << v1::PointKind_Name(kind) << " is not on record";

  // In order, across three clocks; each pair's clocks are known to some milliseconds.
  std::int64_t before = 0;
  for (const auto kind :
       {v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_KIND_ECG_RECEIVED, v1::POINT_KIND_ECG_SENT,
        v1::POINT_KIND_ECG_STORED, v1::POINT_KIND_DECISION, v1::POINT_KIND_ANSWER_DELIVERED, v1::POINT_KIND_READ_BACK,
        v1::POINT_KIND_AMBULANCE_CALLED, v1::POINT_KIND_DOOR_IN, v1::POINT_KIND_DOOR_OUT, v1::POINT_KIND_ARRIVAL,
        v1::POINT_KIND_NEEDLE, v1::POINT_KIND_WIRE, v1::POINT_KIND_CLOSED}) {
    if (!points.contains(kind)) continue;
    const auto at = micros(points.at(kind).centre_time());
    EXPECT_LE(before, at + 100'000) << v1::PointKind_Name(kind);
    before = at;
  }

  // The village's clock was wrong by 7 minutes, and no time is.
  for (const auto& [kind, true_time] : truth) {
    if (!points.contains(kind)) continue;
    const auto& point = points.at(kind);
    EXPECT_NEAR(static_cast<double>(micros(point.centre_time())), static_cast<double>(true_time), kTolerance)
        << v1::PointKind_Name(kind);
    if (point.source() != v1::POINT_SOURCE_AGENT) continue;
    EXPECT_NEAR(static_cast<double>(micros(point.at()) - true_time), 1e6 * kWrongBySeconds, kTolerance)
        << "the test's wrong clock does not work: " << v1::PointKind_Name(kind);
  }
  // From the village's clock to the station's: what the certificate of the chest-pain centre asks for.
  const auto* diagnosis = interval(*closed, "ecg_to_diagnosis");
  ASSERT_NE(diagnosis, nullptr);
  EXPECT_NEAR(static_cast<double>(diagnosis->duration_ms()) * 1000,
              static_cast<double>(truth[v1::POINT_KIND_DIAGNOSED] - truth[v1::POINT_KIND_ECG_RECEIVED]), kTolerance);
  const auto* device = interval(*closed, "fmc_to_device");
  ASSERT_NE(device, nullptr);
  EXPECT_NEAR(static_cast<double>(device->duration_ms()) * 1000,
              static_cast<double>(truth[v1::POINT_KIND_WIRE] - truth[v1::POINT_KIND_FIRST_MEDICAL_CONTACT]),
              kTolerance);

  // Who saw and did what, in order, in a chain that holds.
  const auto audit = county->county().router_command({"audit", "list", "--limit", "1000"});
  ASSERT_TRUE(audit);
  std::size_t at = 0;
  for (const char* action : {"alert.open", "ecg.open", "alert.acknowledge", "alert.confirm", "alert.answer_delivered",
                             "alert.read_back", "alert.close"}) {
    const auto found = audit->output.find(action, at);
    EXPECT_NE(found, std::string::npos) << action << " in\n" << audit->output;
    if (std::string_view(action) == "ecg.open") continue;  // beside the acknowledgement, in either order
    if (found != std::string::npos) at = found;
  }
  const auto verified = county->county().router_command({"audit", "verify"});
  EXPECT_TRUE(verified && verified->ok());
}

// ---- Who may not
// -----------------------------------------------------------------------------------------------------

using Try = grpc::Status (*)(const StationClient&, v1::Alert::Stub&, const v1::AlertCase&, base::IdGenerator&);

template <typename Request, typename Reply>
grpc::Status attempt(const StationClient& person, v1::Alert::Stub& stub,
                     grpc::Status (v1::Alert::Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
                     Request request, const std::string& case_id) {
  request.set_case_id(case_id);
  Reply reply;
  return call_as(person, stub, method, request, reply);
}

const std::map<std::string, Try> kTries{
    {"displayed",
     [](const StationClient& p, v1::Alert::Stub& s, const v1::AlertCase& c, base::IdGenerator& ids) {
       v1::ReportDisplayedRequest request;
       request.add_alert_ids(c.alerts(0).alert_id());
       request.mutable_point()->set_point_id(ids.next());
       request.mutable_point()->set_kind(v1::POINT_KIND_ALERT_DELIVERED);
       request.mutable_point()->set_source(v1::POINT_SOURCE_STATION);
       request.mutable_point()->mutable_at()->set_seconds(c.opened_at().seconds());
       return attempt(p, s, &v1::Alert::Stub::ReportDisplayed, request, c.case_id());
     }},
    {"acknowledge",
     [](const StationClient& p, v1::Alert::Stub& s, const v1::AlertCase& c, base::IdGenerator& ids) {
       v1::AcknowledgeAlertRequest request;
       request.set_action_id(ids.next());
       return attempt(p, s, &v1::Alert::Stub::Acknowledge, request, c.case_id());
     }},
    {"confirm",
     [](const StationClient& p, v1::Alert::Stub& s, const v1::AlertCase& c, base::IdGenerator& ids) {
       v1::DecideRequest request;
       request.set_action_id(ids.next());
       request.set_verdict(v1::DECISION_VERDICT_CONFIRMED);
       request.set_diagnosis("心梗");
       request.set_plan(v1::TREATMENT_PLAN_PRIMARY_PCI);
       return attempt(p, s, &v1::Alert::Stub::Decide, request, c.case_id());
     }},
    {"refute",
     [](const StationClient& p, v1::Alert::Stub& s, const v1::AlertCase& c, base::IdGenerator& ids) {
       v1::DecideRequest request;
       request.set_action_id(ids.next());
       request.set_verdict(v1::DECISION_VERDICT_REFUTED);
       request.set_diagnosis("正常");
       request.set_plan(v1::TREATMENT_PLAN_NO_TREATMENT);
       return attempt(p, s, &v1::Alert::Stub::Decide, request, c.case_id());
     }},
    {"close",
     [](const StationClient& p, v1::Alert::Stub& s, const v1::AlertCase& c, base::IdGenerator& ids) {
       v1::CloseCaseRequest request;
       request.set_action_id(ids.next());
       request.set_treatment(v1::TREATMENT_PLAN_NO_TREATMENT);
       return attempt(p, s, &v1::Alert::Stub::Close, request, c.case_id());
     }},
    {"advise",
     [](const StationClient& p, v1::Alert::Stub& s, const v1::AlertCase& c, base::IdGenerator& ids) {
       v1::AdviseRequest request;
       request.set_answer_id(ids.next());
       request.set_text("回家");
       return attempt(p, s, &v1::Alert::Stub::Advise, request, c.case_id());
     }},
    {"open",
     [](const StationClient& p, v1::Alert::Stub& s, const v1::AlertCase& c, base::IdGenerator& ids) {
       v1::OpenFromStudyRequest request;
       request.set_study_id(c.ecgs(0).study_id());
       request.set_reason("看错");
       return attempt(p, s, &v1::Alert::Stub::OpenFromStudy, request, ids.next());
     }},
};

TEST_F(ChestPain, NobodyWithoutTheRoleConfirmsRefutesOrCloses) {
  const auto ecg = county->drop_infarction();
  const auto open = county->wait_for_case(*observer, [&](const v1::AlertCase& one) {
    return one.ecgs_size() == 1 && one.ecgs(0).sha256() == ecg.sha256 && one.ecgs(0).tier() >= v1::ECG_TIER_SUSPECTED;
  });
  ASSERT_TRUE(open);
  for (const auto* role : {ChestPainCounty::kRadiologist, ChestPainCounty::kQuality, ChestPainCounty::kAdministrator,
                           "nobody is logged in"}) {
    SCOPED_TRACE(role);
    auto person = county->person(
        "reading-1", std::string_view(role).find(' ') == std::string_view::npos ? role : ChestPainCounty::kRadiologist);
    const bool logged_in = std::string_view(role).find(' ') == std::string_view::npos;
    if (!logged_in) person->set_token("");
    const auto stub = v1::Alert::NewStub(person->channel());
    for (const auto& [what, act] : kTries) {
      const auto status = act(*person, *stub, *open, county->ids());
      EXPECT_EQ(status.error_code(),
                logged_in ? grpc::StatusCode::PERMISSION_DENIED : grpc::StatusCode::UNAUTHENTICATED)
          << what << ": " << status.error_message();
    }
  }
  v1::GetCaseRequest which;
  which.set_case_id(open->case_id());
  v1::GetCaseReply after;
  const auto stub = v1::Alert::NewStub(observer->channel());
  ASSERT_TRUE(call_as(*observer, *stub, &v1::Alert::Stub::GetCase, which, after).ok());
  EXPECT_EQ(after.alert_case().state(), v1::ALERT_STATE_RAISED);
  EXPECT_EQ(after.alert_case().decisions_size(), 0);
  EXPECT_EQ(after.alert_case().answers_size(), 0);
  // Whose role it is, can: the refusals above were not for another reason.
  for (const char* what : {"displayed", "acknowledge", "refute", "advise", "close"}) {
    const auto status = kTries.at(what)(*observer, *stub, *open, county->ids());
    EXPECT_TRUE(status.ok()) << what << ": " << status.error_message();
  }
}

}  // namespace
}  // namespace rdc::testkit
