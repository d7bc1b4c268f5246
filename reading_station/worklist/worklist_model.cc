#include "reading_station/worklist/worklist_model.h"
#include "common/ui/tone.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_lists.h"

#include <algorithm>

#include <QBrush>
#include <QColor>
#include <QCoreApplication>
#include <QFont>
#include <QLocale>

namespace rdc::station {
namespace {

constexpr int kTickMs = 5000;
constexpr std::int64_t kSoonSeconds = 10 * 60;

QString tr_word(const char* word) { return QCoreApplication::translate("rdc::station::WorklistModel", word); }

// "47 s", "12 min", "3 h 05", "2 d 4 h"; short, because it stands in every row.
QString duration_text(std::int64_t seconds) {
  if (seconds < 60) return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "%1 s")).arg(seconds);
  if (seconds < 3600) return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "%1 min")).arg(seconds / 60);
  if (seconds < 86400)
    return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "%1 h %2"))
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
  return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "%1 d %2 h"))
      .arg(seconds / 86400)
      .arg(seconds / 3600 % 24);
}

std::int64_t seconds_of(const base::Clock& clock) { return base::to_micros(clock.now()) / 1'000'000; }

QString joined(const google::protobuf::RepeatedPtrField<std::string>& words) {
  QStringList all;
  for (const auto& word : words) all << from(word);
  return all.join(QStringLiteral(" / "));
}

QColor urgency_colour(v1::Urgency urgency) {
  if (urgency == v1::URGENCY_EMERGENCY) return ui::colour(ui::Tone::kBad);
  return ui::colour(urgency == v1::URGENCY_URGENT ? ui::Tone::kWarning : ui::Tone::kQuiet);
}

QColor late_colour(int late) {
  if (late == 2) return ui::colour(ui::Tone::kBad);
  return ui::colour(late == 1 ? ui::Tone::kWarning : ui::Tone::kGood);
}

}  // namespace

QString urgency_text(v1::Urgency urgency) {
  switch (urgency) {
    case v1::URGENCY_EMERGENCY:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Emergency"));
    case v1::URGENCY_URGENT:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Urgent"));
    default:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Routine"));
  }
}

QString status_text(v1::WorklistStatus status) {
  switch (status) {
    case v1::WORKLIST_STATUS_UNREAD:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Unread"));
    case v1::WORKLIST_STATUS_CLAIMED:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Being read"));
    case v1::WORKLIST_STATUS_PRELIMINARY:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Preliminary"));
    case v1::WORKLIST_STATUS_FINAL:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Final"));
    case v1::WORKLIST_STATUS_AMENDED:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Amended"));
    case v1::WORKLIST_STATUS_CANCELLED:
      return tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Cancelled"));
    default:
      return {};
  }
}

QString sex_age_text(const v1::Patient& patient) {
  QString sex;
  if (patient.sex() == "M") sex = tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "M"));
  if (patient.sex() == "F") sex = tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "F"));
  if (patient.sex() == "O") sex = tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "Other"));
  QString age = from(patient.age());
  bool number = false;
  const int value = age.chopped(age.isEmpty() ? 0 : 1).toInt(&number);
  if (number && age.endsWith('Y')) age = tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "%1 y")).arg(value);
  if (number && age.endsWith('M')) age = tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "%1 mo")).arg(value);
  if (number && age.endsWith('W')) age = tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "%1 wk")).arg(value);
  if (number && age.endsWith('D'))
    age = tr_word(QT_TRANSLATE_NOOP("rdc::station::WorklistModel", "%1 days")).arg(value);
  return sex.isEmpty() || age.isEmpty() ? sex + age : sex + QStringLiteral("  ") + age;
}

bool is_open(v1::WorklistStatus status) {
  return status == v1::WORKLIST_STATUS_UNREAD || status == v1::WORKLIST_STATUS_CLAIMED ||
         status == v1::WORKLIST_STATUS_PRELIMINARY;
}

WorklistModel::WorklistModel(const base::Clock& clock, QObject* parent) : QAbstractTableModel(parent), clock_(clock) {
  connect(&timer_, &QTimer::timeout, this, &WorklistModel::tick);
  timer_.start(kTickMs);
}

int WorklistModel::row_of(const std::string& item_id) const {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].item_id() == item_id) return static_cast<int>(i);
  }
  return -1;
}

void WorklistModel::apply(const std::vector<v1::WorklistItem>& items) {
  for (const auto& item : items) {
    const int row = row_of(item.item_id());
    if (row < 0) {
      const int end = rowCount();
      beginInsertRows({}, end, end);
      items_.push_back(item);
      endInsertRows();
      continue;
    }
    auto& known = items_[static_cast<std::size_t>(row)];
    if (item.change() < known.change()) continue;
    known = item;
    Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
  }
}

void WorklistModel::replace(const std::vector<v1::WorklistItem>& items) {
  for (int row = rowCount() - 1; row >= 0; --row) {
    const bool kept = std::any_of(items.begin(), items.end(),
                                  [&](const v1::WorklistItem& item) { return item.item_id() == at(row).item_id(); });
    if (kept) continue;
    beginRemoveRows({}, row, row);
    items_.erase(items_.begin() + row);
    endRemoveRows();
  }
  apply(items);
}

void WorklistModel::clear() { replace({}); }

const v1::WorklistItem* WorklistModel::find(const QString& item_id) const {
  const int row = row_of(item_id.toStdString());
  return row < 0 ? nullptr : &at(row);
}

const v1::WorklistItem* WorklistModel::find_study(const QString& study_id) const {
  for (const auto& item : items_) {
    if (item.study_id() == study_id.toStdString()) return &item;
  }
  return nullptr;
}

int WorklistModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(items_.size());
}
int WorklistModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

int WorklistModel::lateness(const v1::WorklistItem& item) const {
  if (!is_open(item.status()) || item.due_at().seconds() == 0) return -1;
  const auto left = item.due_at().seconds() - seconds_of(clock_);
  if (left < 0) return 2;
  return left < kSoonSeconds ? 1 : 0;
}

QString WorklistModel::text(const v1::WorklistItem& item, int column) const {
  switch (column) {
    case kUrgency:
      return urgency_text(item.urgency());
    case kWaiting:
      return is_open(item.status())
                 ? duration_text(std::max<std::int64_t>(0, seconds_of(clock_) - item.received_at().seconds()))
                 : QString();
    case kTimeLeft: {
      if (lateness(item) < 0) return {};
      const auto left = item.due_at().seconds() - seconds_of(clock_);
      return left < 0 ? tr("overdue %1").arg(duration_text(-left)) : duration_text(left);
    }
    case kModality:
      return joined(item.modalities());
    case kSite:
      return from(item.site_name().empty() ? item.site_id() : item.site_name());
    case kPatient:
      return from(item.patient().name().empty() ? item.patient().patient_id() : item.patient().name());
    case kSexAge:
      return sex_age_text(item.patient());
    case kDescription:
      return from(item.study_description().empty() ? item.body_part() : item.study_description());
    case kImages:
      return QString::number(item.instance_count());
    case kStatus:
      return work_text(item) + (item.has_conflict() ? QStringLiteral("  ⚠") : QString());
    case kReader:
      return reader_text(item);
    default:
      return {};
  }
}

// How far the report is, also between two people.
QString WorklistModel::work_text(const v1::WorklistItem& item) const {
  if (item.has_returned_to()) return tr("Returned");
  if (is_signed_again(item)) return tr("Signed again");
  return is_amendment_to_sign(item) ? tr("Amendment to sign") : status_text(item.status());
}

// Who reads it now; else for whom it waits, or who has had it.
QString WorklistModel::reader_text(const v1::WorklistItem& item) const {
  const auto named = [](const std::string& name, bool me) { return me ? tr("%1 (me)").arg(from(name)) : from(name); };
  if (!item.claimed_by_name().empty()) return named(item.claimed_by_name(), item.claimed_by_me());
  if (item.has_assigned_to())
    return QStringLiteral("→ ") + named(item.assigned_to().display_name(), item.assigned_to().me());
  if (item.has_returned_to())
    return QStringLiteral("↩ ") + named(item.returned_to().display_name(), item.returned_to().me());
  if (is_signed_again(item))
    return item.last_returned_by().me() ? tr("returned by you")
                                        : tr("returned by %1").arg(from(item.last_returned_by().display_name()));
  if (is_amendment_to_sign(item)) return tr("written by %1").arg(from(item.draft_author().display_name()));
  return {};
}

QString WorklistModel::people_text(const v1::WorklistItem& item) const {
  QStringList lines;
  if (item.has_draft_author()) lines << tr("Draft: %1").arg(from(item.draft_author().display_name()));
  if (item.has_preliminary_author())
    lines << tr("Preliminary report: %1").arg(from(item.preliminary_author().display_name()));
  if (item.has_returned_to())
    lines << tr("Returned to %1 by %2")
                 .arg(from(item.returned_to().display_name()), from(item.returned_by().display_name()));
  if (is_signed_again(item))
    lines << tr("Returned by %1, signed again by its author").arg(from(item.last_returned_by().display_name()));
  if (is_amendment_to_sign(item)) lines << tr("An amendment that somebody other than its author signs");
  if (item.has_assigned_to())
    lines << tr("Assigned to %1 by %2")
                 .arg(from(item.assigned_to().display_name()), from(item.assigned_by().display_name()));
  if (!item.assignment_note().empty()) lines << from(item.assignment_note());
  return lines.join(QLatin1Char('\n'));
}

QVariant WorklistModel::sort_key(const v1::WorklistItem& item, int column) const {
  switch (column) {
    case kUrgency:
      // Open first, then urgency, then what comes back to this person, then what is due earliest: the order of work.
      return QStringLiteral("%1%2%3%4")
          .arg(is_open(item.status()) ? 0 : 1)
          .arg(static_cast<int>(item.urgency()))
          .arg(comes_back_to_me(item) ? 0 : 1)
          .arg(item.due_at().seconds(), 14, 10, QLatin1Char('0'));
    case kWaiting:
      return static_cast<qlonglong>(item.received_at().seconds());
    case kTimeLeft:
      return static_cast<qlonglong>(item.due_at().seconds());
    case kImages:
      return item.instance_count();
    case kStatus:
      return static_cast<int>(item.status());
    default:
      return text(item, column);
  }
}

QVariant WorklistModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const auto& item = at(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return text(item, index.column());
    case Qt::ToolTipRole:
      if (index.column() == kPatient) return from(item.patient().patient_id());
      if (index.column() == kStatus && item.has_conflict())
        return tr("An image arrived twice with different contents. Both are kept.");
      if (index.column() == kStatus || index.column() == kReader) return people_text(item);
      return index.column() == kDescription ? from(item.accession_number()) : QVariant();
    case Qt::ForegroundRole:
      if (index.column() == kUrgency && is_open(item.status())) return QBrush(urgency_colour(item.urgency()));
      if (index.column() == kTimeLeft && lateness(item) >= 0) return QBrush(late_colour(lateness(item)));
      if (index.column() == kStatus && item.has_returned_to()) return QBrush(ui::colour(ui::Tone::kWarning));
      if ((index.column() == kStatus || index.column() == kReader) && comes_back_to_me(item))
        return QBrush(ui::colour(ui::Tone::kWarning));
      return is_open(item.status()) || is_amendment_to_sign(item) ? QVariant()
                                                                  : QVariant(QBrush(ui::colour(ui::Tone::kFaint)));
    case Qt::TextAlignmentRole:
      return index.column() == kImages ? QVariant(Qt::AlignCenter) : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::FontRole: {
      // An emergency, and what is late, is found without reading every row.
      const bool loud = (index.column() == kUrgency && item.urgency() == v1::URGENCY_EMERGENCY) ||
                        (index.column() == kTimeLeft && lateness(item) == 2) ||
                        (index.column() == kReader && comes_back_to_me(item));
      if (!loud || !is_open(item.status())) return {};
      QFont font;
      font.setBold(true);
      return font;
    }
    case kItemRole:
      return from(item.item_id());
    case kSortRole:
      return sort_key(item, index.column());
    case kUrgencyRole:
      return static_cast<int>(item.urgency());
    case kStatusRole:
      return static_cast<int>(item.status());
    case kModalityRole:
      return joined(item.modalities()).split(QStringLiteral(" / "));
    case kSiteRole:
      return from(item.site_id());
    case kSearchRole:
      return from(item.patient().name() + '\n' + item.patient().patient_id() + '\n' + item.accession_number() + '\n' +
                  item.study_description());
    case kLateRole:
      return lateness(item);
    default:
      return {};
  }
}

QVariant WorklistModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case kUrgency:
      return tr("Urgency");
    case kWaiting:
      return tr("Waiting");
    case kTimeLeft:
      return tr("Time left");
    case kModality:
      return tr("Modality");
    case kSite:
      return tr("Site");
    case kPatient:
      return tr("Patient");
    case kSexAge:
      return tr("Sex, age");
    case kDescription:
      return tr("Examination");
    case kImages:
      return tr("Objects");
    case kStatus:
      return tr("Status");
    case kReader:
      return tr("Reader");
    default:
      return {};
  }
}

void WorklistModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

void WorklistModel::tick() {
  if (rowCount() > 0)
    Q_EMIT dataChanged(index(0, kWaiting), index(rowCount() - 1, kTimeLeft), {Qt::DisplayRole, Qt::ForegroundRole});
}

}  // namespace rdc::station
