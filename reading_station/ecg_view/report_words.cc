#include "reading_station/ecg_view/report_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "reading_station/ecg_view/ecg_words.h"

namespace rdc::station {

QString measurement_sentence(const v1::EcgAnalysis& analysis, const Overread& overread) {
  const auto text_of = [&](const char* name) -> QString {
    for (const auto& value : analysis.values()) {
      if (value.name() != name) continue;
      const auto own = overread.readers_value(value.name());
      if (!own && !value.has_value()) return {};
      return quantity(own ? *own : value.value(), value.unit());
    }
    return {};
  };
  QStringList parts;
  const auto add = [&](const char* name) {
    if (const QString text = text_of(name); !text.isEmpty()) parts << value_name(name) + QLatin1Char(' ') + text;
  };
  add("HR");
  add("PR");
  add("QRS");
  if (const QString qt = text_of("QT"), qtc = text_of("QTcF"); !qt.isEmpty() && !qtc.isEmpty()) {
    parts << QStringLiteral("QT/QTc %1/%2 (Fridericia)").arg(qt.section(QLatin1Char(' '), 0, 0), qtc);
  }
  if (const QString axis = text_of("QRS axis"); !axis.isEmpty())
    parts << QCoreApplication::translate("rdc::station::EcgWords", "axis %1").arg(axis);
  return parts.join(QCoreApplication::translate("rdc::station::EcgWords", ", "));
}

}  // namespace rdc::station
