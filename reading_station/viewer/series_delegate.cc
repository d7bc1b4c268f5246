#include "reading_station/viewer/series_delegate.h"

#include <QPainter>

#include "reading_station/viewer/series_model.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr int kMargin = 6;
constexpr int kTextHeight = 20;

}  // namespace

QSize SeriesDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const {
  return {kPicture + 2 * kMargin, kPicture + 2 * kTextHeight + 2 * kMargin};
}

void SeriesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  painter->save();
  const bool selected = (option.state & QStyle::State_Selected) != 0;
  const QRect cell = option.rect.adjusted(2, 2, -2, -2);
  painter->fillRect(cell, selected ? theme::chrome().raised : theme::chrome().panel);
  const QRect square(cell.x() + (cell.width() - kPicture) / 2, cell.y() + kMargin - 2, kPicture, kPicture);
  painter->fillRect(square, theme::kGround);
  const auto picture = index.data(SeriesModel::kThumbnailRole).value<QImage>();
  if (!picture.isNull()) {
    QRect target({0, 0}, picture.size().scaled(square.size(), Qt::KeepAspectRatio));
    target.moveCenter(square.center());
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawImage(target, picture);
  }
  painter->setPen(selected ? theme::chrome().accent : theme::chrome().line);
  painter->drawRect(square.adjusted(0, 0, -1, -1));

  const QString prior = index.data(SeriesModel::kPriorRole).toString();
  if (!prior.isEmpty()) {
    const QRect label(square.x() + 1, square.bottom() - 20, square.width() - 2, 20);
    painter->fillRect(label, QColor(0, 0, 0, 190));
    painter->setFont(theme::font(13));
    painter->setPen(theme::kProblem);
    painter->drawText(label, Qt::AlignCenter, tr("Prior %1").arg(prior.left(10)));
  }
  painter->setFont(theme::font(13));
  painter->setPen(theme::chrome().text);
  const QRect name(square.x(), square.bottom() + 2, square.width(), kTextHeight);
  painter->drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
                    painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, name.width()));
  painter->setPen(theme::chrome().quiet);
  const int images = index.data(SeriesModel::kCountRole).toInt();
  painter->drawText(name.translated(0, kTextHeight - 2), Qt::AlignLeft | Qt::AlignVCenter,
                    index.data(SeriesModel::kModalityRole).toString());
  painter->drawText(name.translated(0, kTextHeight - 2), Qt::AlignRight | Qt::AlignVCenter,
                    images == 1 ? tr("1 image") : tr("%1 images").arg(images));
  painter->restore();
}

}  // namespace rdc::station
