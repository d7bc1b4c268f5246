// Which rows of the worklist are shown, and in what order.
#pragma once

#include <QSortFilterProxyModel>

#include "reading_station/worklist/worklist_lists.h"

namespace rdc::station {

// GUI thread only. All conditions must hold; an empty one always does.
class WorklistFilter final : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit WorklistFilter(QObject* parent = nullptr);

  void set_search(const QString& text);  // part of name, patient ID, accession number or description
  void set_modality(const QString& modality);
  void set_site(const QString& site_id);
  void set_list(WorklistList list);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QString search_;
  QString modality_;
  QString site_;
  WorklistList list_ = WorklistList::kOpen;
};

}  // namespace rdc::station
