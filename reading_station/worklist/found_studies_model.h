// Studies of the archive that a search found, as rows. Knows nothing of the network.
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "rdc/v1/study.pb.h"

namespace rdc::station {

// GUI thread only. Rows are in the router's order: newest first.
class FoundStudiesModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    kTime,
    kPatient,
    kPatientId,
    kSexAge,
    kModality,
    kDescription,
    kAccession,
    kSite,
    kImages,
    kReport,
    kColumns
  };

  using QAbstractTableModel::QAbstractTableModel;

  // A further page.
  void append(const std::vector<v1::StudySummary>& studies);
  void clear();
  const v1::StudySummary& at(int row) const { return studies_[static_cast<std::size_t>(row)]; }
  // Texts in another language.
  void retranslate();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const v1::StudySummary& study, int column) const;

  std::vector<v1::StudySummary> studies_;
};

}  // namespace rdc::station
