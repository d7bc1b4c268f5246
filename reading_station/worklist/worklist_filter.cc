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

void WorklistFilter::set_show(Show show) {
  show_ = show;
  invalidateFilter();
}

bool WorklistFilter::status_fits(const QModelIndex& index) const {
  const auto status = static_cast<v1::WorklistStatus>(index.data(WorklistModel::kStatusRole).toInt());
  switch (show_) {
    case Show::kOpen:
      return is_open(status);
    case Show::kUnread:
      return status == v1::WORKLIST_STATUS_UNREAD;
    case Show::kMine: {
      const auto* model = qobject_cast<const WorklistModel*>(sourceModel());
      return model != nullptr && model->at(index.row()).claimed_by_me();
    }
    case Show::kToReview:
      return status == v1::WORKLIST_STATUS_PRELIMINARY;
    case Show::kDone:
      return !is_open(status);
    case Show::kAll:
      break;
  }
  return true;
}

bool WorklistFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QModelIndex index = sourceModel()->index(row, 0, parent);
  if (!status_fits(index)) return false;
  if (!site_.isEmpty() && index.data(WorklistModel::kSiteRole).toString() != site_) return false;
  if (!modality_.isEmpty() && !index.data(WorklistModel::kModalityRole).toStringList().contains(modality_))
    return false;
  return search_.isEmpty() || index.data(WorklistModel::kSearchRole).toString().contains(search_, Qt::CaseInsensitive);
}

}  // namespace rdc::station
