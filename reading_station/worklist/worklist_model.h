// What waits to be read, as rows. Knows nothing of the network.
#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QTimer>

#include "common/base/clock.h"
#include "rdc/v1/worklist.pb.h"

namespace rdc::station {

// GUI thread only. Borrows clock. Row order is arrival; the filter sorts.
class WorklistModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    kUrgency,
    kWaiting,
    kTimeLeft,
    kModality,
    kSite,
    kPatient,
    kSexAge,
    kDescription,
    kImages,
    kStatus,
    kReader,
    kColumns
  };
  enum Role {
    kItemRole = Qt::UserRole,  // QVariant of QString: item id
    kSortRole,
    kUrgencyRole,   // int
    kStatusRole,    // int
    kModalityRole,  // QStringList
    kSiteRole,      // QString: site id
    kSearchRole,    // QString: what the search box looks in
    kLateRole,      // int: 0 in time, 1 soon due, 2 overdue, -1 nothing to do
  };

  explicit WorklistModel(const base::Clock& clock, QObject* parent = nullptr);

  // Replaces everything, by the smallest row changes: selection and scroll position stay.
  void replace(const std::vector<v1::WorklistItem>& items);
  // Inserts and updates by item id; an item with an older change number is ignored.
  void apply(const std::vector<v1::WorklistItem>& items);
  void clear();
  // nullptr when there is none. Valid until the next change.
  const v1::WorklistItem* find(const QString& item_id) const;
  const v1::WorklistItem* find_study(const QString& study_id) const;
  std::int64_t now_seconds() const { return base::to_micros(clock_.now()) / 1'000'000; }
  const v1::WorklistItem& at(int row) const { return items_[static_cast<std::size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 public Q_SLOTS:
  // Texts in another language.
  void retranslate();
  // Waiting times grow: also called by an own timer every few seconds.
  void tick();

 private:
  QString text(const v1::WorklistItem& item, int column) const;
  QString work_text(const v1::WorklistItem& item) const;
  QString reader_text(const v1::WorklistItem& item) const;
  QString people_text(const v1::WorklistItem& item) const;  // of a tool tip
  QVariant sort_key(const v1::WorklistItem& item, int column) const;
  int lateness(const v1::WorklistItem& item) const;
  int row_of(const std::string& item_id) const;

  const base::Clock& clock_;
  std::vector<v1::WorklistItem> items_;
  QTimer timer_;
};

// Words of the worklist, also used by its filters and by the reading page.
QString urgency_text(v1::Urgency urgency);
QString status_text(v1::WorklistStatus status);
// "王晓民  女 63岁"
QString sex_age_text(const v1::Patient& patient);
// Still to be read or signed.
bool is_open(v1::WorklistStatus status);

}  // namespace rdc::station
