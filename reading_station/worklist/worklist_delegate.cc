#include "reading_station/worklist/worklist_delegate.h"

#include <QBrush>

namespace rdc::station {

void WorklistDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  const QVariant colour = index.data(Qt::ForegroundRole);
  if (colour.canConvert<QBrush>()) option->palette.setBrush(QPalette::HighlightedText, colour.value<QBrush>());
}

}  // namespace rdc::station
