#include "reading_station/ecg_view/measurements_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <QBrush>
#include <QFont>

#include "common/ui/tone.h"
#include "ecg/interpretation/age_limits.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

struct NormalRange {
  std::string_view name;
  double least, most;
};

// -1 below, 1 above, 0 within or without limits. CLINICAL.md section 3; children: age_limits.h.
int outside(const std::string& name, const ecg::Person& person, double value) {
  if (name.starts_with("QTc")) return value >= (person.female ? 460.0 : 450.0) ? 1 : value <= 390.0 ? -1 : 0;
  const auto& limits = ecg::limits_of(person);
  const double widest = (ecg::is_child(person) ? limits.wide_qrs_ms : limits.delayed_qrs_ms) - 0.5;
  const std::array<NormalRange, 5> normal = {{{"HR", limits.slow_bpm, limits.fast_bpm},
                                              {"P", 0, 120},
                                              {"PR", limits.pr_min_ms, limits.pr_max_ms},
                                              {"QRS", 0, widest},
                                              {"QRS axis", limits.axis_left, limits.axis_right}}};
  for (const auto& range : normal) {
    if (range.name == name) return value < range.least ? -1 : value > range.most ? 1 : 0;
  }
  return 0;
}

QString delta_text(double delta, const std::string& unit) {
  const QString text = quantity(delta, unit);
  return delta > 0 ? QLatin1Char('+') + text : text;
}

QBrush reader_brush() { return ui::colour(ui::Tone::kInfo); }

// What a person types: comma or point, a true minus sign, units left out or not.
std::optional<double> typed_number(const QVariant& typed) {
  QString text = typed.toString().trimmed();
  text.replace(QChar(0x2212), QLatin1Char('-')).replace(QLatin1Char(','), QLatin1Char('.'));
  text = text.section(QLatin1Char(' '), 0, 0).remove(QChar(0x00b0));
  bool ok = false;
  const double value = text.toDouble(&ok);
  return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

MeasurementsModel::MeasurementsModel(Overread& overread, QObject* parent)
    : QAbstractTableModel(parent), overread_(overread) {
  connect(&overread_, &Overread::correction_changed, this, [this] {
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
  });
}

void MeasurementsModel::show(std::shared_ptr<const v1::EcgAnalysis> analysis, const ecg::Person& person) {
  beginResetModel();
  analysis_ = std::move(analysis);
  person_ = person;
  endResetModel();
}

void MeasurementsModel::set_prior(std::shared_ptr<const v1::EcgAnalysis> prior) {
  prior_ = std::move(prior);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, kEarlier), index(rowCount() - 1, kDelta));
}

int MeasurementsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !analysis_ ? 0 : analysis_->values_size();
}

int MeasurementsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

std::optional<double> MeasurementsModel::prior_value(const std::string& name) const {
  if (!prior_) return std::nullopt;
  for (const auto& value : prior_->values()) {
    if (value.name() == name && value.has_value()) return value.value();
  }
  return std::nullopt;
}

std::optional<double> MeasurementsModel::counted(const v1::EcgValue& value) const {
  if (const auto own = overread_.readers_value(value.name())) return own;
  return value.has_value() ? std::optional(value.value()) : std::nullopt;
}

QString MeasurementsModel::text(const v1::EcgValue& value, int column) const {
  switch (column) {
    case kMachine: {
      if (!value.has_value()) return QStringLiteral("— ") + missing_text(value.missing());
      const int side = outside(value.name(), person_, value.value());
      const QString mark = side > 0 ? QStringLiteral("▲ ") : side < 0 ? QStringLiteral("▼ ") : QString();
      return mark + quantity(value.value(), value.unit());
    }
    case kReader: {
      const auto own = overread_.readers_value(value.name());
      return own ? quantity(*own, value.unit()) : QString();
    }
    case kEarlier: {
      const auto before = prior_value(value.name());
      return before ? quantity(*before, value.unit()) : QString();
    }
    case kDelta: {
      const auto before = prior_value(value.name()), now = counted(value);
      return before && now ? delta_text(*now - *before, value.unit()) : QString();
    }
    default:
      return {};
  }
}

QVariant MeasurementsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !analysis_) return {};
  const auto& value = analysis_->values(index.row());
  const bool corrected = overread_.correction(value.name()).has_value();
  switch (role) {
    case Qt::DisplayRole:
      return text(value, index.column());
    case Qt::EditRole:
      return index.column() == kReader ? text(value, kReader).section(QLatin1Char(' '), 0, 0) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole: {
      QFont font;
      if (index.column() == kReader) {
        font.setBold(corrected);
        font.setItalic(!corrected);  // follows from another correction
      }
      font.setStrikeOut(index.column() == kMachine && overread_.readers_value(value.name()).has_value());
      return font;
    }
    case Qt::ForegroundRole:
      if (index.column() == kReader) return reader_brush();
      if (index.column() == kMachine && value.has_value() && outside(value.name(), person_, value.value()) != 0)
        return QBrush(severity_colour("ABNORMAL"));
      if (index.column() == kMachine && !value.has_value()) return QBrush(ui::colour(ui::Tone::kFaint));
      return {};
    case Qt::ToolTipRole:
      if (index.column() == kMachine && value.name().starts_with("QTc")) {
        if (analysis_->qt_wide_qrs()) return tr("QRS is wide: QTc overstates repolarisation.");
        if (analysis_->qt_irregular()) return tr("The rhythm is irregular: QTc is uncertain.");
      }
      return index.column() == kReader ? tr("Type a value to correct the machine's; empty: the machine's stands")
                                       : QVariant();
    default:
      return {};
  }
}

QVariant MeasurementsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) return {};
  if (orientation == Qt::Vertical) {
    if (!analysis_ || section >= analysis_->values_size()) return {};
    const auto& name = analysis_->values(section).name();
    const bool warn = name.starts_with("QTc") && (analysis_->qt_wide_qrs() || analysis_->qt_irregular());
    return value_name(name) + (warn ? QStringLiteral(" ⚠") : QString());
  }
  switch (section) {
    case kMachine:
      return tr("Machine");
    case kReader:
      return tr("Reader");
    case kEarlier:
      return tr("Earlier");
    default:
      return tr("Change");
  }
}

Qt::ItemFlags MeasurementsModel::flags(const QModelIndex& index) const {
  auto flags = QAbstractTableModel::flags(index);
  if (!index.isValid() || !analysis_ || index.column() != kReader) return flags;
  // QTc follows from QT and rate.
  return analysis_->values(index.row()).name().starts_with("QTc") ? flags : flags | Qt::ItemIsEditable;
}

bool MeasurementsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable)) return false;
  const auto& name = analysis_->values(index.row()).name();
  if (value.toString().trimmed().isEmpty()) return overread_.correct(name, "", std::nullopt);
  const auto number = typed_number(value);
  if (number && overread_.correct(name, "", *number)) return true;
  Q_EMIT refused(tr("%1: “%2” cannot be right; the machine's value stands.").arg(value_name(name), value.toString()));
  return false;
}

void MeasurementsModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
  if (rowCount() == 0) return;
  Q_EMIT headerDataChanged(Qt::Vertical, 0, rowCount() - 1);
  Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

LeadValuesModel::LeadValuesModel(Overread& overread, QObject* parent)
    : QAbstractTableModel(parent), overread_(overread) {
  connect(&overread_, &Overread::correction_changed, this, [this] {
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
  });
}

void LeadValuesModel::show(std::shared_ptr<const v1::EcgAnalysis> analysis, std::vector<Threshold> thresholds) {
  beginResetModel();
  analysis_ = std::move(analysis);
  thresholds_ = std::move(thresholds);
  endResetModel();
}

void LeadValuesModel::set_prior(std::shared_ptr<const v1::EcgAnalysis> prior) {
  prior_ = std::move(prior);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, kDeltaJ), index(rowCount() - 1, kDeltaJ));
}

std::string LeadValuesModel::lead_at(int row) const {
  return row >= 0 && row < rowCount() ? analysis_->leads(row).lead() : std::string();
}

int LeadValuesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !analysis_ ? 0 : analysis_->leads_size();
}

int LeadValuesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

std::optional<double> LeadValuesModel::value(const v1::EcgAnalysis* analysis, int row, const char* name) const {
  if (analysis == nullptr) return std::nullopt;
  const std::string& wanted = analysis_->leads(row).lead();
  for (const auto& lead : analysis->leads()) {
    if (lead.lead() != wanted) continue;
    for (const auto& one : lead.values()) {
      if (one.name() == name && one.has_value()) return one.value();
    }
  }
  return std::nullopt;
}

std::optional<double> LeadValuesModel::counted_j(int row) const {
  if (const auto own = overread_.correction("J", analysis_->leads(row).lead())) return own;
  return value(analysis_.get(), row, "J");
}

std::optional<double> LeadValuesModel::threshold(int row) const {
  for (const auto& one : thresholds_) {
    if (one.lead == analysis_->leads(row).lead()) return one.uv;
  }
  return std::nullopt;
}

bool LeadValuesModel::reached(int row) const {
  const auto j = counted_j(row), limit = threshold(row);
  return j && limit && *j >= *limit;
}

QString LeadValuesModel::text(int row, int column) const {
  const auto millivolts = [](std::optional<double> uv) {
    return uv ? quantity(*uv, "uV").section(QLatin1Char(' '), 0, 0) : QString();
  };
  const auto plus = [&](std::optional<double> uv) {
    const QString text = millivolts(uv);
    return uv && *uv >= 5.0 ? QLatin1Char('+') + text : text;
  };
  switch (column) {
    case kJ:
      return analysis_->leads(row).usable() ? plus(value(analysis_.get(), row, "J")) : QStringLiteral("—");
    case kReaderJ:
      return plus(overread_.correction("J", analysis_->leads(row).lead()));
    case kThreshold:
      return threshold(row) ? QStringLiteral("≥ ") + millivolts(threshold(row)) : QString();
    case kDeltaJ: {
      const auto now = counted_j(row), before = value(prior_.get(), row, "J");
      return now && before ? plus(*now - *before) : QString();
    }
    case kSt60:
      return plus(value(analysis_.get(), row, "ST60"));
    case kQ:
      return millivolts(value(analysis_.get(), row, "Q"));
    case kR:
      return millivolts(value(analysis_.get(), row, "R"));
    case kS:
      return millivolts(value(analysis_.get(), row, "S"));
    case kT:
      return plus(value(analysis_.get(), row, "T"));
    default:
      return {};
  }
}

QVariant LeadValuesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !analysis_) return {};
  const bool is_j = index.column() == kJ || index.column() == kReaderJ;
  switch (role) {
    case Qt::DisplayRole:
      return text(index.row(), index.column());
    case Qt::EditRole:
      return index.column() == kReaderJ ? text(index.row(), kReaderJ) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole: {
      QFont font;
      font.setBold(is_j && reached(index.row()));
      font.setStrikeOut(index.column() == kJ &&
                        overread_.correction("J", analysis_->leads(index.row()).lead()).has_value());
      return font;
    }
    case Qt::ForegroundRole:
      if (index.column() == kReaderJ) return reader_brush();
      if (index.column() == kJ && reached(index.row())) return QBrush(severity_colour("CRITICAL"));
      if (index.column() == kThreshold) return QBrush(ui::colour(ui::Tone::kQuiet));
      return {};
    default:
      return {};
  }
}

QVariant LeadValuesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role == Qt::ToolTipRole && orientation == Qt::Horizontal && section == kReaderJ)
    return tr("Type millivolts to correct the machine's J point; empty: the machine's stands");
  if (role != Qt::DisplayRole) return {};
  if (orientation == Qt::Vertical) {
    if (!analysis_ || section >= analysis_->leads_size()) return {};
    const auto& lead = analysis_->leads(section);
    return lead_label(lead.lead()) + (lead.derived() ? QStringLiteral("*") : QString());
  }
  switch (section) {
    case kJ:
      return tr("J (mV)");
    case kReaderJ:
      return tr("J, reader");
    case kThreshold:
      return tr("Limit");
    case kDeltaJ:
      return tr("ΔJ");
    case kSt60:
      return QStringLiteral("ST60");
    case kQ:
      return QStringLiteral("Q");
    case kR:
      return QStringLiteral("R");
    case kS:
      return QStringLiteral("S");
    default:
      return QStringLiteral("T");
  }
}

Qt::ItemFlags LeadValuesModel::flags(const QModelIndex& index) const {
  auto flags = QAbstractTableModel::flags(index);
  return index.isValid() && index.column() == kReaderJ ? flags | Qt::ItemIsEditable : flags;
}

bool LeadValuesModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable)) return false;
  const auto& lead = analysis_->leads(index.row()).lead();
  if (value.toString().trimmed().isEmpty()) return overread_.correct("J", lead, std::nullopt);
  const auto number = typed_number(value);
  if (number && overread_.correct("J", lead, *number * 1000.0)) return true;
  Q_EMIT refused(tr("%1: “%2” cannot be right; the machine's value stands.").arg(lead_label(lead), value.toString()));
  return false;
}

void LeadValuesModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

}  // namespace rdc::station
