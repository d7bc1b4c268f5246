#include "tests/bench/render/router_bench.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <stdexcept>

#include "common/base/file_system.h"
#include "common/dicom/phantom.h"
#include "common/identity/enrolment_bundle.h"
#include "common/rpc/channel.h"
#include "reading_station/app/study_mapping.h"
#include "reading_station/session/object_cache.h"
#include "reading_station/viewer/study_viewer.h"
#include "tests/bench/ingest/uploader.h"
#include "tests/testkit/county.h"
#include "tests/testkit/must.h"
#include "tests/testkit/station_client.h"

namespace rdc::bench {
namespace {

using namespace std::chrono_literals;
using testkit::must;

constexpr int kCtSlices = 400, kCtOpenings = 3;
constexpr const char* kSite = "bench";
constexpr const char* kReader = "li";
constexpr const char* kPassword = "Render-bench-2026";

std::unique_ptr<testkit::County> county_of(const std::filesystem::path& programs, const std::filesystem::path& folder,
                                           const base::Clock& clock) {
  testkit::County::Options options;
  options.programs = programs;
  options.directory = folder;
  options.sites = {{kSite, "台架", {{"CT01", "CT", ""}}, {}, {}}};
  options.users = {{kReader, "李明华", {"radiologist"}}};
  options.direct_line = true;
  auto county = must(testkit::County::build(std::move(options), clock));
  if (auto started = county->router().start(); !started) throw std::runtime_error(started.error().message);
  return county;
}

void upload_ct(testkit::County& county, const std::filesystem::path& folder, const base::Clock& clock) {
  dicom::PhantomOrder order;
  order.patient = dicom::make_phantom_patient(4);
  order.acquired_at = clock.now();
  dicom::PhantomCt what;
  what.slices = kCtSlices;
  const auto study = must(dicom::write_chest_ct(order, what, folder));
  std::vector<std::filesystem::path> paths;
  for (const auto& instance : study.instances) paths.push_back(instance.path);
  const auto bundle = must(base::read_file(county.site(kSite).directory / "site.bundle", 64 * 1024));
  const auto opened = must(identity::open_bundle(bundle, county.site_code(kSite)));
  const auto channel =
      rpc::make_channel(county.router_address(), {opened.ca_pem, opened.certificate_pem, opened.key_pem.text()},
                        {.connection = rpc::Connection::kOwn});
  must(upload(channel, must(load_files(paths)), clock));
}

std::unique_ptr<testkit::StationClient> reader_of(const testkit::County& county, const base::Clock& clock) {
  const auto& station = county.station("reading-1");
  auto client = must(testkit::StationClient::enrol(station.bundle, station.code, county.router_address(), clock));
  const std::string& initial = county.initial_password(kReader);
  must(client->log_in(kReader, initial));
  if (auto changed = client->change_password(initial, kPassword); !changed)
    throw std::runtime_error(changed.error().message);
  return client;
}

struct Times {
  double first = 0, whole = 0;  // ms
};

// With nothing in the station's cache.
Times open_once(station::CallRunner& runner, const station::StudyContent& study, const std::filesystem::path& folder) {
  station::ObjectCache cache(runner, folder, quint64{4} << 30);
  cache.set_study(study.study_id);
  station::StudyViewer viewer(cache);
  viewer.resize(1600, 1000);
  viewer.show();
  QApplication::processEvents();
  Times times;
  bool done = false;
  QElapsedTimer timer;
  QObject::connect(&viewer, &station::StudyViewer::first_image_shown, &viewer, [&] {
    viewer.canvas()->repaint();
    times.first = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  });
  QObject::connect(&viewer, &station::StudyViewer::loading_finished, &viewer, [&] { done = true; });
  timer.start();
  viewer.open(study);
  while (!done) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
  times.whole = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  return times;
}

}  // namespace

void measure_from_router(const std::filesystem::path& programs, const std::filesystem::path& folder,
                         std::vector<Figure>& figures) {
  const base::SystemClock clock;
  const auto county = county_of(programs, folder / "county", clock);
  upload_ct(*county, folder / "ct", clock);
  const auto client = reader_of(*county, clock);
  const auto items = must(client->list());
  if (items.empty()) throw std::runtime_error("the CT is on no worklist");
  const auto study = station::study_content(must(client->study(items.front().study_id())));
  station::CallRunner runner({client->channel()});
  runner.set_token(client->token());
  std::vector<double> first, whole, shares;
  for (int round = 0; round < kCtOpenings; ++round) {
    const Times times = open_once(runner, study, folder / fmt::format("cache-{}", round));
    first.push_back(times.first);
    whole.push_back(times.whole);
    shares.push_back(times.first / times.whole);
  }
  fmt::print("CT of {} slices from a router on the loopback: first image {:.0f} ms, all of it {:.0f} ms\n", kCtSlices,
             median(first), median(whole));
  figures.push_back({"first image from the router", median(first), "ms", "", true});
  figures.push_back({"whole series from the router", median(whole), "ms", "", true});
  figures.push_back({"first image / whole series", median(shares), "", "< 0.1", median(shares) < 0.1});
}

}  // namespace rdc::bench
