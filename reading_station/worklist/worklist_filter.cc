#include "reading_station/worklist/worklist_filter.h"

#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {

WorklistFilter::WorklistFilter(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(WorklistModel::kSortRole);
  setDynamicSortFilter(true);
}

void WorklistFilter::set_search(const QString& text) {
  search_ = text.trimmed();
  invalidateFilter();
}

void WorklistFilter::set_modality(const QString& modality) {
  modality_ = modality;
  invalidateFilter();
}

void WorklistFilter::set_site(const QString& site_id) {
  site_ = site_id;
  invalidateFilter();
}

void WorklistFilter::set_list(WorklistList list) {
  list_ = list;
  invalidateFilter();
}

bool WorklistFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QModelIndex index = sourceModel()->index(row, 0, parent);
  const auto* model = qobject_cast<const WorklistModel*>(sourceModel());
  if (model == nullptr || !is_on(model->at(row), list_)) return false;
  if (!site_.isEmpty() && index.data(WorklistModel::kSiteRole).toString() != site_) return false;
  if (!modality_.isEmpty() && !index.data(WorklistModel::kModalityRole).toStringList().contains(modality_))
    return false;
  return search_.isEmpty() || index.data(WorklistModel::kSearchRole).toString().contains(search_, Qt::CaseInsensitive);
}

}  // namespace rdc::station
