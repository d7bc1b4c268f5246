#include "tests/testkit/chest_pain_county.h"

#include <fstream>
#include <stdexcept>

#include "tests/testkit/must.h"

namespace rdc::testkit {
ChestPainCounty::ChestPainCounty(Options options)
    : options_(std::move(options)), random_(options_.seed), scratch_("rdc-chest-pain") {
  County::Options county;
  county.programs = options_.programs;
  county.directory = scratch_ / "county";
  county.seed = options_.seed;
  county.stations = {"ecg-1", "ecg-2", "reading-1"};
  county.sites = {{"xinzhuang", "辛庄村卫生室", {}, {}, {}, options_.agent_environment}};
  county.users = {{kDuty, "辛立成", {"cardiologist"}},
                  {kSecond, "何思远", {"cardiologist"}},
                  {kRadiologist, "李明华", {"radiologist"}},
                  {kQuality, "钱素云", {"quality-controller"}}};
  county_ = must(County::build(std::move(county), clock_));
  write_rota(options_.second_after_minutes);
  must(county_->start_all());
  EcgCart::Options cart;
  cart.drop_directory = village().drop();
  cart.own_directory = scratch_ / "cart";
  cart.institution = village().setup.name;
  cart.seed = options_.seed;
  cart.pieces = 1;
  cart_ = std::make_unique<EcgCart>(cart, clock_);
}

void ChestPainCounty::write_rota(int second_after_minutes) {
  const auto file = scratch_ / "rota.toml";
  std::ofstream(file) << fmt::format(
      "[otherwise]\nduty = [\"{}\"]\nsecond = [\"{}\"]\n[[step]]\nname = \"duty\"\nminutes = 0\n"
      "[[step]]\nname = \"second\"\nminutes = {}\n",
      kDuty, kSecond, second_after_minutes);
  const auto set = must(county_->router_command({"rota", "set", file.string()}));
  if (!set.ok()) throw std::runtime_error("rota set failed: " + set.output);
}

std::unique_ptr<StationClient> ChestPainCounty::person(const std::string& station, const std::string& user_name) {
  const EnrolledStation& enrolled = county_->station(station);
  auto client = must(StationClient::enrol(enrolled.bundle, enrolled.code, county_->router_address(), clock_));
  const std::string& initial = county_->initial_password(user_name);
  const bool changed = std::exchange(password_changed_[user_name], true);
  must(client->log_in(user_name, changed ? kPassword : initial));
  if (!changed) must(client->change_password(initial, kPassword));
  return client;
}

std::unique_ptr<ChildProcess> ChestPainCounty::duty_station(const std::string& until, const std::string& user_name) {
  if (!password_changed_[user_name]) person("ecg-1", user_name);
  const EnrolledStation& enrolled = county_->station("ecg-1");
  const auto data = scratch_ / "duty-station";
  std::filesystem::create_directories(data);
  return must(ChildProcess::start(
      {{options_.programs + "/duty-station", "--data", data.string(), "--bundle", enrolled.bundle.string(), "--code",
        enrolled.code, "--user", user_name, "--password", kPassword, "--until", until},
       {"QT_QPA_PLATFORM=offscreen"},
       {},
       county_->options().directory / "logs" / "duty-station.log",
       {}}));
}

dicom::PhantomPatient ChestPainCounty::next_patient() const {
  return dicom::make_phantom_patient(EcgCart::seed_of(options_.seed, recorded_ + 1));
}

CartRecording ChestPainCounty::drop_infarction() {
  ++recorded_;
  return must(cart_->record({.morphology = ecg::simulation::Morphology::kAnteriorStemi, .heart_rate = 84}));
}

std::optional<v1::AlertCase> ChestPainCounty::wait_for_case(StationClient& person,
                                                            const std::function<bool(const v1::AlertCase&)>& wanted,
                                                            std::chrono::milliseconds timeout) {
  const auto stub = v1::Alert::NewStub(person.channel());
  grpc::ClientContext context;
  person.prepare(context, timeout);
  const auto feed = stub->Watch(&context, {});
  v1::CaseChange change;
  while (feed->Read(&change)) {
    if (!change.has_alert_case() || !wanted(change.alert_case())) continue;
    context.TryCancel();
    return change.alert_case();
  }
  return std::nullopt;
}

}  // namespace rdc::testkit
