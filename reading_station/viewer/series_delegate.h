// Draws one series of the strip: its picture, name and number of images.
#pragma once

#include <QStyledItemDelegate>

namespace rdc::station {

class SeriesDelegate final : public QStyledItemDelegate {
  Q_OBJECT
 public:
  static constexpr int kPicture = 124;  // pixels; the strip is as wide as this and a margin

  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace rdc::station
