// The tracing's numbers: the machine's, the reader's beside them, an earlier ECG's and the difference.
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>

#include "ecg/interpretation/rule_context.h"
#include "rdc/v1/ecg.pb.h"
#include "reading_station/ecg_view/overread.h"

namespace rdc::station {

// Of the whole tracing: a row for each value. GUI thread only. Borrows the overread. Only the reader's column can be
// edited; an empty text takes the correction back.
class MeasurementsModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { kMachine, kReader, kEarlier, kDelta, kColumns };

  explicit MeasurementsModel(Overread& overread, QObject* parent = nullptr);

  // What is marked as outside the normal is so at this person's age and for their sex.
  void show(std::shared_ptr<const v1::EcgAnalysis> analysis, const ecg::Person& person);
  void set_prior(std::shared_ptr<const v1::EcgAnalysis> prior);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 public Q_SLOTS:
  void retranslate();

 Q_SIGNALS:
  // What was typed is no number, or not one that a heart can have.
  void refused(const QString& sentence);

 private:
  QString text(const v1::EcgValue& value, int column) const;
  std::optional<double> prior_value(const std::string& name) const;
  std::optional<double> counted(const v1::EcgValue& value) const;  // the reader's, else the machine's

  Overread& overread_;
  std::shared_ptr<const v1::EcgAnalysis> analysis_;
  std::shared_ptr<const v1::EcgAnalysis> prior_;
  ecg::Person person_;
};

// ST lead by lead: J point with its threshold and the reader's correction, ST at 60 ms, waves, change since the earlier
// ECG. Rows are leads in the sheet's order. GUI thread only. Borrows the overread.
class LeadValuesModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { kJ, kReaderJ, kThreshold, kDeltaJ, kSt60, kQ, kR, kS, kT, kColumns };

  explicit LeadValuesModel(Overread& overread, QObject* parent = nullptr);

  struct Threshold {
    std::string lead;
    double uv = 0.0;
  };
  void show(std::shared_ptr<const v1::EcgAnalysis> analysis, std::vector<Threshold> thresholds);
  void set_prior(std::shared_ptr<const v1::EcgAnalysis> prior);
  // "" for a row that is none.
  std::string lead_at(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  // In millivolts, as shown.
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 public Q_SLOTS:
  void retranslate();

 Q_SIGNALS:
  void refused(const QString& sentence);

 private:
  std::optional<double> value(const v1::EcgAnalysis* analysis, int row, const char* name) const;
  std::optional<double> counted_j(int row) const;
  std::optional<double> threshold(int row) const;
  QString text(int row, int column) const;
  bool reached(int row) const;

  Overread& overread_;
  std::shared_ptr<const v1::EcgAnalysis> analysis_;
  std::shared_ptr<const v1::EcgAnalysis> prior_;
  std::vector<Threshold> thresholds_;
};

}  // namespace rdc::station
