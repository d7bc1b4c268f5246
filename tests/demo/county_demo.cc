#include "tests/demo/county_demo.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "common/base/file_system.h"
#include "tests/demo/own_files.h"
#include "tests/testkit/station_client.h"

namespace rdc::demo {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPassword = "qinghe county 2026";
constexpr const char* kPin = "246810";
constexpr const char* kColleague = "zhouwj";  // checks critical values

std::string count_of(std::size_t n, const std::string& one) {
  if (n == 1) return "1 " + one;
  return one.ends_with('y') ? fmt::format("{} {}ies", n, one.substr(0, one.size() - 1)) : fmt::format("{} {}s", n, one);
}

}  // namespace

bool CountyDemo::has_display() {
  return std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
}

CountyDemo::CountyDemo(DemoOptions options, const base::Clock& clock)
    : options_(std::move(options)), clock_(clock), timeline_(clock) {}

int CountyDemo::run() {
  auto done = prepare();
  if (done) done = build_county();
  if (done) done = county_->start_all();
  if (done) {
    timeline_.event("centre", fmt::format("dicom-router is ready at {}, two agents are enrolled and running",
                                          county_->router_address()));
    done = options_.input ? own_trip() : simulated_trip();
  }
  if (!done) timeline_.problem(done.error().message);
  if (county_ && done) {
    wait_for_ledgers();
    timeline_.heading("Proof");
    check_reports();
    check_command({"reconcile"}, "acquired = stored = reported = acknowledged");
    check_command({"audit", "verify"}, "the audit chain is unbroken");
    check_command({"verify"}, "every object re-hashes to its name");
    leave_desktop_open();
  }
  reader_.reset();
  if (reader_follower_.joinable()) reader_follower_.join();
  clinic_.reset();
  if (clinic_follower_.joinable()) clinic_follower_.join();
  for (testkit::SiteHost* site : county_ ? county_->sites() : std::vector<testkit::SiteHost*>()) {
    if (auto stopped = site->agent().stop(); !stopped && done) timeline_.problem(stopped.error().message);
  }
  if (county_) {
    if (auto stopped = county_->router().stop(); !stopped && done) timeline_.problem(stopped.error().message);
  }
  fmt::print("\nleft in {}: reports/ cases/ screenshots/ county/logs/\n", options_.out.string());
  fmt::print("{}\n", timeline_.problems() == 0
                         ? "All is well."
                         : fmt::format("{} found: see above.", count_of(timeline_.problems(), "problem")));
  return timeline_.problems() == 0 ? 0 : 1;
}

Result<void> CountyDemo::prepare() {
  std::error_code failed;
  for (const char* folder : {"county", "devices", "reports", "cases", "screenshots"}) {
    std::filesystem::remove_all(options_.out / folder, failed);
    std::filesystem::create_directories(options_.out / folder, failed);
    if (failed)
      return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "cannot write below {}: {}", options_.out.string(),
                  failed.message());
  }
  std::filesystem::remove(options_.out / "county", failed);
  return {};
}

Result<void> CountyDemo::build_county() {
  timeline_.heading("A county in small: centre, two township hospitals, their devices");
  testkit::County::Options county;
  county.programs = options_.programs;
  county.directory = options_.out / "county";
  county.seed = options_.seed;
  // A township hospital's fibre, and a health centre in the hills.
  const testkit::LinkConditions fibre_up{
      .bits_per_second = 20e6, .delay = 8ms, .jitter = 2ms, .queue_bytes = 128 * 1024};
  const testkit::LinkConditions hills_up{.bits_per_second = 4e6, .delay = 35ms, .jitter = 15ms};
  county.sites = {{kLiuhe,
                   "柳河镇卫生院",
                   {{"DR01", "DR", ""}, {"CT01", "CT", ""}},
                   fibre_up,
                   {.bits_per_second = 100e6, .delay = 8ms}},
                  {kQingshan,
                   "青山乡卫生院",
                   {{"DR02", "DR (old, GBK)", "GBK"}},
                   hills_up,
                   {.bits_per_second = 10e6, .delay = 35ms}}};
  if (options_.input) county.sites[0].devices.push_back({"OWNFILES", "own files", ""});
  county.users = {{"limh", "李明华", {"radiologist", "cardiologist"}},
                  {kColleague, "周文静", {"radiologist"}},
                  {"qiansy", "钱素云", {"quality-controller"}}};
  auto built = testkit::County::build(std::move(county), clock_);
  if (!built) return fail(built);
  county_ = std::move(*built);
  return {};
}

void CountyDemo::add_trip(Trip trip) {
  trip.begun = clock_.now();
  trip.site_name = county_->site(trip.site_id).setup.name;
  const std::lock_guard lock(mutex_);
  trips_.push_back(std::move(trip));
}

// Whoever checks a critical value gives a password of their own, not the one that the administrator knows.
Result<void> CountyDemo::prepare_colleague() {
  const auto& station = county_->station("reading-1");
  auto desk = testkit::StationClient::enrol(station.bundle, station.code, county_->router_address(), clock_);
  if (!desk) return fail(desk);
  const std::string initial = county_->initial_password(kColleague);
  if (auto in = (*desk)->log_in(kColleague, initial); !in) return fail(in);
  return (*desk)->change_password(initial, kPassword);
}

Result<void> CountyDemo::start_reader(const std::string& plan) {
  if (auto prepared = prepare_colleague(); !prepared) return prepared;
  const auto plan_file = options_.out / "county" / "reading-plan.txt";
  std::ofstream(plan_file) << plan;
  const auto& station = county_->station("reading-1");
  const auto data = options_.out / "county" / "station";
  const auto enrolled = testkit::run({{(options_.programs / "reading-station").string(), "enrol",
                                       station.bundle.string(), "--data", data.string(), "--code", station.code},
                                      {},
                                      {},
                                      {},
                                      {}});
  if (!enrolled) return fail(enrolled);
  if (!enrolled->ok())
    return fail(ErrorCode::kUnavailable, "NOT_ENROLLED", "the station cannot be enrolled: {}", enrolled->output);
  testkit::Command command;
  command.arguments = {(options_.programs / "demo-reader").string(),
                       "--data",
                       data.string(),
                       "--user",
                       "limh",
                       "--initial-password",
                       county_->initial_password("limh"),
                       "--password",
                       kPassword,
                       "--pin",
                       kPin,
                       "--checker",
                       kColleague,
                       "--checker-password",
                       kPassword,
                       "--plan",
                       plan_file.string(),
                       "--screenshots",
                       (options_.out / "screenshots").string(),
                       "--cases",
                       (options_.out / "cases").string()};
  if (!options_.desktop || !has_display()) command.environment.emplace_back("QT_QPA_PLATFORM=offscreen");
  command.log = options_.out / "county" / "logs" / "reader.log";
  auto started = testkit::ChildProcess::start(command);
  if (!started) return fail(started);
  reader_ = std::move(*started);
  reader_follower_ = std::jthread([this] { follow_reader(); });
  return {};
}

// Lines "step MICROS STUDY_UID WHAT…" become events of the timeline.
void CountyDemo::follow_reader() {
  std::size_t seen = 0;
  while (const auto line = reader_->find_line("step ", 60min, seen)) {
    seen = line->number + 1;
    std::istringstream words(line->text);
    std::string step, uid, what;
    std::int64_t micros = 0;
    words >> step >> micros >> uid;
    std::getline(words >> std::ws, what);
    std::string name = "reading station";
    const std::lock_guard lock(mutex_);
    if (what == "opened") opened_.emplace(uid, base::from_micros(micros));
    if (what == "signed") ++reports_signed_;
    news_.notify_all();
    const auto trip = std::ranges::find(trips_, uid, &Trip::study_instance_uid);
    const std::string study = trip == trips_.end() ? "study " + uid : trip->what + " of " + trip->site_name;
    timeline_.event(name, study + ": " + what);
  }
  const std::lock_guard lock(mutex_);
  reader_over_ = true;
  news_.notify_all();
}

Result<void> CountyDemo::wait_for_reports(std::size_t count, std::chrono::minutes limit) {
  auto router = county_->router_catalog();
  if (!router) return fail(router);
  const bool all = (*router)->wait_until(
      [&](testkit::DatabaseWatch& watch) {
        const auto images = watch.number(
            "SELECT count(*) FROM instance i JOIN item t ON t.item_key = i.item_key WHERE t.state <> 'derived'");
        const auto kept = watch.number("SELECT count(*) FROM letter WHERE kind = 'report' AND acknowledged_at > 0");
        if (!images || !kept) return false;
        std::size_t expected = 0;
        std::size_t signed_reports = 0;
        {
          const std::lock_guard lock(mutex_);
          for (const Trip& trip : trips_) expected += trip.sop_instance_uids.size();
          signed_reports = reports_signed_;
        }
        timeline_.progress(
            fmt::format("images at the centre {}/{} · reports signed {}/{} · verified at the sites {}/{}", *images,
                        expected, signed_reports, count, *kept, count));
        return static_cast<std::size_t>(*kept) >= count || (reader_ && !reader_->running() && signed_reports < count);
      },
      limit);
  timeline_.end_progress();
  if (!all) timeline_.problem("not every report came back in time");
  return {};
}

void CountyDemo::wait_for_reader(std::chrono::minutes limit) {
  const auto ended = reader_->wait(limit);
  if (!ended) return timeline_.problem("the reader did not finish in time; see county/logs/reader.log");
  if (!ended->ok())
    timeline_.problem(fmt::format("the reader ended with {}:\n{}", ended->exit_code, reader_->output()));
}

Result<void> CountyDemo::simulated_trip() {
  timeline_.heading("Devices send, the centre reads, reports come back");
  // The plan names the studies by what the devices' seeds will make of them.
  const std::uint64_t seed = options_.seed;
  const auto study_of = [](std::uint64_t device_seed, std::uint64_t number, const char* kind) {
    return dicom::phantom_uid(device_seed * 1'000'003 + number, kind);
  };
  const std::string plan = fmt::format(
      "{} 1 ecg-stemi\n{} 1 dr-nodule\n{} {} ct-nodule\n{} 1 dr-pneumothorax\n{} 1 ecg-af\n",
      study_of(seed + 3, 500'001, "ecg/study"), study_of(seed + 1, 1, "study/DX"), study_of(seed + 2, 1, "study/CT"),
      options_.ct_slices, study_of(seed + 4, 1, "study/DX"), study_of(seed + 3, 500'002, "ecg/study"));
  if (auto started = start_reader(plan); !started) return started;
  if (auto started = start_clinic(); !started) return started;
  {
    std::vector<std::jthread> devices;
    devices.emplace_back([this] { send_ct(); });
    devices.emplace_back([this] {
      send_radiograph(kLiuhe, "DR01", options_.seed + 1, dicom::PhantomCharset::kUtf8, {"体检发现结节，复查", "HIGH"},
                      dicom::PhantomLesion::kNodule);
    });
    devices.emplace_back([this] {
      send_radiograph(kQingshan, "DR02", options_.seed + 4, dicom::PhantomCharset::kMislabelledGbk,
                      {"突发胸痛、气促2小时", "HIGH"}, dicom::PhantomLesion::kPneumothorax);
    });
    devices.emplace_back([this] {
      wait_for_first_signature();
      send_ecgs();
    });
  }
  if (auto waited = wait_for_reports(6, 10min); !waited) return waited;  // the infarction has a preliminary one, too
  wait_for_reader(2min);
  wait_for_clinic(2min);
  print_case();
  print_critical_values();
  const std::lock_guard lock(mutex_);
  for (Trip& trip : trips_) {
    if (auto collected = collect(trip, *county_); !collected) return collected;
    if (const auto it = opened_.find(trip.study_instance_uid); it != opened_.end()) trip.opened = it->second;
  }
  timeline_.heading("Every study, every step");
  print_trips(trips_, true, timeline_);
  return {};
}

Result<void> CountyDemo::own_trip() {
  timeline_.heading("Your own files from " + options_.input->string());
  testkit::SiteHost& site = county_->site(kLiuhe);
  OwnFiles own(*county_, site, timeline_, clock_);
  own.collect(*options_.input);
  if (own.size() == 0)
    return fail(ErrorCode::kNotFound, "NO_FILES", "there are no files below {}", options_.input->string());
  timeline_.event(site.setup.name, count_of(own.size(), "file") + " to send");
  own.send();
  own.settle(15min);
  own.compare();
  auto router = county_->router_catalog();
  if (!router) return fail(router);
  const auto studies =
      (*router)->rows("SELECT study_instance_uid, instance_count FROM study ORDER BY study_key LIMIT ?",
                      {std::to_string(options_.own_studies_to_read)});
  if (!studies) return fail(studies);
  if (!studies->empty()) {
    std::string plan;
    for (const testkit::Row& study : *studies) plan += fmt::format("{} {} own\n", study[0], study[1]);
    timeline_.heading(fmt::format("The reader opens and signs {}", count_of(studies->size(), "study")));
    if (auto started = start_reader(plan); !started) return started;
    if (auto waited = wait_for_reports(studies->size(), 60min); !waited) return waited;
    wait_for_reader(2min);
  }
  timeline_.heading("What became of each file");
  if (!own.print()) timeline_.problem("some files were lost, changed, or set aside without a reason");
  return {};
}

// The router's ledger is complete when every agent has told it of every item.
void CountyDemo::wait_for_ledgers() {
  auto router = county_->router_catalog();
  if (!router) return timeline_.problem(router.error().message);
  for (testkit::SiteHost* site : county_->sites()) {
    auto agent = site->catalog();
    if (!agent) continue;
    const bool told = (*router)->wait_until(
        [&](testkit::DatabaseWatch&) {
          return (*agent)->number("SELECT count(*) FROM item WHERE ledger_pending > 0").value_or(1) == 0;
        },
        60s);
    if (!told) timeline_.problem(fmt::format("{} has not told the centre of all its items", site->setup.name));
  }
}

void CountyDemo::check_reports() {
  const auto centre = county_->router_data() / "keys" / "ca.pem";
  std::size_t valid = 0;
  for (testkit::SiteHost* site : county_->sites()) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(site->results())) {
      if (entry.path().extension() != ".json") continue;
      const auto checked = testkit::run({{(options_.programs / "acquisition-agent").string(), "verify-report",
                                          entry.path().string(), "--centre", centre.string()},
                                         {},
                                         {},
                                         {},
                                         {}});
      if (!checked || !checked->ok()) {
        timeline_.problem(fmt::format("a report at {} does not verify: {}", site->setup.name,
                                      checked ? checked->output : checked.error().message));
        continue;
      }
      ++valid;
      auto pdf = entry.path();
      pdf.replace_extension(".pdf");
      std::error_code failed;
      const auto copy = options_.out / "reports" /
                        fmt::format("{}-{}.pdf", site->setup.site_id, entry.path().parent_path().filename().string());
      std::filesystem::copy_file(pdf, copy, std::filesystem::copy_options::overwrite_existing, failed);
      if (failed) timeline_.problem("cannot copy " + pdf.string() + ": " + failed.message());
    }
  }
  timeline_.event("sites", count_of(valid, "report") + " verified offline, with the centre's certificate alone");
}

void CountyDemo::check_command(const std::vector<std::string>& arguments, const std::string& what) {
  const auto finished = county_->router_command(arguments, 5min);
  std::string name = "dicom-router";
  for (const std::string& argument : arguments) name += " " + argument;
  if (finished && finished->ok()) return timeline_.event("centre", name + ": " + what);
  timeline_.problem(name + " found: " + (finished ? finished->output : finished.error().message));
}

// With a display and somebody in front of it, the county stays up until the reading station is closed.
void CountyDemo::leave_desktop_open() {
  if (!options_.desktop || !has_display() || isatty(STDIN_FILENO) == 0) return;
  timeline_.heading(fmt::format(
      "The reading station is yours: user limh, password \"{}\", signing PIN {}, and the clinic's console beside it. "
      "Close the station to end.",
      kPassword, kPin));
  auto console = testkit::ChildProcess::start(
      {{(options_.programs / "clinic-console").string(), "--data", county_->site(kQingshan).data().string()},
       {},
       {},
       options_.out / "county" / "logs" / "console.log",
       {}});
  if (!console) timeline_.problem(console.error().message);
  auto station = testkit::ChildProcess::start(
      {{(options_.programs / "reading-station").string(), "--data", (options_.out / "county" / "station").string()},
       {},
       {},
       options_.out / "county" / "logs" / "station.log",
       {}});
  if (!station) return timeline_.problem(station.error().message);
  (*station)->wait(24h);
}

}  // namespace rdc::demo
