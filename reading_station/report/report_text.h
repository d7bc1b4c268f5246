// What a reader writes, before it becomes a signed document.
#pragma once

#include <QString>
#include <QStringList>

namespace rdc::station {

inline constexpr int kTextLimit = 16'384;  // characters of each text; ReportDocument's limit

struct ReportText {
  QString history;
  QString findings;
  QString impression;
  bool positive = false;
  QString language = QStringLiteral("zh_CN");  // of the printed report
  QString amendment_reason{};
  QString template_id{};  // what it was begun with
  QStringList codes{};    // the template's

  bool operator==(const ReportText&) const = default;
};

}  // namespace rdc::station
