#include "tests/bench/ingest/ingest_bench.h"

#include <unistd.h>

#include <fmt/format.h>

#include "common/base/file_system.h"
#include "common/dicom/phantom.h"
#include "common/identity/enrolment_bundle.h"
#include "common/rpc/channel.h"
#include "tests/bench/ingest/catalog_fill.h"
#include "tests/bench/ingest/uploader.h"

namespace rdc::bench {
namespace {

using namespace std::chrono_literals;

constexpr const char* kSite = "bench";

double rate(int images, const std::vector<double>& seconds) { return images / median(seconds); }

}  // namespace

Result<std::vector<Figure>> IngestBench::run() {
  if (!testkit::Orthanc::installed())
    return fail(ErrorCode::kNotFound, "NO_ORTHANC", "Debian's orthanc is not installed: scripts/setup test");
  auto orthanc = testkit::Orthanc::start(options_.work / "orthanc", {});
  if (!orthanc) return fail(orthanc);
  orthanc_ = std::move(*orthanc);
  const auto wanted = [this](const char* part) { return options_.only.empty() || options_.only == part; };
  if (wanted("receiving"))
    if (auto done = compare_receiving(); !done) return fail(done);
  if (wanted("way"))
    if (auto done = compare_the_way(); !done) return fail(done);
  orthanc_.reset();
  if (wanted("catalog"))
    if (auto done = compare_catalogs(); !done) return fail(done);
  return figures_;
}

void IngestBench::note(const std::string& what, double seconds, int images) {
  fmt::print("  {:<44} {:7.2f} s  {:8.0f} images/s\n", what, seconds, images / seconds);
  std::fflush(stdout);
}

Result<std::unique_ptr<testkit::County>> IngestBench::make_county(const std::string& name) {
  testkit::County::Options county;
  county.programs = options_.programs;
  county.directory = options_.work / name;
  county.sites = {{kSite, "台架", {{"CT01", "CT", ""}}, {}, {}}};
  county.stations = {};
  county.direct_line = true;
  return testkit::County::build(std::move(county), clock_);
}

Result<std::filesystem::path> IngestBench::make_study(int slices, int side) {
  base::SystemRandom random;
  dicom::PhantomOrder order;
  order.seed = random.next_u64();  // never the same bytes twice: both sides would notice
  order.patient = dicom::make_phantom_patient(order.seed);
  order.acquired_at = clock_.now();
  const auto directory = options_.work / fmt::format("study-{}", ++made_);
  const auto study = dicom::write_chest_ct(order, {.slices = slices, .side = side}, directory);
  if (!study) return fail(study);
  return directory;
}

Result<double> IngestBench::storescu(const std::filesystem::path& study, std::uint16_t port,
                                     const std::string& called_ae) {
  // What others still owe the disk (the slices just made, what the peer answered without writing, what was deleted
  // after the last run) would otherwise be written in the time of whoever waits for the disk.
  ::sync();
  const auto begun = clock_.monotonic();
  const auto sent = testkit::run(
      {{"storescu", "-aet", "CT01", "-aec", called_ae, "127.0.0.1", std::to_string(port), "+sd", study.string()},
       {"TCP_NODELAY=1"},
       {},
       {},
       {}},
      5min);
  if (!sent) return fail(sent);
  if (!sent->ok()) return fail(ErrorCode::kUnavailable, "STORESCU_FAILED", "storescu: {}", sent->output);
  return std::chrono::duration<double>(clock_.monotonic() - begun).count();
}

Result<double> IngestBench::to_orthanc(const std::filesystem::path& study) {
  const auto before = orthanc_->instances();
  auto seconds = storescu(study, orthanc_->dicom_port(), orthanc_->ae_title());
  if (!seconds) return seconds;
  const auto after = orthanc_->instances();
  if (!before || !after || *after - *before != options_.slices) {
    return fail(ErrorCode::kUnavailable, "ORTHANC_LACKS_IMAGES", "Orthanc holds {} more images, not {}",
                after.value_or(0) - before.value_or(0), options_.slices);
  }
  return seconds;
}

Result<void> IngestBench::compare_receiving() {
  fmt::print(
      "\nReceiving: storescu, {} CT slices 512x512, one association, TCP_NODELAY on both ends; each acknowledged when "
      "durable\n",
      options_.slices);
  auto county = make_county("receiving");
  if (!county) return fail(county);
  if (auto started = (*county)->site(kSite).agent().start(); !started) return started;  // its router stays away
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int run = 0; run < options_.runs; ++run) {
    const auto study = make_study(options_.slices, 512);
    if (!study) return fail(study);
    const auto agent = storescu(*study, (*county)->site(kSite).dicom_port, testkit::SiteHost::kAeTitle);
    if (!agent) return fail(agent);
    note("storescu -> agent", *agent, options_.slices);
    const auto peer = to_orthanc(*study);
    if (!peer) return fail(peer);
    note("storescu -> Orthanc", *peer, options_.slices);
    ours.push_back(*agent);
    theirs.push_back(*peer);
    std::filesystem::remove_all(*study);
    if (auto forgotten = orthanc_->forget_everything(); !forgotten) return forgotten;
  }
  const double ratio = median(theirs) / median(ours);
  figures_.push_back({"receive.agent_rate", rate(options_.slices, ours), "images/s", "", true});
  figures_.push_back({"receive.orthanc_rate", rate(options_.slices, theirs), "images/s", "", true});
  figures_.push_back({"receive.agent_to_orthanc", ratio, "ratio", ">= 2", ratio >= 2});
  return {};
}

Result<void> IngestBench::compare_the_way() {
  fmt::print(
      "\nThe whole way: storescu -> agent -> router until the last image is durable and indexed, against storescu -> "
      "Orthanc\n");
  auto county = make_county("way");
  if (!county) return fail(county);
  if (auto started = (*county)->start_all(); !started) return started;
  auto catalog = (*county)->router_catalog();
  if (!catalog) return fail(catalog);
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int run = 0; run < options_.runs; ++run) {
    const auto study = make_study(options_.slices, 512);
    if (!study) return fail(study);
    const auto begun = clock_.monotonic();
    const auto handed_over = storescu(*study, (*county)->site(kSite).dicom_port, testkit::SiteHost::kAeTitle);
    if (!handed_over) return fail(handed_over);
    const std::int64_t expected = static_cast<std::int64_t>(run + 1) * options_.slices;
    if (!(*catalog)->wait_for_number("SELECT count(*) FROM instance", expected, 5min)) {
      return fail(ErrorCode::kUnavailable, "NOT_INDEXED", "not every image reached the router's catalog");
    }
    const double seconds = std::chrono::duration<double>(clock_.monotonic() - begun).count();
    note("storescu -> agent, of that", *handed_over, options_.slices);
    note("storescu -> agent -> router, indexed", seconds, options_.slices);
    const auto peer = to_orthanc(*study);
    if (!peer) return fail(peer);
    note("storescu -> Orthanc", *peer, options_.slices);
    ours.push_back(seconds);
    theirs.push_back(*peer);
    std::filesystem::remove_all(*study);
    if (auto forgotten = orthanc_->forget_everything(); !forgotten) return forgotten;
  }
  const double ratio = median(theirs) / median(ours);
  figures_.push_back({"way.router_rate", rate(options_.slices, ours), "images/s", "", true});
  figures_.push_back({"way.orthanc_rate", rate(options_.slices, theirs), "images/s", "", true});
  figures_.push_back({"way.router_to_orthanc", ratio, "ratio", ">= 1", ratio >= 1});
  return {};
}

Result<double> IngestBench::upload_study(testkit::County& county, int slices, int side) {
  const auto study = make_study(slices, side);
  if (!study) return fail(study);
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(*study)) paths.push_back(entry.path());
  auto files = load_files(paths);
  if (!files) return fail(files);
  const auto bundle = base::read_file(county.site(kSite).directory / "site.bundle", 64 * 1024);
  if (!bundle) return fail(bundle);
  const auto opened = identity::open_bundle(*bundle, county.site_code(kSite));
  if (!opened) return fail(opened);
  const auto channel =
      rpc::make_channel(county.router_address(), {opened->ca_pem, opened->certificate_pem, opened->key_pem.text()},
                        {.connection = rpc::Connection::kOwn});
  if (!channel->WaitForConnected(std::chrono::system_clock::time_point(clock_.now() + 30s)))
    return fail(ErrorCode::kUnavailable, "NO_ROUTER", "no connection");
  auto seconds = upload(channel, *files, clock_);
  std::filesystem::remove_all(*study);
  return seconds;
}

Result<void> IngestBench::compare_catalogs() {
  fmt::print(
      "\nThe archive's age: one Upload stream into a router with an empty catalog, and with {} instances in it\n",
      options_.catalog);
  auto young = make_county("young");
  if (!young) return fail(young);
  auto old = make_county("old");
  if (!old) return fail(old);
  const auto begun = clock_.monotonic();
  if (auto filled = fill_catalog((*old)->router_data() / "catalog.sqlite", kSite, options_.catalog, 1); !filled)
    return filled;
  fmt::print("  filled in {:.0f} s\n", std::chrono::duration<double>(clock_.monotonic() - begun).count());
  for (testkit::County* county : {young->get(), old->get()}) {
    if (auto started = county->router().start(); !started) return started;
  }
  struct Shape {
    const char* name;
    int images, side;
  };
  for (const Shape& shape :
       {Shape{"CT slices, 512 kB", options_.slices, 512}, Shape{"small images, 9 kB", 2 * options_.slices, 64}}) {
    std::vector<double> empty;
    std::vector<double> full;
    for (int run = 0; run < options_.runs; ++run) {
      const auto first = upload_study(**young, shape.images, shape.side);
      if (!first) return fail(first);
      note(fmt::format("empty: {} {}", shape.images, shape.name), *first, shape.images);
      const auto second = upload_study(**old, shape.images, shape.side);
      if (!second) return fail(second);
      note(fmt::format("full:  {} {}", shape.images, shape.name), *second, shape.images);
      empty.push_back(*first);
      full.push_back(*second);
    }
    const double ratio = median(empty) / median(full);
    const std::string which = shape.side == 512 ? "ct" : "small";
    figures_.push_back({"catalog." + which + ".empty_rate", rate(shape.images, empty), "images/s", "", true});
    figures_.push_back({"catalog." + which + ".full_rate", rate(shape.images, full), "images/s", "", true});
    figures_.push_back({"catalog." + which + ".full_to_empty", ratio, "ratio", ">= 0.8", ratio >= 0.8});
  }
  return {};
}

}  // namespace rdc::bench
