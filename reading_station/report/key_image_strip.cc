#include "reading_station/report/key_image_strip.h"

#include <algorithm>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPointer>
#include <QToolButton>
#include <QVBoxLayout>

#include "common/report/report_document.h"
#include "common/ui/named.h"

namespace rdc::station {

using ui::named;

namespace {

constexpr int kSide = 84;            // of a thumbnail, logical pixels
constexpr int kRedrawAfterMs = 250;  // what is drawn on an image changes with every movement of the hand

bool holds(const std::vector<PrintedImage>& images, const PrintedImage& image) {
  return std::ranges::any_of(images, [&image](const PrintedImage& one) { return one.is_of(image); });
}

QImage scaled_down(const QImage& picture, double ratio) {
  QImage made(QSize(kSide, kSide) * ratio, QImage::Format_RGB32);
  made.fill(Qt::black);
  if (picture.isNull()) return made;
  QImage plain = picture.scaled(made.size(), Qt::KeepAspectRatio, Qt::SmoothTransformation);
  plain.setDevicePixelRatio(1);
  QPainter painter(&made);
  painter.drawImage((made.width() - plain.width()) / 2, (made.height() - plain.height()) / 2, plain);
  painter.end();
  made.setDevicePixelRatio(ratio);
  return made;
}

}  // namespace

KeyImageStrip::KeyImageStrip(QWidget* parent)
    : QWidget(parent),
      title_(named<QLabel>("report_pictures_label", this)),
      list_(named<QListWidget>("report_pictures", this)),
      earlier_(named<QToolButton>("report_picture_earlier", this)),
      later_(named<QToolButton>("report_picture_later", this)),
      as_shown_(named<QToolButton>("report_picture_as_shown", this)) {
  build();
  redraw_.setSingleShot(true);
  connect(&redraw_, &QTimer::timeout, this, &KeyImageStrip::draw_pictures);
  connect(list_, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
    if (!filling_) toggle(list_->row(item));
  });
  connect(list_, &QListWidget::currentRowChanged, this, &KeyImageStrip::show_state);
  connect(earlier_, &QToolButton::clicked, this, [this] { move(-1); });
  connect(later_, &QToolButton::clicked, this, [this] { move(1); });
  connect(as_shown_, &QToolButton::clicked, this, &KeyImageStrip::take_as_shown);
  retranslate();
  refill();
}

void KeyImageStrip::build() {
  list_->setViewMode(QListView::IconMode);
  list_->setFlow(QListView::LeftToRight);
  list_->setWrapping(false);
  list_->setMovement(QListView::Static);
  list_->setIconSize({kSide, kSide});
  list_->setSpacing(2);
  list_->setFixedHeight(kSide + 48);
  list_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  earlier_->setArrowType(Qt::LeftArrow);
  later_->setArrowType(Qt::RightArrow);
  auto* head = new QHBoxLayout;
  head->addWidget(title_, 1);
  head->addWidget(as_shown_);
  head->addWidget(earlier_);
  head->addWidget(later_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addLayout(head);
  column->addWidget(list_);
}

void KeyImageStrip::set_source(KeyImageSource* source) {
  if (source_ != nullptr) source_->disconnect(this);
  source_ = source;
  if (source_ != nullptr) {
    connect(source_, &KeyImageSource::image_marked, this, [this](const PrintedImage& image) {
      if (writable_) add(image);
    });
    connect(source_, &KeyImageSource::image_unmarked, this, [this](const PrintedImage& image) {
      if (writable_) remove(image);
    });
    connect(source_, &KeyImageSource::changed, this, &KeyImageStrip::refill);
  }
  refill();
}

void KeyImageStrip::set_printed(std::vector<PrintedImage> images) {
  if (images == printed_) return;
  printed_ = std::move(images);
  refill();
}

void KeyImageStrip::set_writable(bool writable) {
  writable_ = writable;
  show_state();
}

void KeyImageStrip::add(const PrintedImage& image) {
  if (holds(printed_, image) || printed_count() >= report::kMostKeyImages) return refill();
  printed_.push_back(image);
  refill();
  Q_EMIT edited();
}

void KeyImageStrip::remove(const PrintedImage& image) {
  const auto gone = std::erase_if(printed_, [&image](const PrintedImage& one) { return one.is_of(image); });
  refill();
  if (gone > 0) Q_EMIT edited();
}

void KeyImageStrip::toggle(int row) {
  if (row < 0 || row >= static_cast<int>(rows_.size()) || !writable_) return refill();
  const PrintedImage image = rows_[static_cast<std::size_t>(row)];
  if (holds(printed_, image))
    remove(image);
  else
    add(image);
  list_->setCurrentRow(row_of(image));
}

void KeyImageStrip::move(int step) {
  const int from = list_->currentRow(), to = from + step;
  if (!writable_ || from < 0 || to < 0 || from >= printed_count() || to >= printed_count()) return;
  std::swap(printed_[static_cast<std::size_t>(from)], printed_[static_cast<std::size_t>(to)]);
  refill();
  list_->setCurrentRow(to);
  Q_EMIT edited();
}

void KeyImageStrip::take_as_shown() {
  const int row = list_->currentRow();
  if (source_ == nullptr || !writable_ || row < 0 || row >= printed_count()) return;
  auto& image = printed_[static_cast<std::size_t>(row)];
  const auto shown = source_->as_shown(image);
  if (!shown || *shown == image) return;
  image = *shown;
  refill();
  Q_EMIT edited();
}

int KeyImageStrip::row_of(const PrintedImage& image) const {
  const auto found = std::ranges::find_if(rows_, [&image](const PrintedImage& one) { return one.is_of(image); });
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

void KeyImageStrip::refill() {
  const int current = list_->currentRow();
  rows_ = printed_;
  if (source_ != nullptr)
    for (const PrintedImage& image : source_->marked())
      if (!holds(rows_, image)) rows_.push_back(image);
  filling_ = true;
  while (list_->count() > static_cast<int>(rows_.size())) delete list_->takeItem(list_->count() - 1);
  while (list_->count() < static_cast<int>(rows_.size())) list_->addItem(new QListWidgetItem);
  for (int row = 0; row < list_->count(); ++row) {
    QListWidgetItem* item = list_->item(row);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(row < printed_count() ? Qt::Checked : Qt::Unchecked);
    show_thumbnail(row);
  }
  list_->setCurrentRow(std::min(current, list_->count() - 1));
  filling_ = false;
  setVisible(!rows_.empty());
  show_state();
  bool all_drawn = true;
  for (int row = 0; row < list_->count(); ++row) all_drawn = all_drawn && thumbnail_of(row) != nullptr;
  if (!rows_.empty()) redraw_.start(all_drawn ? kRedrawAfterMs : 0);
}

// What is printed, exactly as it will be; of what is only offered, the image.
const KeyImageStrip::Thumbnail* KeyImageStrip::thumbnail_of(int row) const {
  const PrintedImage& image = rows_[static_cast<std::size_t>(row)];
  const bool exactly = row < printed_count();
  const auto found = std::ranges::find_if(thumbnails_, [&image, exactly](const Thumbnail& one) {
    return exactly ? one.image == image : one.image.is_of(image);
  });
  return found == thumbnails_.end() ? nullptr : &*found;
}

// The one before stays until the new one is drawn, but never another image's.
void KeyImageStrip::show_thumbnail(int row) {
  const Thumbnail* known = thumbnail_of(row);
  QListWidgetItem* item = list_->item(row);
  item->setIcon(known != nullptr ? known->picture : QPixmap::fromImage(scaled_down({}, devicePixelRatioF())));
  item->setText(known != nullptr ? known->words : QString());
}

void KeyImageStrip::draw_pictures() {
  if (source_ == nullptr) return;
  ++generation_;
  std::erase_if(thumbnails_, [this](const Thumbnail& one) { return !holds(rows_, one.image); });
  for (int i = 0; i < static_cast<int>(rows_.size()); ++i) {
    // What is only offered is drawn once: there may be many, and most of them are not in memory.
    const Thumbnail* known = thumbnail_of(i);
    if (i >= printed_count() && known != nullptr && known->is_loaded) continue;
    const PrintedImage image = rows_[static_cast<std::size_t>(i)];
    source_->draw(image, [self = QPointer(this), mine = generation_, image](const ui::ReportPicture& drawn) {
      if (!self || mine != self->generation_) return;
      // Out of reach for now, as while an earlier study is on the screen: what was drawn before stays.
      const int row = self->row_of(image);
      if (row < 0 || (drawn.picture.isNull() && self->thumbnail_of(row) != nullptr)) return;
      Thumbnail made{image, QPixmap::fromImage(scaled_down(drawn.picture, self->devicePixelRatioF())),
                     drawn.picture.isNull() ? tr("not loaded")
                     : drawn.count > 1      ? QString::number(drawn.number)
                                            : drawn.series,
                     !drawn.picture.isNull()};
      std::erase_if(self->thumbnails_, [&image](const Thumbnail& one) { return one.image.is_of(image); });
      self->thumbnails_.push_back(std::move(made));
      self->filling_ = true;
      self->show_thumbnail(row);
      self->filling_ = false;
    });
  }
}

void KeyImageStrip::show_state() {
  const int row = list_->currentRow();
  const bool is_printed = writable_ && row >= 0 && row < printed_count();
  earlier_->setEnabled(is_printed && row > 0);
  later_->setEnabled(is_printed && row + 1 < printed_count());
  as_shown_->setEnabled(is_printed);
  list_->setEnabled(writable_);
  title_->setText(printed_count() >= report::kMostKeyImages
                      ? tr("Key images in the report: %1, no more fit").arg(printed_count())
                      : tr("Key images in the report: %1 of %2").arg(printed_count()).arg(rows_.size()));
}

void KeyImageStrip::retranslate() {
  list_->setToolTip(tr("What is ticked is printed in the report, as shown here"));
  list_->setAccessibleName(tr("Key images in the report"));
  earlier_->setToolTip(tr("Print it earlier"));
  later_->setToolTip(tr("Print it later"));
  as_shown_->setText(tr("As on the screen"));
  as_shown_->setToolTip(tr("Print the chosen image with the window, turn and part that the viewer shows now"));
  show_state();
}

void KeyImageStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
