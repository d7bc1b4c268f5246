// What the machine says of one electrocardiogram and why, as a tree: statements with the reader's judgement, critical
// values, the infarction rules met and not met, mimics, the score's points, and the tracing's quality.
#pragma once

#include <memory>
#include <vector>

#include <QAbstractItemModel>

#include "rdc/v1/ecg.pb.h"
#include "reading_station/ecg_view/overread.h"

namespace rdc::station {

// GUI thread only. Borrows the overread.
class FindingsModel final : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Column { kText, kState, kColumns };
  enum class Section { kStatements, kCritical, kRules, kMimics, kScore, kTracing };
  enum Role {
    kSectionRole = Qt::UserRole,  // int
    kIndexRole,                   // int: within the section, -1 for its heading
    kCodeRole,                    // QString: a machine statement's code, else ""
    kLeadsRole,                   // QStringList: what the finding is about
  };

  explicit FindingsModel(Overread& overread, QObject* parent = nullptr);

  // nullptr: nothing is known.
  void show(std::shared_ptr<const v1::EcgAnalysis> analysis);
  const v1::EcgAnalysis* analysis() const { return analysis_.get(); }

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  // A line of the tracing's section: quality, placement, missing leads, leads to record, assumptions.
  struct TracingLine {
    QString text;
    QStringList leads;
    bool is_request = false;  // leads to record
  };
  const std::vector<TracingLine>& tracing() const { return tracing_; }

 public Q_SLOTS:
  void retranslate();

 private:
  bool is_heading(const QModelIndex& index) const { return index.internalId() == 0; }
  Section section_of(const QModelIndex& child) const { return sections_[child.internalId() - 1]; }
  int size_of(Section section) const;
  int statements() const;
  QVariant heading(Section section, int column, int role) const;
  QString text(Section section, int row) const;
  QString state(Section section, int row) const;
  QVariant look(Section section, int row, int column, int role) const;
  QStringList leads(Section section, int row) const;
  void read_tracing();
  void added_changed();

  Overread& overread_;
  std::shared_ptr<const v1::EcgAnalysis> analysis_;
  std::vector<Section> sections_;  // that have lines
  std::vector<TracingLine> tracing_;
  int added_ = 0;  // statements of the reader's own that rows exist for
};

}  // namespace rdc::station
