// Cases as rows: who, where, why, how long, and who holds it. Knows nothing of the network.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include <QAbstractTableModel>
#include <QTimer>

#include "common/base/clock.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::station {

// GUI thread only. Borrows clock. Most urgent first: undecided before decided, louder before quieter, older before
// younger.
class CaseModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { kTier, kPatient, kSite, kReason, kElapsed, kLimit, kState, kHolder, kColumns };
  enum Role {
    kCaseRole = Qt::UserRole,
    kLateRole
  };  // QString: case id; int: 0 in time, 1 soon due, 2 overdue, -1 done

  explicit CaseModel(const base::Clock& clock, QObject* parent = nullptr);

  // Inserts and updates by case id; an older change than the known one is ignored. Closed and merged cases go.
  void apply(const std::vector<v1::AlertCase>& cases);
  // Exactly these, closed ones too: for looking back.
  void replace(const std::vector<v1::AlertCase>& cases);
  void clear() { replace({}); }
  const v1::AlertCase* find(const std::string& case_id) const;
  // Of the study's ECG; nullptr: it belongs to none that is known.
  const v1::AlertCase* find_study(const std::string& study_id) const;
  const v1::AlertCase& at(int row) const { return cases_[static_cast<std::size_t>(row)]; }
  // To add to this machine's time to get the centre's.
  void set_clock_offset(std::chrono::milliseconds offset) { offset_ = offset; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  // The centre's time, as well as it is known here.
  base::Timestamp now() const { return clock_.now() + offset_; }
  // Since the case was opened, on the centre's clock; ms.
  qint64 elapsed_ms(const v1::AlertCase& alert_case) const;

 public Q_SLOTS:
  void retranslate();
  void tick();

 private:
  void put(const v1::AlertCase& alert_case);
  void remove(int row);
  int row_of(const std::string& case_id) const;
  QString text(const v1::AlertCase& alert_case, int column) const;
  int lateness(const v1::AlertCase& alert_case) const;

  const base::Clock& clock_;
  std::chrono::milliseconds offset_{0};
  std::vector<v1::AlertCase> cases_;
  QTimer timer_;
};

}  // namespace rdc::station
