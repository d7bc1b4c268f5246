// Critical values as rows, newest first. Knows nothing of the network.
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "rdc/v1/critical.pb.h"

namespace rdc::station {

// GUI thread only.
class NoticeModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { kTime, kSite, kPatient, kFinding, kPeople, kState, kColumns };
  enum Role { kNoticeRole = Qt::UserRole };  // QString: notice id

  explicit NoticeModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // Exactly these, in this order, by the smallest row changes: the selection stays.
  void replace(const std::vector<v1::CriticalNotice>& notices);
  const v1::CriticalNotice& at(int row) const { return notices_[static_cast<std::size_t>(row)]; }
  const std::vector<v1::CriticalNotice>& notices() const { return notices_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 public Q_SLOTS:
  void retranslate();

 private:
  std::vector<v1::CriticalNotice> notices_;
};

}  // namespace rdc::station
