// Where the pages of a printed report go: counted, into a PDF, or as pictures. Internal to this folder.
#pragma once

#include <deque>
#include <vector>

#include <QImage>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>

namespace rdc::ui {

inline constexpr int kDotsPerInch = 600;
inline constexpr double kPageWidth = 210.0;  // A4 upright, millimetres
inline constexpr double kPageHeight = 297.0;
inline constexpr double kUnit = kDotsPerInch / 25.4;  // device units per millimetre

// Where pages go. All drawing is in units of 1/600 inch.
class PageSink {
 public:
  virtual ~PageSink() = default;
  virtual QPainter* painter() = 0;  // nullptr while only counting
  virtual void next_page(QPageLayout::Orientation orientation) = 0;
};

class CountingSink final : public PageSink {
 public:
  QPainter* painter() override { return nullptr; }
  void next_page(QPageLayout::Orientation) override {}
};

class PdfSink final : public PageSink {
 public:
  explicit PdfSink(QPdfWriter& writer) : writer_(writer) { painter_.begin(&writer); }
  QPainter* painter() override { return &painter_; }
  void next_page(QPageLayout::Orientation orientation) override {
    writer_.setPageOrientation(orientation);
    writer_.newPage();
  }
  bool finish() { return painter_.end(); }

 private:
  QPdfWriter& writer_;
  QPainter painter_;
};

class ImageSink final : public PageSink {
 public:
  explicit ImageSink(double dots_per_inch) : scale_(dots_per_inch / kDotsPerInch) { next_page(QPageLayout::Portrait); }
  QPainter* painter() override { return &painter_; }
  void next_page(QPageLayout::Orientation orientation) override {
    painter_.end();
    QSizeF size(kPageWidth, kPageHeight);
    if (orientation == QPageLayout::Landscape) size.transpose();
    images_.emplace_back((size * kUnit * scale_).toSize(), QImage::Format_RGB32);
    images_.back().fill(Qt::white);
    painter_.begin(&images_.back());
    painter_.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter_.scale(scale_, scale_);
  }
  std::vector<QImage> take() {
    painter_.end();
    return {images_.begin(), images_.end()};
  }

 private:
  const double scale_;
  std::deque<QImage> images_;  // addresses stay while pages are added
  QPainter painter_;
};

}  // namespace rdc::ui
