#include "acquisition_agent/clinic_console/day_model.h"

#include <algorithm>

#include <google/protobuf/util/message_differencer.h>
#include <QBrush>
#include <QColor>
#include <QFont>

namespace rdc::console {
namespace {

constexpr QColor kAlarm{0xB7, 0x1C, 0x1C};
constexpr QColor kDoubt{0x9A, 0x52, 0x00};
constexpr QColor kDone{0x1B, 0x5E, 0x20};

bool same(const v1::ClinicEcg& a, const v1::ClinicEcg& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

}  // namespace

void DayModel::apply(std::vector<v1::ClinicEcg> ecgs) {
  // The feed is newest first, and item ids are in the order of arrival: old rows leave, new ones come, the rest change.
  for (int i = static_cast<int>(rows_.size()) - 1; i >= 0; --i) {
    const auto& id = rows_[static_cast<std::size_t>(i)].item_id();
    if (std::ranges::any_of(ecgs, [&](const auto& ecg) { return ecg.item_id() == id; })) continue;
    beginRemoveRows({}, i, i);
    rows_.erase(rows_.begin() + i);
    endRemoveRows();
  }
  for (std::size_t i = 0; i < ecgs.size(); ++i) {
    const int row = static_cast<int>(i);
    if (i < rows_.size() && rows_[i].item_id() == ecgs[i].item_id()) {
      if (same(rows_[i], ecgs[i])) continue;
      rows_[i] = std::move(ecgs[i]);
      Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
      continue;
    }
    const auto later = std::find_if(rows_.begin() + row, rows_.end(),
                                    [&](const auto& ecg) { return ecg.item_id() == ecgs[i].item_id(); });
    if (later != rows_.end()) {  // out of order: never by this agent, and still right
      const int from = static_cast<int>(later - rows_.begin());
      beginRemoveRows({}, from, from);
      rows_.erase(later);
      endRemoveRows();
    }
    beginInsertRows({}, row, row);
    rows_.insert(rows_.begin() + row, std::move(ecgs[i]));
    endInsertRows();
  }
}

void DayModel::speak(const Tongue& say) {
  say_ = say;
  if (!rows_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
}

int DayModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int DayModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QString DayModel::warning(const v1::ClinicEcg& ecg) const {
  if (!ecg.has_analysis()) return say_("正在分析…", "Being analysed …");
  const auto& analysis = ecg.analysis();
  if (!analysis.unreadable_reason().empty()) return say_("本机不能分析", "Not analysed here");
  const QString repeat = analysis.usability() == v1::ECG_USABILITY_REPEAT ? say_("请重做 · ", "REPEAT · ") : QString();
  return repeat + say_.of(analysis.headline());
}

QString DayModel::text(const v1::ClinicEcg& ecg, int column) const {
  switch (column) {
    case kTime:
      return clock_time(ecg.received_at());
    case kPatient:
      return say_.patient(ecg.analysis().patient());
    case kProgress: {
      const auto by = QString::fromStdString(ecg.progress_by());
      const auto state = say_.of(ecg.progress()) + QLatin1Char(' ') + clock_time(ecg.progress_at());
      return by.isEmpty() ? state : state + QStringLiteral(" · ") + by;
    }
    default:
      return warning(ecg);
  }
}

QVariant DayModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const auto& ecg = row(index.row());
  const auto tier = ecg.analysis().tier();
  const bool repeat = ecg.analysis().usability() == v1::ECG_USABILITY_REPEAT;
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
      return text(ecg, index.column());
    case Qt::ForegroundRole:
      if (index.column() == kWarning && tier >= v1::ECG_TIER_SUSPECTED) return QBrush(kAlarm);
      if (index.column() == kWarning && (repeat || tier == v1::ECG_TIER_WATCH)) return QBrush(kDoubt);
      if (index.column() == kProgress && ecg.progress() == v1::CLINIC_PROGRESS_SET_ASIDE) return QBrush(kAlarm);
      if (index.column() == kProgress && ecg.progress() == v1::CLINIC_PROGRESS_ANSWERED) return QBrush(kDone);
      return {};
    case Qt::FontRole: {
      QFont font;
      font.setBold(index.column() == kWarning && tier >= v1::ECG_TIER_SUSPECTED);
      return font.bold() ? QVariant(font) : QVariant();
    }
    case kItemIdRole:
      return QString::fromStdString(ecg.item_id());
    case kTierRole:
      return static_cast<int>(tier);
    case kUsabilityRole:
      return static_cast<int>(ecg.analysis().usability());
    default:
      return {};
  }
}

QVariant DayModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
    return QAbstractTableModel::headerData(section, orientation, role);
  switch (section) {
    case kTime:
      return say_("时间", "Time");
    case kPatient:
      return say_("病人", "Patient");
    case kProgress:
      return say_("到哪一步", "How far");
    default:
      return say_("本机提示（机器，未经医生）", "Machine's hint, no doctor's");
  }
}

}  // namespace rdc::console
