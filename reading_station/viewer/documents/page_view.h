// One page of a PDF: as wide as its place, or larger; and the way to the other pages.
#pragma once

#include <QImage>
#include <QWidget>

class QLabel;
class QScrollArea;
class QToolButton;

namespace rdc::station {

// GUI thread only. Knows no PDF: it is given pictures.
class PageView final : public QWidget {
  Q_OBJECT
 public:
  // The place is its parent's: the parent shows one thing at a time.
  explicit PageView(QWidget* parent);

  // From 0. The picture of the page before stays until the next is there.
  void set_page(int page, int count);
  void show_picture(const QImage& picture);
  // Another document: nothing, at the width of its place.
  void forget();
  void refit() { fit(); }
  void retranslate();

 Q_SIGNALS:
  // By -1 or 1.
  void turned(int step);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void build();
  void zoom_to(double zoom);
  void fit();

  QScrollArea* area_;
  QLabel* picture_label_;
  QLabel* number_;
  QToolButton* back_;
  QToolButton* forward_;
  QToolButton* smaller_;
  QToolButton* fitted_;
  QToolButton* larger_;
  QImage picture_;
  double zoom_ = 1.0;  // of the width of its place
  int page_ = 0, count_ = 0;
};

}  // namespace rdc::station
