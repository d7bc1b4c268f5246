// Draws the worklist's cells: the colours of urgency and time left stay when the row is selected.
#pragma once

#include <QStyledItemDelegate>

namespace rdc::station {

class WorklistDelegate final : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace rdc::station
