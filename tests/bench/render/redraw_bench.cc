#include "tests/bench/render/redraw_bench.h"

#include <QApplication>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmimgle/dcmimage.h>

#include "common/dicom/phantom.h"
#include "reading_station/viewer/image_canvas.h"

namespace rdc::bench {
namespace {

constexpr int kSide = 3000;
constexpr int kRounds = 5, kWindows = 40;  // windows a round, each another one
constexpr QSize kScreen(2560, 2048);       // a 5-megapixel display

double milliseconds_each(const std::function<void(int)>& draw) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kWindows; ++i) draw(i);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count() / kWindows;
}

// Every window another one, as under a moving hand.
double center_of(int i) { return 6000 + 40 * i; }
double width_of(int i) { return 9000 - 60 * i; }

station::LoadedImagePtr load(const std::filesystem::path& path) {
  auto file = imaging::ImageFile::open(path);
  if (!file) return nullptr;
  auto info = std::make_shared<imaging::ImageInfo>((*file)->info());
  auto decoded = (*file)->decode(0);
  if (!decoded) return nullptr;
  imaging::GreyPipeline pipeline(*info, 0, *decoded);
  return station::LoadedImagePtr(new station::LoadedImage{{"dr", 0}, info, std::move(*decoded), std::move(pipeline)});
}

class PaintCounter final : public QObject {
 public:
  bool eventFilter(QObject*, QEvent* event) override {
    count += event->type() == QEvent::Paint ? 1 : 0;
    return false;
  }
  int count = 0;
};

}  // namespace

void measure_redraws(const std::filesystem::path& folder, std::vector<Figure>& figures) {
  dicom::PhantomOrder order;
  order.patient = dicom::make_phantom_patient(1);
  dicom::PhantomRadiograph what;
  what.columns = what.rows = kSide;
  const auto study = dicom::write_chest_radiograph(order, what, folder);
  if (!study) std::abort();
  const auto path = study->instances.at(0).path;
  const auto image = load(path);
  DicomImage theirs(path.c_str());
  if (!image || theirs.getStatus() != EIS_Normal) std::abort();

  station::ImageCanvas canvas;
  canvas.resize(kScreen);
  canvas.show();
  canvas.show_image(image, station::ImageCanvas::ViewChange::kReset);
  QApplication::processEvents();

  // What a change asks to be painted is painted at once: image, overlays, texts, into the window's backing store.
  PaintCounter paints;
  canvas.installEventFilter(&paints);
  imaging::GreyPipeline pipeline = image->pipeline;
  cv::Mat levels;
  std::vector<std::uint8_t> buffer(static_cast<std::size_t>(kSide) * kSide);
  std::vector<double> screen, whole, dcmtk, screen_ratio, whole_ratio;
  for (int round = 0; round < kRounds; ++round) {
    screen.push_back(milliseconds_each([&](int i) {
      canvas.set_window(center_of(i), width_of(i));
      QCoreApplication::sendPostedEvents(&canvas, QEvent::UpdateRequest);
    }));
    whole.push_back(milliseconds_each([&](int i) {
      pipeline.set_window({center_of(i), width_of(i), imaging::VoiFunction::kLinear, ""});
      pipeline.apply(image->decoded.pixels, levels);
    }));
    dcmtk.push_back(milliseconds_each([&](int i) {
      theirs.setWindow(center_of(i), width_of(i));
      if (theirs.getOutputData(buffer.data(), buffer.size(), 8) == 0) std::abort();
    }));
    screen_ratio.push_back(screen.back() / dcmtk.back());
    whole_ratio.push_back(whole.back() / dcmtk.back());
  }
  if (paints.count != kRounds * kWindows) std::abort();
  const double rate = 1000 / median(screen);
  fmt::print(
      "window of 3000 x 3000 x 16 bit: to a 5-megapixel screen {:.2f} ms, all pixels {:.2f} ms, DicomImage {:.2f} ms\n",
      median(screen), median(whole), median(dcmtk));
  figures.push_back(
      {"window redraw on the screen / DicomImage", median(screen_ratio), "", "<= 0.2", median(screen_ratio) <= 0.2});
  figures.push_back(
      {"window of all pixels / DicomImage", median(whole_ratio), "", "<= 0.2", median(whole_ratio) <= 0.2});
  figures.push_back({"redraws at 5 megapixels", rate, "1/s", ">= 60", rate >= 60});
}

}  // namespace rdc::bench
