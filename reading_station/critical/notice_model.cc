#include "reading_station/critical/notice_model.h"

#include <algorithm>

#include <google/protobuf/util/message_differencer.h>
#include <QBrush>
#include <QFont>

#include "reading_station/critical/notice_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {

void NoticeModel::replace(const std::vector<v1::CriticalNotice>& notices) {
  const auto same_id = [](const auto& a) { return [&a](const auto& b) { return a.notice_id() == b.notice_id(); }; };
  for (int row = rowCount() - 1; row >= 0; --row) {
    if (std::ranges::any_of(notices, same_id(at(row)))) continue;
    beginRemoveRows({}, row, row);
    notices_.erase(notices_.begin() + row);
    endRemoveRows();
  }
  for (std::size_t i = 0; i < notices.size(); ++i) {
    const int row = static_cast<int>(i);
    if (i < notices_.size() && notices_[i].notice_id() == notices[i].notice_id()) {
      if (google::protobuf::util::MessageDifferencer::Equals(notices_[i], notices[i])) continue;
      notices_[i] = notices[i];
      Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
      continue;
    }
    const auto later = std::find_if(notices_.begin() + row, notices_.end(), same_id(notices[i]));
    if (later != notices_.end()) {
      const int from_row = static_cast<int>(later - notices_.begin());
      beginRemoveRows({}, from_row, from_row);
      notices_.erase(later);
      endRemoveRows();
    }
    beginInsertRows({}, row, row);
    notices_.insert(notices_.begin() + row, notices[i]);
    endInsertRows();
  }
}

int NoticeModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(notices_.size());
}
int NoticeModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant NoticeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const auto& notice = at(index.row());
  if (role == kNoticeRole) return from(notice.notice_id());
  if (role == Qt::ForegroundRole && index.column() == kState) return QBrush(ui::colour(notice_tone(notice)));
  if (role == Qt::FontRole && index.column() == kState && notice.overdue() != v1::CRITICAL_OVERDUE_NONE) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) return {};
  switch (index.column()) {
    case kTime:
      return notice_time(notice.notified_at());
    case kSite:
      return from(notice.site_name());
    case kPatient:
      return notice_patient_text(notice);
    case kFinding:
      return notice_finding_text(notice);
    case kPeople:
      return notice_people_text(notice);
    case kState:
      return notice_state_text(notice);
    default:
      return {};
  }
}

QVariant NoticeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
    return QAbstractTableModel::headerData(section, orientation, role);
  switch (section) {
    case kTime:
      return tr("Sent");
    case kSite:
      return tr("Site");
    case kPatient:
      return tr("Patient");
    case kFinding:
      return tr("Critical value");
    case kPeople:
      return tr("Sent by / checked by");
    default:
      return tr("State");
  }
}

void NoticeModel::retranslate() {
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
}

}  // namespace rdc::station
