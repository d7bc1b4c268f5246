#include <array>
#include <cmath>

#include <QCoreApplication>
#include <QDateTime>

#include "common/ui/case_timeline.h"

namespace rdc::ui {
namespace {

struct KindName {
  v1::PointKind kind;
  const char* text;
};

constexpr auto kKindNames = std::to_array<KindName>({
    {v1::POINT_KIND_ONSET, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Onset of symptoms")},
    {v1::POINT_KIND_FIRST_MEDICAL_CONTACT, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "First medical contact")},
    {v1::POINT_KIND_ECG_START, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "ECG begun")},
    {v1::POINT_KIND_ECG_END, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "ECG recorded")},
    {v1::POINT_KIND_ECG_RECEIVED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "ECG safe at the site")},
    {v1::POINT_KIND_ECG_SENT, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "ECG on its way")},
    {v1::POINT_KIND_ECG_STORED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "ECG at the centre")},
    {v1::POINT_KIND_ECG_OPENED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "ECG opened by a reader")},
    {v1::POINT_KIND_DIAGNOSED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Diagnosis")},
    {v1::POINT_KIND_ALERT_RAISED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Alarm raised")},
    {v1::POINT_KIND_ALERT_DELIVERED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Alarm sounding")},
    {v1::POINT_KIND_ALERT_ACKNOWLEDGED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Alarm acknowledged")},
    {v1::POINT_KIND_ALERT_ESCALATED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Alarm escalated")},
    {v1::POINT_KIND_ANSWER_DELIVERED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Answer at the site")},
    {v1::POINT_KIND_READ_BACK, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Answer read back")},
    {v1::POINT_KIND_DECISION, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Decision")},
    {v1::POINT_KIND_AMBULANCE_CALLED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Ambulance called")},
    {v1::POINT_KIND_DOOR_IN, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Door in")},
    {v1::POINT_KIND_DOOR_OUT, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Door out")},
    {v1::POINT_KIND_ARRIVAL, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Arrival at the hospital")},
    {v1::POINT_KIND_LABORATORY_ACTIVATED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Laboratory activated")},
    {v1::POINT_KIND_LABORATORY_READY, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Laboratory ready")},
    {v1::POINT_KIND_NEEDLE, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Lysis begun")},
    {v1::POINT_KIND_WIRE, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Wire through")},
    {v1::POINT_KIND_CHEST_PAIN_ORDER, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Chest-pain button")},
    {v1::POINT_KIND_CLOSED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Closed")},
    {v1::POINT_KIND_REOPENED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Opened again")},
    {v1::POINT_KIND_MERGED, QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "Merged with another case")},
});

QString say(const char* text) { return QCoreApplication::translate("rdc::ui::CaseTimeline", text); }

constexpr std::uint32_t kUncertaintyUnknown = 4294967295U;  // as alert.proto says

}  // namespace

QString point_name(v1::PointKind kind) {
  for (const auto& entry : kKindNames) {
    if (entry.kind == kind) return say(entry.text);
  }
  return QString::number(kind);
}

QString point_source_name(v1::PointSource source) {
  switch (source) {
    case v1::POINT_SOURCE_DEVICE:
      return say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "ECG recorder"));
    case v1::POINT_SOURCE_AGENT:
      return say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "site's computer"));
    case v1::POINT_SOURCE_STATION:
      return say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "station"));
    case v1::POINT_SOURCE_SERVER:
      return say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "centre"));
    case v1::POINT_SOURCE_TYPED:
      return say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "typed"));
    default:
      return QStringLiteral("?");
  }
}

QString duration_words(qint64 milliseconds) {
  const QString sign = milliseconds < 0 ? QStringLiteral("−") : QString();
  const qint64 seconds = std::abs(milliseconds) / 1000;
  if (seconds >= 3600)
    return sign +
           say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "%1 h %2 min")).arg(seconds / 3600).arg(seconds / 60 % 60);
  if (seconds % 60 == 0 && seconds > 0)
    return sign + say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "%1 min")).arg(seconds / 60);
  if (seconds >= 60)
    return sign + say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "%1 min %2 s")).arg(seconds / 60).arg(seconds % 60);
  return sign + say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "%1 s")).arg(seconds);
}

QString time_of_day(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return {};
  return QDateTime::fromSecsSinceEpoch(time.seconds()).toString(QStringLiteral("HH:mm:ss"));
}

QString point_provenance(const v1::TimePoint& point) {
  QStringList parts{point_source_name(point.source())};
  if (point.has_clock()) {
    parts << say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "clock %1 s ± %2 s"))
                 .arg(static_cast<double>(point.clock().offset_ms()) / 1000.0, 0, 'f', 1)
                 .arg(point.clock().uncertainty_ms() / 1000.0, 0, 'f', 1);
  } else if (point.source() != v1::POINT_SOURCE_SERVER) {
    parts << (point.uncertainty_ms() == kUncertaintyUnknown
                  ? say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "clock never compared"))
                  : say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "± %1 s")).arg(point.uncertainty_ms() / 1000));
  }
  if (!point.machine().empty()) parts << QString::fromStdString(point.machine());
  if (!point.entered_by().empty())
    parts << say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "by %1")).arg(QString::fromStdString(point.entered_by()));
  if (!point.edit_reason().empty())
    parts << say(QT_TRANSLATE_NOOP("rdc::ui::CaseTimeline", "changed: %1"))
                 .arg(QString::fromStdString(point.edit_reason()));
  if (!point.note().empty()) parts << QString::fromStdString(point.note());
  return parts.join(QStringLiteral(" · "));
}

}  // namespace rdc::ui
