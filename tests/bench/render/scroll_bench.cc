#include "tests/bench/render/scroll_bench.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <cstdlib>
#include <functional>

#include "common/dicom/phantom.h"
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

void run_until(const std::function<bool()>& done) {
  while (!done()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

// Slices a second from the first to the last; every one is drawn before the next is asked for.
double scroll_through(station::StudyViewer& viewer) {
  QElapsedTimer timer;
  viewer.scroll_to(0);
  run_until([&viewer] { return viewer.shows_current(); });
  timer.start();
  for (int index = 1; index < kSlices; ++index) {
    viewer.scroll_to(index);
    run_until([&viewer] { return viewer.shows_current(); });
    viewer.canvas()->repaint();
  }
  return (kSlices - 1) * 1e9 / static_cast<double>(timer.nsecsElapsed());
}

}  // namespace

void measure_scrolling(const std::filesystem::path& folder, std::vector<Figure>& figures) {
  dicom::PhantomOrder order;
  order.patient = dicom::make_phantom_patient(2);
  dicom::PhantomCt what;
  what.slices = kSlices;
  const auto study = dicom::write_chest_ct(order, what, folder);
  if (!study) std::abort();
  station::FileObjectSource source;
  const station::StudyContent content = content_of(*study, source);
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

void measure_opening(const std::filesystem::path& folder, std::vector<Figure>& figures) {
  dicom::PhantomOrder order;
  order.patient = dicom::make_phantom_patient(3);
  dicom::PhantomRadiograph what;
  what.columns = what.rows = 3000;
  const auto study = dicom::write_chest_radiograph(order, what, folder);
  if (!study) std::abort();
  station::FileObjectSource source;
  const station::StudyContent content = content_of(*study, source);
  station::StudyViewer viewer(source);
  viewer.resize(1600, 1000);
  viewer.show();
  std::vector<double> times;
  for (int i = 0; i < kOpenings; ++i) {
    viewer.close_study();
    QApplication::processEvents();
    QElapsedTimer timer;
    timer.start();
    viewer.open(content);
    run_until([&viewer] { return viewer.shows_current(); });
    viewer.canvas()->repaint();
    times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
  }
  fmt::print("radiograph of 3000 x 3000, native, from the local disk: {:.0f} ms to its picture\n", median(times));
  figures.push_back({"radiograph opened from local disk", median(times), "ms", "<= 150", median(times) <= 150});
}

}  // namespace rdc::bench
