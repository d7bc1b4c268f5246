#include "reading_station/report/report_fields.h"

#include <QRegularExpression>

namespace rdc::station {
namespace {

const QRegularExpression& field_pattern() {
  static const QRegularExpression pattern(QStringLiteral("\\{([^{}]*)\\}|_{3,}"));
  return pattern;
}

std::optional<MeasuredValue> measured_as(const QString& name, const QList<MeasuredValue>& measured) {
  const bool any =
      name == QStringLiteral("测量") || name.compare(QLatin1String("measurement"), Qt::CaseInsensitive) == 0;
  for (auto it = measured.rbegin(); it != measured.rend(); ++it)
    if (any || it->name.trimmed().compare(name, Qt::CaseInsensitive) == 0) return *it;
  return std::nullopt;
}

}  // namespace

QStringList TextField::choices() const { return inside.contains(u'|') ? inside.split(u'|') : QStringList(); }

QList<TextField> fields_of(const QString& text) {
  QList<TextField> made;
  auto found = field_pattern().globalMatch(text);
  while (found.hasNext()) {
    const auto match = found.next();
    made.push_back({static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()),
                    match.captured(1).trimmed()});
  }
  return made;
}

std::optional<TextField> next_field(const QString& text, int from) {
  const auto all = fields_of(text);
  for (const auto& field : all)
    if (field.begin >= from) return field;
  return all.isEmpty() ? std::nullopt : std::optional(all.front());
}

QString measured_text(const MeasuredValue& value) {
  if (value.unit == QLatin1String("HU")) return QString::number(value.value, 'f', 0) + QStringLiteral(" HU");
  if (value.unit == QStringLiteral("°")) return QString::number(value.value, 'f', 1) + value.unit;
  if (value.unit.isEmpty()) return QString::number(value.value, 'f', 2);
  return QString::number(value.value, 'f', 1) + QLatin1Char(' ') + value.unit;
}

QString fill_fields(const QString& text, const QList<MeasuredValue>& measured) {
  QString made = text;
  const auto all = fields_of(text);
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    if (it->inside.isEmpty() || it->inside.contains(u'|')) continue;
    if (const auto value = measured_as(it->inside, measured))
      made.replace(it->begin, it->length, measured_text(*value));
  }
  return made;
}

}  // namespace rdc::station
