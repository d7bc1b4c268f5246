#include "reading_station/viewer/series_model.h"

#include <QMimeData>

namespace rdc::station {

void SeriesModel::clear() {
  if (rows_.empty()) return;
  beginRemoveRows({}, 0, static_cast<int>(rows_.size()) - 1);
  rows_.clear();
  endRemoveRows();
}

void SeriesModel::set_series(const std::vector<SeriesContent>& series) {
  for (std::size_t i = 0; i < std::min(rows_.size(), series.size()); ++i) {
    if (rows_[i].series == series[i]) continue;
    if (rows_[i].series.series_instance_uid != series[i].series_instance_uid) rows_[i] = {};
    rows_[i].series = series[i];
    changed(static_cast<int>(i));
  }
  if (series.size() > rows_.size()) {
    beginInsertRows({}, static_cast<int>(rows_.size()), static_cast<int>(series.size()) - 1);
    for (std::size_t i = rows_.size(); i < series.size(); ++i) rows_.push_back({series[i], {}, 0, 0});
    endInsertRows();
  } else if (series.size() < rows_.size()) {
    beginRemoveRows({}, static_cast<int>(series.size()), static_cast<int>(rows_.size()) - 1);
    rows_.resize(series.size());
    endRemoveRows();
  }
}

void SeriesModel::set_thumbnail(int row, const QImage& picture) {
  if (row < 0 || row >= rowCount()) return;
  rows_[static_cast<std::size_t>(row)].thumbnail = picture;
  changed(row);
}

void SeriesModel::set_count(int row, int images) {
  if (row < 0 || row >= rowCount() || rows_[static_cast<std::size_t>(row)].images == images) return;
  rows_[static_cast<std::size_t>(row)].images = images;
  changed(row);
}

void SeriesModel::set_arrived(int row, int objects) {
  if (row < 0 || row >= rowCount() || rows_[static_cast<std::size_t>(row)].arrived == objects) return;
  rows_[static_cast<std::size_t>(row)].arrived = objects;
  changed(row);
}

void SeriesModel::changed(int row) { Q_EMIT dataChanged(index(row), index(row)); }

int SeriesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant SeriesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Row& row = rows_[static_cast<std::size_t>(index.row())];
  const QString name = row.series.description.isEmpty() ? row.series.body_part : row.series.description;
  switch (role) {
    case Qt::DisplayRole:
      return name.isEmpty() ? row.series.modality : name;
    case Qt::ToolTipRole:
      return QStringLiteral("%1 · %2").arg(row.series.modality, name);
    case kThumbnailRole:
      return row.thumbnail;
    case kCountRole:
      return row.images;
    case kModalityRole:
      return row.series.modality;
    case kArrivedRole:
      return row.arrived;
    case kPriorRole:
      return row.series.prior_date;
    case Qt::AccessibleTextRole:
      return tr("Series %1, %2, %3 images").arg(name, row.series.modality).arg(row.images);
    default:
      return {};
  }
}

Qt::ItemFlags SeriesModel::flags(const QModelIndex& index) const {
  return index.isValid() ? QAbstractListModel::flags(index) | Qt::ItemIsDragEnabled : Qt::NoItemFlags;
}

QStringList SeriesModel::mimeTypes() const { return {QString::fromLatin1(mime_type())}; }

QMimeData* SeriesModel::mimeData(const QModelIndexList& indexes) const {
  if (indexes.isEmpty()) return nullptr;
  auto* dragged = new QMimeData;
  dragged->setData(QString::fromLatin1(mime_type()), QByteArray::number(indexes.front().row()));
  return dragged;
}

}  // namespace rdc::station
