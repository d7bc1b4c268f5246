// Today's ECGs and how far each is, as a table.
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "acquisition_agent/clinic_console/tongue.h"

namespace rdc::console {

// GUI thread only.
class DayModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { kTime, kPatient, kProgress, kWarning, kColumns };
  enum Role { kItemIdRole = Qt::UserRole, kTierRole, kUsabilityRole };

  explicit DayModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // Emits the smallest row changes, never a reset: the selection stays.
  void apply(std::vector<v1::ClinicEcg> ecgs);
  void speak(const Tongue& say);
  const v1::ClinicEcg& row(int index) const { return rows_.at(static_cast<std::size_t>(index)); }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  QString text(const v1::ClinicEcg& ecg, int column) const;
  QString warning(const v1::ClinicEcg& ecg) const;

  std::vector<v1::ClinicEcg> rows_;
  Tongue say_;
};

}  // namespace rdc::console
