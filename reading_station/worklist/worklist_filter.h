// Which rows of the worklist are shown, and in what order.
#pragma once

#include <QSortFilterProxyModel>

namespace rdc::station {

// GUI thread only. All conditions must hold; an empty one always does.
class WorklistFilter final : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  enum class Show { kOpen, kUnread, kMine, kDone, kAll, kToReview };

  explicit WorklistFilter(QObject* parent = nullptr);

  void set_search(const QString& text);  // part of name, patient ID, accession number or description
  void set_modality(const QString& modality);
  void set_site(const QString& site_id);
  void set_show(Show show);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  bool status_fits(const QModelIndex& index) const;

  QString search_;
  QString modality_;
  QString site_;
  Show show_ = Show::kOpen;
};

}  // namespace rdc::station
