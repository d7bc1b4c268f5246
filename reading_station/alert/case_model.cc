#include "reading_station/alert/case_model.h"

#include <algorithm>
#include <tuple>

#include <QBrush>
#include <QFont>

#include "common/ui/case_timeline.h"
#include "common/ui/tone.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/session/wire_time.h"

namespace rdc::station {
namespace {

constexpr int kCaseTickMs = 1000;
constexpr qint64 kSoonMs = 60'000;  // the last minute before the answer is due

auto urgency_key(const v1::AlertCase& one) {
  return std::tuple(is_undecided(one) ? 0 : 1, -static_cast<int>(one.tier()), micros_of(one.opened_at()),
                    one.case_id());
}

}  // namespace

CaseModel::CaseModel(const base::Clock& clock, QObject* parent) : QAbstractTableModel(parent), clock_(clock) {
  connect(&timer_, &QTimer::timeout, this, &CaseModel::tick);
  timer_.start(kCaseTickMs);
}

void CaseModel::replace(const std::vector<v1::AlertCase>& cases) {
  beginResetModel();
  cases_ = cases;
  std::sort(cases_.begin(), cases_.end(), [](const auto& a, const auto& b) { return urgency_key(a) < urgency_key(b); });
  endResetModel();
}

void CaseModel::apply(const std::vector<v1::AlertCase>& cases) {
  for (const auto& one : cases) {
    const int row = row_of(one.case_id());
    if (row >= 0 && at(row).change() > one.change()) continue;
    if (!is_open_case(one)) {
      if (row >= 0) remove(row);
      continue;
    }
    put(one);
  }
}

void CaseModel::remove(int row) {
  beginRemoveRows({}, row, row);
  cases_.erase(cases_.begin() + row);
  endRemoveRows();
}

// In its place: a case that stays there only changes, so that selections hold.
void CaseModel::put(const v1::AlertCase& one) {
  const int row = row_of(one.case_id());
  if (row >= 0) {
    const bool fits_before = row == 0 || urgency_key(at(row - 1)) < urgency_key(one);
    const bool fits_after = row + 1 == rowCount() || urgency_key(one) < urgency_key(at(row + 1));
    if (fits_before && fits_after) {
      cases_[static_cast<std::size_t>(row)] = one;
      return Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
    }
    // Where it belongs among the others, which are in order.
    const int place = static_cast<int>(std::count_if(cases_.begin(), cases_.end(), [&](const auto& other) {
      return other.case_id() != one.case_id() && urgency_key(other) < urgency_key(one);
    }));
    if (place == row || !beginMoveRows({}, row, row, {}, place > row ? place + 1 : place)) {
      cases_[static_cast<std::size_t>(row)] = one;
      return Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
    }
    cases_[static_cast<std::size_t>(row)] = one;
    if (place > row)
      std::rotate(cases_.begin() + row, cases_.begin() + row + 1, cases_.begin() + place + 1);
    else
      std::rotate(cases_.begin() + place, cases_.begin() + row, cases_.begin() + row + 1);
    endMoveRows();
    const int now = row_of(one.case_id());
    return Q_EMIT dataChanged(index(now, 0), index(now, kColumns - 1));
  }
  const auto place = std::lower_bound(cases_.begin(), cases_.end(), one,
                                      [](const auto& a, const auto& b) { return urgency_key(a) < urgency_key(b); });
  const int at_row = static_cast<int>(place - cases_.begin());
  beginInsertRows({}, at_row, at_row);
  cases_.insert(place, one);
  endInsertRows();
}

int CaseModel::row_of(const std::string& case_id) const {
  const auto found =
      std::find_if(cases_.begin(), cases_.end(), [&](const auto& one) { return one.case_id() == case_id; });
  return found == cases_.end() ? -1 : static_cast<int>(found - cases_.begin());
}

const v1::AlertCase* CaseModel::find(const std::string& case_id) const {
  const int row = row_of(case_id);
  return row < 0 ? nullptr : &at(row);
}

const v1::AlertCase* CaseModel::find_study(const std::string& study_id) const {
  if (study_id.empty()) return nullptr;
  for (const auto& one : cases_) {
    for (const auto& ecg : one.ecgs()) {
      if (ecg.study_id() == study_id) return &one;
    }
  }
  return nullptr;
}

int CaseModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(cases_.size());
}

int CaseModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

qint64 CaseModel::elapsed_ms(const v1::AlertCase& one) const {
  const auto until = one.has_closed_at() ? micros_of(one.closed_at()) : base::to_micros(clock_.now() + offset_);
  return (until - micros_of(one.opened_at())) / 1000;
}

int CaseModel::lateness(const v1::AlertCase& one) const {
  if (!is_undecided(one)) return -1;
  const auto now = base::to_micros(clock_.now() + offset_);
  const qint64 left = (micros_of(one.answer_due_at()) - now) / 1000;
  return left < 0 ? 2 : left < kSoonMs ? 1 : 0;
}

QString CaseModel::text(const v1::AlertCase& one, int column) const {
  switch (column) {
    case kTier:
      return short_tier_text(one.tier());
    case kPatient:
      return case_patient_text(one);
    case kSite:
      return from(one.site_name());
    case kReason:
      return words(one.reason());
    case kElapsed:
      return ui::duration_words(elapsed_ms(one));
    case kLimit: {
      if (!is_undecided(one)) return {};
      const auto left = (micros_of(one.answer_due_at()) - base::to_micros(clock_.now() + offset_)) / 1000;
      return left < 0 ? tr("late by %1").arg(ui::duration_words(-left)) : tr("%1 left").arg(ui::duration_words(left));
    }
    case kState:
      return case_state_text(one.state());
    case kHolder:
      return one.has_holder() ? from(one.holder().display_name()) : tr("nobody");
    default:
      return {};
  }
}

QVariant CaseModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto& one = at(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return text(one, index.column());
    case Qt::ToolTipRole:
      return index.column() == kReason ? text(one, kReason) : QVariant();
    case kCaseRole:
      return from(one.case_id());
    case kLateRole:
      return lateness(one);
    case Qt::BackgroundRole:
      return index.column() == kTier ? QVariant(QBrush(case_colour(one))) : QVariant();
    case Qt::ForegroundRole:
      if (index.column() == kTier) return QBrush(ui::on_signal());
      if (index.column() == kLimit && lateness(one) > 0)
        return QBrush(ui::colour(lateness(one) == 2 ? ui::Tone::kBad : ui::Tone::kWarning));
      if (index.column() == kHolder && !one.has_holder() && is_undecided(one))
        return QBrush(ui::colour(ui::Tone::kWarning));
      if (index.column() == kState && one.state() == v1::ALERT_STATE_CONFIRMED)
        return QBrush(ui::colour(ui::Tone::kBad));
      return {};
    case Qt::FontRole: {
      QFont font;
      font.setBold(index.column() == kTier || (index.column() == kLimit && lateness(one) == 2));
      return font;
    }
    default:
      return {};
  }
}

QVariant CaseModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case kTier:
      return tr("Alarm");
    case kPatient:
      return tr("Patient");
    case kSite:
      return tr("Site");
    case kReason:
      return tr("Why");
    case kElapsed:
      return tr("Since");
    case kLimit:
      return tr("Answer");
    case kState:
      return tr("State");
    default:
      return tr("Held by");
  }
}

void CaseModel::tick() {
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, kElapsed), index(rowCount() - 1, kLimit));
}

void CaseModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

}  // namespace rdc::station
