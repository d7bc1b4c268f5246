#include "reading_station/viewer/documents/page_view.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPixmap>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>

namespace rdc::station {
namespace {

constexpr double kZoomStep = 1.25, kLargest = 4.0;

QToolButton* page_button(const char* name, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setObjectName(QLatin1String(name));
  return button;
}

}  // namespace

PageView::PageView(QWidget* parent)
    : QWidget(parent),
      area_(new QScrollArea(this)),
      picture_label_(new QLabel(area_)),
      number_(new QLabel(this)),
      back_(page_button("document_back", this)),
      forward_(page_button("document_forward", this)),
      smaller_(page_button("document_smaller", this)),
      fitted_(page_button("document_fitted", this)),
      larger_(page_button("document_larger", this)) {
  build();
  connect(back_, &QToolButton::clicked, this, [this] { Q_EMIT turned(-1); });
  connect(forward_, &QToolButton::clicked, this, [this] { Q_EMIT turned(1); });
  connect(larger_, &QToolButton::clicked, this, [this] { zoom_to(zoom_ * kZoomStep); });
  connect(smaller_, &QToolButton::clicked, this, [this] { zoom_to(zoom_ / kZoomStep); });
  connect(fitted_, &QToolButton::clicked, this, [this] { zoom_to(1.0); });
  area_->viewport()->installEventFilter(this);
  zoom_to(1.0);
  retranslate();
}

void PageView::build() {
  picture_label_->setObjectName(QStringLiteral("document_page"));
  picture_label_->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
  area_->setWidget(picture_label_);
  area_->setWidgetResizable(true);
  back_->setArrowType(Qt::LeftArrow);
  forward_->setArrowType(Qt::RightArrow);
  auto* row = new QHBoxLayout;
  row->addWidget(back_);
  row->addWidget(number_);
  row->addWidget(forward_);
  row->addStretch();
  for (QToolButton* button : {smaller_, fitted_, larger_}) row->addWidget(button);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addLayout(row);
  column->addWidget(area_, 1);
}

void PageView::set_page(int page, int count) {
  page_ = page;
  count_ = count;
  back_->setEnabled(page > 0);
  forward_->setEnabled(page + 1 < count);
  retranslate();
}

void PageView::show_picture(const QImage& picture) {
  picture_ = picture;
  fit();
  area_->verticalScrollBar()->setValue(0);
}

void PageView::forget() {
  picture_ = {};
  zoom_to(1.0);
}

void PageView::fit() {
  if (picture_.isNull()) return;
  const double ratio = devicePixelRatioF();
  // Of the parent: its own place is not laid out before it is seen.
  const int width = std::max(100, parentWidget()->width() - area_->verticalScrollBar()->sizeHint().width() - 2);
  QImage fitted = picture_.scaledToWidth(static_cast<int>(width * zoom_ * ratio), Qt::SmoothTransformation);
  fitted.setDevicePixelRatio(ratio);
  picture_label_->setPixmap(QPixmap::fromImage(fitted));
}

void PageView::zoom_to(double zoom) {
  zoom_ = std::clamp(zoom, 1.0, kLargest);
  smaller_->setEnabled(zoom_ > 1.0);
  fitted_->setEnabled(zoom_ > 1.0);
  larger_->setEnabled(zoom_ < kLargest);
  QScrollBar* bars[] = {area_->horizontalScrollBar(), area_->verticalScrollBar()};
  const auto whole = [](const QScrollBar* bar) { return std::max(1, bar->maximum() + bar->pageStep()); };
  double middle[2] = {};
  for (int i = 0; i < 2; ++i) middle[i] = (bars[i]->value() + bars[i]->pageStep() / 2.0) / whole(bars[i]);
  fit();
  // What was in the middle stays there, once the scroll bars know the new size.
  for (QObject* told : {static_cast<QObject*>(area_->viewport()), static_cast<QObject*>(area_)})
    QCoreApplication::sendPostedEvents(told, QEvent::LayoutRequest);
  for (int i = 0; i < 2; ++i)
    bars[i]->setValue(static_cast<int>(middle[i] * whole(bars[i]) - bars[i]->pageStep() / 2.0));
}

// As on images: Ctrl and the wheel.
bool PageView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::Wheel) return QWidget::eventFilter(watched, event);
  const auto* wheel = static_cast<QWheelEvent*>(event);
  if (!wheel->modifiers().testFlag(Qt::ControlModifier)) return QWidget::eventFilter(watched, event);
  if (wheel->angleDelta().y() != 0) zoom_to(wheel->angleDelta().y() > 0 ? zoom_ * kZoomStep : zoom_ / kZoomStep);
  return true;
}

void PageView::retranslate() {
  number_->setText(tr("Page %1 of %2").arg(page_ + 1).arg(count_));
  back_->setToolTip(tr("Page before"));
  forward_->setToolTip(tr("Next page"));
  smaller_->setText(QStringLiteral("−"));
  smaller_->setToolTip(tr("Smaller (Ctrl and the wheel)"));
  larger_->setText(QStringLiteral("+"));
  larger_->setToolTip(tr("Larger (Ctrl and the wheel)"));
  fitted_->setText(tr("Whole width"));
  fitted_->setToolTip(tr("The page as wide as its place"));
}

}  // namespace rdc::station
