// The series of the open study, for the strip at the left.
#pragma once

#include <QAbstractListModel>
#include <QImage>
#include <vector>

#include "reading_station/viewer/study_content.h"

namespace rdc::station {

// GUI thread only. Rows are series with something to show; row numbers are series numbers of the viewer.
class SeriesModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { kThumbnailRole = Qt::UserRole + 1, kCountRole, kModalityRole, kArrivedRole, kPriorRole };

  // What a dragged series is on the clipboard: its row in decimal.
  static const char* mime_type() { return "application/x-rdc-series"; }

  using QAbstractListModel::QAbstractListModel;

  // Keeps pictures and progress of series that stay; rows are appended and changed, never reset, while the study is the
  // same.
  void set_series(const std::vector<SeriesContent>& series);
  void clear();
  void set_thumbnail(int row, const QImage& picture);
  void set_count(int row, int images);
  void set_arrived(int row, int objects);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QModelIndexList& indexes) const override;

 private:
  struct Row {
    SeriesContent series;
    QImage thumbnail;
    int images = 0;
    int arrived = 0;
  };
  void changed(int row);
  std::vector<Row> rows_;
};

}  // namespace rdc::station
