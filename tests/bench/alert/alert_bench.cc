#include "tests/bench/alert/alert_bench.h"

#include <fstream>
#include <thread>

#include "common/base/file_system.h"
#include "common/dicom/phantom.h"
#include "tests/testkit/station_client.h"

namespace rdc::bench {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPassword = "long enough 2026";
constexpr const char* kThin = "thin";
// CLINICAL.md section 1: the fault case of the design.
constexpr testkit::LinkConditions kThinLine{
    .bits_per_second = 512e3, .delay = 150ms, .jitter = 0ms, .queue_bytes = 32 * 1024};

double seconds(base::MonotonicTime from, base::MonotonicTime until) {
  return std::chrono::duration<double>(until - from).count();
}
double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(at, values.size() - 1)];
}
std::string site_name(int i) { return fmt::format("village-{:03}", i); }

// What all processors have done since the machine started (proc(5), /proc/stat).
struct ProcessorTime {
  std::uint64_t busy = 0, all = 0;

  static ProcessorTime now() {
    std::ifstream stat("/proc/stat");
    std::string cpu;
    stat >> cpu;
    ProcessorTime time;
    // user nice system idle iowait irq softirq steal
    for (int field = 0; field < 8; ++field) {
      std::uint64_t ticks = 0;
      stat >> ticks;
      time.all += ticks;
      if (field != 3 && field != 4) time.busy += ticks;
    }
    return time;
  }
  double busy_since(const ProcessorTime& before) const {
    return all == before.all ? 0 : static_cast<double>(busy - before.busy) / static_cast<double>(all - before.all);
  }
};

}  // namespace

AlertBench::~AlertBench() {
  // Together: each takes its moment to stop.
  std::vector<std::jthread> stopping;
  for (auto& agent : agents_) stopping.emplace_back([&agent] { agent.reset(); });
}

Result<void> AlertBench::prepare() {
  testkit::County::Options county;
  county.programs = options_.programs;
  county.directory = options_.work / "county";
  county.direct_line = true;
  for (int i = 0; i < options_.agents - 1; ++i) county.sites.push_back({site_name(i), "村卫生室", {}, {}, {}, {}});
  county.sites.push_back({kThin, "山区卫生室", {}, kThinLine, kThinLine, {}});
  county.stations.clear();
  for (int i = 0; i < options_.stations; ++i) {
    county.stations.push_back(fmt::format("ecg-{}", i));
    county.users.push_back({fmt::format("doctor{}", i), "值班医师", {"cardiologist"}});
    users_.push_back(county.users.back().user_name);
  }
  fmt::print("a county of {} agents and {} stations is enrolled…\n", options_.agents, options_.stations);
  auto built = testkit::County::build(std::move(county), clock_);
  if (!built) return fail(built);
  county_ = std::move(*built);
  const auto rota = options_.work / "rota.toml";
  std::ofstream(rota) << "[otherwise]\nduty = [\"doctor0\"]\n";
  if (auto set = county_->router_command({"rota", "set", rota.string()}); !set) return fail(set);
  if (auto started = county_->router().start(); !started) return started;
  if (auto done = add_people(); !done) return done;
  int i = 0;
  for (auto* site : county_->sites()) {
    const bool with_cart = i++ < options_.carts || site->setup.site_id == kThin;
    if (auto done = start_agent(*site, with_cart); !done) return done;
  }
  testkit::EcgCart::Options cart;
  cart.drop_directory = options_.work / "made";
  cart.own_directory = options_.work / "cart";
  cart.pieces = 1;
  cart.seed = random_.next_u64() % 1'000'000;
  std::filesystem::create_directories(cart.drop_directory);
  cart_ = std::make_unique<testkit::EcgCart>(cart, clock_);
  return {};
}

Result<void> AlertBench::add_people() {
  for (int i = 0; i < options_.stations; ++i) {
    const auto& enrolled = county_->station(fmt::format("ecg-{}", i));
    const auto bundle = base::read_file(enrolled.bundle, 64U * 1024);
    if (!bundle) return fail(bundle);
    const auto data = options_.work / "stations" / std::to_string(i);
    std::filesystem::create_directories(data);
    auto identity = station::enrol(data, *bundle, enrolled.code, fs_);
    if (!identity) return fail(identity);
    stations_.push_back(std::move(*identity));
    auto client = testkit::StationClient::enrol(enrolled.bundle, enrolled.code, county_->router_address(), clock_);
    if (!client) return fail(client);
    const std::string& initial = county_->initial_password(users_[static_cast<std::size_t>(i)]);
    if (auto in = (*client)->log_in(users_[static_cast<std::size_t>(i)], initial); !in) return fail(in);
    if (auto done = (*client)->change_password(initial, kPassword); !done) return done;
    if (auto done = (*client)->log_out(); !done) return done;
  }
  return {};
}

Result<void> AlertBench::start_agent(testkit::SiteHost& site, bool with_cart) {
  auto config = agent::load_config(site.directory / "agent.toml");
  if (!config) return fail(config);
  config->dicom_enabled = false;  // a village has no modality
  if (!with_cart) config->drop_folders.clear();
  auto started = agent::AcquisitionAgent::start(std::move(*config), fs_, clock_, random_);
  if (!started) return fail(started);
  agents_.push_back(std::move(*started));
  return {};
}

std::unique_ptr<DutyRoom> AlertBench::open_duty_room() {
  return std::make_unique<DutyRoom>(stations_, users_, kPassword, clock_);
}

Result<AlertBench::Dropped> AlertBench::drop(const std::string& site_id) {
  auto made = cart_->record({.morphology = ecg::simulation::Morphology::kAnteriorStemi, .heart_rate = 84});
  if (!made) return fail(made);
  const auto to = county_->site(site_id).drop() / made->file.filename();
  Dropped dropped{made->sha256, clock_.monotonic()};
  std::error_code failed;
  std::filesystem::rename(made->file, to, failed);
  if (failed) return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "{}: {}", to.string(), failed.message());
  return dropped;
}

void AlertBench::tell(const std::string& what, double value, const std::string& unit, const std::string& aim,
                      bool holds) {
  figures_.push_back({what, value, unit, aim, holds});
  fmt::print("  {:<46} {:9.3f} {}\n", what, value, unit);
  std::fflush(stdout);
}

Result<std::vector<Figure>> AlertBench::run(DutyRoom& room) {
  if (!room.wait_until_ready(2min))
    return fail(ErrorCode::kUnavailable, "NOT_READY", "not every station is logged in and has the feed");
  // Every agent has its mailbox open, measured its clock and has nothing to tell: the county is at rest.
  for (const auto& agent : agents_)
    if (!agent->link().wait_until_up({"inbox", "alert"}, 2min))
      return fail(ErrorCode::kUnavailable, "NOT_READY", "not every agent is connected: {}", agent->link().detail());
  if (auto done = measure_county(room); !done) return fail(done);
  if (auto done = measure_thin_line(room); !done) return fail(done);
  return figures_;
}

Result<void> AlertBench::measure_county(DutyRoom& room) {
  std::vector<Dropped> dropped;
  const ProcessorTime before = ProcessorTime::now();
  auto next = clock_.monotonic();
  const auto every = std::chrono::duration_cast<base::MonotonicTime::duration>(
      std::chrono::duration<double>(1.0 / options_.per_second));
  for (int i = 0; i < options_.ecgs; ++i) {
    std::this_thread::sleep_for(next - clock_.monotonic());
    next += every;
    auto one = drop(site_name(i % (options_.carts - 1)));
    if (!one) return fail(one);
    dropped.push_back(*one);
    if ((i + 1) % 100 == 0) fmt::print("  {} ECGs dropped\n", i + 1), std::fflush(stdout);
  }
  // Of everything on this machine. Near 1 it is a queue for the processor that was measured.
  tell("machine_busy", ProcessorTime::now().busy_since(before), "share", "", true);
  Trip trip;
  const auto last = clock_.monotonic() + 60s;  // of all that are still missing
  for (const auto& one : dropped) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(last - clock_.monotonic());
    const auto seen = room.wait_for(one.sha256, std::max(left, 0ms));
    if (!seen.alarm || !seen.analysed) {
      ++trip.lost;
      continue;
    }
    trip.alarm.push_back(seconds(one.at, *seen.alarm));
    trip.analysed.push_back(seconds(one.at, *seen.analysed));
  }
  tell("alarm_visible_median", median(trip.alarm), "s", "", true);
  tell("alarm_visible_p99", quantile(trip.alarm, 0.99), "s", "< 1", quantile(trip.alarm, 0.99) < 1);
  tell("router_reading_visible_median", median(trip.analysed), "s", "", true);
  tell("router_reading_visible_p99", quantile(trip.analysed, 0.99), "s", "", true);
  tell("ecgs_without_alarm", trip.lost, "of " + std::to_string(options_.ecgs), "0", trip.lost == 0);
  return {};
}

Result<AlertBench::Trip> AlertBench::one_by_one(DutyRoom& room, int ecgs) {
  Trip trip;
  for (int i = 0; i < ecgs; ++i) {
    auto one = drop(kThin);
    if (!one) return fail(one);
    const auto seen = room.wait_for(one->sha256, 90s);
    if (!seen.alarm || !seen.analysed) {
      ++trip.lost;
      continue;
    }
    trip.alarm.push_back(seconds(one->at, *seen.alarm));
    trip.analysed.push_back(seconds(one->at, *seen.analysed));
  }
  return trip;
}

// A CT of this village on its way: some 16 min of this line, of which the measurement takes a part.
Result<void> AlertBench::fill_line() {
  dicom::PhantomOrder order;
  order.seed = random_.next_u64();
  order.patient = dicom::make_phantom_patient(order.seed);
  order.acquired_at = clock_.now();
  const auto made = options_.work / "ct";
  if (auto study = dicom::write_chest_ct(order, {.slices = 300, .side = 512}, made); !study) return fail(study);
  std::vector<std::filesystem::path> slices;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(made))
    if (entry.is_regular_file()) slices.push_back(entry.path());
  for (std::size_t i = 0; i < slices.size(); ++i) {
    std::error_code failed;
    std::filesystem::rename(slices[i], county_->site(kThin).drop() / fmt::format("ct-{:04}.dcm", i), failed);
    if (failed) return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "{}", failed.message());
  }
  return {};
}

Result<void> AlertBench::measure_thin_line(DutyRoom& room) {
  auto& line = county_->site(kThin).link();
  auto idle = one_by_one(room, options_.thin_ecgs);
  if (!idle) return fail(idle);
  if (auto done = fill_line(); !done) return done;
  // Full: the line has carried CT for some seconds.
  const auto begun = clock_.monotonic();
  const auto before = line.counts().bytes_up;
  while (line.counts().bytes_up < before + 512 * 1024 && clock_.monotonic() - begun < 2min)
    std::this_thread::sleep_for(100ms);
  const auto from = clock_.monotonic();
  const auto carried = line.counts().bytes_up;
  auto full = one_by_one(room, options_.thin_ecgs);
  if (!full) return fail(full);
  const double load = 8.0 * static_cast<double>(line.counts().bytes_up - carried) / seconds(from, clock_.monotonic()) /
                      kThinLine.bits_per_second;
  tell("thin_line_idle_median", median(idle->alarm), "s", "", true);
  tell("thin_line_idle_max", quantile(idle->alarm, 1), "s", "", true);
  tell("thin_line_full_median", median(full->alarm), "s", "", true);
  tell("thin_line_full_max", quantile(full->alarm, 1), "s", "< 15", quantile(full->alarm, 1) < 15);
  const double ratio = median(idle->alarm) > 0 ? median(full->alarm) / median(idle->alarm) : 0;
  tell("thin_line_full_over_idle", ratio, "times", "<= 1.5", ratio > 0 && ratio <= 1.5);
  const double reading = median(idle->analysed) > 0 ? median(full->analysed) / median(idle->analysed) : 0;
  tell("thin_line_reading_idle_median", median(idle->analysed), "s", "", true);
  tell("thin_line_reading_full_median", median(full->analysed), "s", "", true);
  tell("thin_line_reading_full_max", quantile(full->analysed, 1), "s", "< 15", quantile(full->analysed, 1) < 15);
  tell("thin_line_reading_full_over_idle", reading, "times", "<= 1.5", reading > 0 && reading <= 1.5);
  tell("thin_line_load", load, "of rate", ">= 0.8", load >= 0.8);
  const int lost = idle->lost + full->lost;
  tell("thin_line_without_alarm", lost, "ECGs", "0", lost == 0);
  return {};
}

}  // namespace rdc::bench
