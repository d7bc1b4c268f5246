#include "tests/bench/render/scroll_bench.h"

#include <unistd.h>
#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSettings>
#include <cstdlib>
#include <fstream>
#include <functional>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/phantom.h"
#include "common/identity/sealed_file.h"
#include "reading_station/session/object_cache.h"
#include "reading_station/viewer/file_object_source.h"
#include "reading_station/viewer/study_viewer.h"

namespace rdc::bench {
namespace {

constexpr int kSlices = 400, kOpenings = 7;

// The study of these files as one series, its source filled.
station::StudyContent content_of(const dicom::PhantomStudy& study, station::FileObjectSource& source) {
  station::StudyContent content;
  content.study_id = QString::fromStdString(study.study_instance_uid);
  station::SeriesContent series;
  series.series_instance_uid = QStringLiteral("1.2.3");
  series.modality = QString::fromStdString(study.modality);
  int number = 0;
  for (const dicom::PhantomInstance& instance : study.instances) {
    const QString name = QString::fromStdString(instance.path.string());
    source.add(name, name);
    series.instances.push_back({QString::fromStdString(instance.sop_instance_uid), name, 1, ++number, 1, {}});
  }
  content.series.push_back(series);
  return content;
}

station::StudyContent chest_ct(int slices, const std::filesystem::path& folder, station::FileObjectSource& source) {
  dicom::PhantomOrder order;
  order.patient = dicom::make_phantom_patient(static_cast<std::uint64_t>(slices));
  dicom::PhantomCt what;
  what.slices = slices;
  const auto study = dicom::write_chest_ct(order, what, folder);
  if (!study) std::abort();
  return content_of(*study, source);
}

void run_until(const std::function<bool()>& done) {
  while (!done()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

// Slices a second from the first to the last; every one is drawn before the next is asked for.
double scroll_through(station::StudyViewer& viewer, int slices = kSlices) {
  QElapsedTimer timer;
  viewer.scroll_to(0);
  run_until([&viewer] { return viewer.shows_current(); });
  timer.start();
  for (int index = 1; index < slices; ++index) {
    viewer.scroll_to(index);
    run_until([&viewer] { return viewer.shows_current(); });
    viewer.canvas()->repaint();
  }
  return (slices - 1) * 1e9 / static_cast<double>(timer.nsecsElapsed());
}

// Bytes of memory of this process, shared libraries left out.
double own_memory() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0, shared = 0;
  statm >> size >> resident >> shared;
  return (resident - shared) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void measure_scrolling(const std::filesystem::path& folder, std::vector<Figure>& figures) {
  station::FileObjectSource source;
  const station::StudyContent content = chest_ct(kSlices, folder, source);
  station::StudyViewer viewer(source);
  viewer.resize(1600, 1000);
  viewer.show();
  QElapsedTimer timer;
  timer.start();
  viewer.open(content);
  run_until([&viewer] { return viewer.shows_current(); });
  const double first = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  const double loading = scroll_through(viewer), loaded = scroll_through(viewer);
  fmt::print("CT of {} slices: first image {:.0f} ms, scrolled at {:.0f} slices/s while loading, {:.0f} after\n",
             kSlices, first, loading, loaded);
  figures.push_back({"first image of 400 local slices", first, "ms", "", true});
  figures.push_back({"slices scrolled while loading", loading, "1/s", ">= 30", loading >= 30});
  figures.push_back({"slices scrolled when loaded", loaded, "1/s", ">= 30", loaded >= 30});
}

void measure_memory(const std::filesystem::path& folder, std::vector<Figure>& figures) {
  constexpr int kMany = 1000, kLimit = 256;  // MiB, half of what they need decoded
  station::FileObjectSource source;
  const station::StudyContent content = chest_ct(kMany, folder, source);
  QSettings settings(QString::fromStdString((folder / "settings.ini").string()), QSettings::IniFormat);
  settings.setValue(QStringLiteral("viewer/image_memory_mb"), kLimit);
  station::StudyViewer viewer(source);
  viewer.use_settings(settings, QDir(QStringLiteral("/nonexistent")));
  viewer.resize(1600, 1000);
  viewer.show();
  QApplication::processEvents();
  const double before = own_memory();
  viewer.open(content);
  run_until([&viewer] { return viewer.shows_current(); });
  scroll_through(viewer, kMany);
  const double kept = static_cast<double>(viewer.image_memory().first) / (1 << 20);
  const double grown = (own_memory() - before) / (1 << 20);
  fmt::print("CT of {} slices, limit {} MB: {:.0f} MB of images kept, the process grew by {:.0f} MB\n", kMany, kLimit,
             kept, grown);
  figures.push_back({"images kept of 1000 slices, limit 256", kept, "MB", "<= 256", kept <= kLimit});
  figures.push_back({"growth of the process with them", grown, "MB", "", true});
}

namespace {

// From open() to the picture on the screen, the median of several.
double opening_ms(station::ObjectSource& source, const station::StudyContent& content,
                  const std::function<void()>& before_each) {
  station::StudyViewer viewer(source);
  viewer.resize(1600, 1000);
  viewer.show();
  std::vector<double> times;
  for (int i = 0; i < kOpenings; ++i) {
    viewer.close_study();
    before_each();
    QApplication::processEvents();
    QElapsedTimer timer;
    timer.start();
    viewer.open(content);
    run_until([&viewer] { return viewer.shows_current(); });
    viewer.canvas()->repaint();
    times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
  }
  return median(times);
}

// As the station keeps it: sealed, its router nowhere.
double opening_sealed_ms(const dicom::PhantomStudy& study, const std::filesystem::path& folder) {
  const auto bytes = base::read_file(study.instances.at(0).path, 1 << 30);
  if (!bytes) std::abort();
  const std::string sha256 = base::sha256(*bytes).hex();
  const auto key = identity::SealKey::random();
  std::filesystem::create_directories(folder);
  if (!identity::write_sealed(folder / (sha256 + ".sealed"), key, sha256, *bytes)) std::abort();
  station::CallRunner runner({grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials())});
  runner.set_disk_keys({key, key});
  station::ObjectCache cache(runner, folder, quint64{4} << 30);
  station::StudyContent content;
  content.study_id = QStringLiteral("sealed");
  station::SeriesContent series;
  series.series_instance_uid = QStringLiteral("1.2.3");
  series.modality = QString::fromStdString(study.modality);
  series.instances.push_back({QString::fromStdString(study.instances[0].sop_instance_uid),
                              QString::fromStdString(sha256),
                              bytes->size(),
                              1,
                              1,
                              {}});
  content.series.push_back(series);
  return opening_ms(cache, content, [&cache] { cache.set_study(QStringLiteral("sealed")); });
}

}  // namespace

void measure_opening(const std::filesystem::path& folder, std::vector<Figure>& figures) {
  dicom::PhantomOrder order;
  order.patient = dicom::make_phantom_patient(3);
  dicom::PhantomRadiograph what;
  what.columns = what.rows = 3000;
  const auto study = dicom::write_chest_radiograph(order, what, folder);
  if (!study) std::abort();
  station::FileObjectSource source;
  const double plain = opening_ms(source, content_of(*study, source), [] {});
  const double sealed = opening_sealed_ms(*study, folder / "cache");
  fmt::print(
      "radiograph of 3000 x 3000, native, to its picture: {:.0f} ms from a plain file, {:.0f} ms from the sealed "
      "cache\n",
      plain, sealed);
  figures.push_back({"radiograph opened from a plain local file", plain, "ms", "", true});
  figures.push_back({"radiograph opened from the sealed cache", sealed, "ms", "<= 150", sealed <= 150});
}

}  // namespace rdc::bench
