#include "reading_station/ecg_view/ecg_words.h"

#include <array>
#include <cmath>
#include <string_view>

#include <QCoreApplication>
#include <QLocale>

#include "common/ui/tone.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

struct Entry {
  std::string_view code;
  const char* text;
};

template <std::size_t N>
QString look_up(const std::array<Entry, N>& table, const std::string& code) {
  for (const auto& entry : table) {
    if (entry.code == code) return QCoreApplication::translate("rdc::station::EcgWords", entry.text);
  }
  return from(code);
}

constexpr auto kValueNames = std::to_array<Entry>({
    {"HR", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "Heart rate")},
    {"RR", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "RR")},
    {"P", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "P duration")},
    {"PR", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "PR")},
    {"QRS", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "QRS")},
    {"QT", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "QT")},
    {"QTcB", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "QTc Bazett")},
    {"QTcF", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "QTc Fridericia")},
    {"QTcFr", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "QTc Framingham")},
    {"QTcH", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "QTc Hodges")},
    {"P axis", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "P axis")},
    {"QRS axis", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "QRS axis")},
    {"T axis", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "T axis")},
});

constexpr auto kMissing = std::to_array<Entry>({
    {"NOT_MEASURED", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "not measured")},
    {"LEAD_NOT_RECORDED", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "lead not recorded")},
    {"LEAD_UNUSABLE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "lead not usable")},
    {"NOISE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "too noisy")},
    {"NO_WAVE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "no such wave")},
    {"TOO_FEW_BEATS", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "too few beats")},
    {"RHYTHM", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "not in this rhythm")},
    {"OVERLAP", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "hidden by another wave")},
});

constexpr auto kSeverities = std::to_array<Entry>({
    {"NORMAL", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "normal")},
    {"NOTE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "note")},
    {"ABNORMAL", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "abnormal")},
    {"URGENT", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "urgent")},
    {"CRITICAL", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "critical")},
});

constexpr auto kConfidences = std::to_array<Entry>({
    {"POSSIBLE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "possible")},
    {"PROBABLE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "probable")},
    {"DEFINITE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "definite")},
});

constexpr auto kPlacements = std::to_array<Entry>({
    {"ARMS_REVERSED", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "arm electrodes exchanged")},
    {"RIGHT_ARM_RIGHT_LEG", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "right arm and right leg exchanged")},
    {"LEFT_ARM_RIGHT_LEG", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "left arm and right leg exchanged")},
    {"RIGHT_ARM_LEFT_LEG", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "right arm and left leg exchanged")},
    {"LEFT_ARM_LEFT_LEG", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "left arm and left leg exchanged")},
    {"ARMS_AND_LEGS_CROSSED", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "arms and legs exchanged")},
    {"CHEST_ORDER", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "chest electrodes exchanged")},
    {"DEXTROCARDIA", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "dextrocardia?")},
    {"LIMB_LEADS_INCONSISTENT", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "limb leads contradict each other")},
});

constexpr auto kLeadFaults = std::to_array<Entry>({
    {"OFF", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "electrode off")},
    {"FLAT", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "flat")},
    {"SATURATED", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "out of range")},
    {"MAINS", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "mains hum")},
    {"BASELINE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "wandering baseline")},
    {"NOISE", QT_TRANSLATE_NOOP("rdc::station::EcgWords", "noisy")},
});

// With a true minus sign, and none before a rounded zero.
QString number(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  const double rounded = std::round(value * scale) / scale;
  return (rounded < 0 ? QStringLiteral("−") : QString()) + QString::number(std::abs(rounded), 'f', decimals);
}

}  // namespace

QString words(const v1::Words& both) {
  const bool chinese = QLocale().language() == QLocale::Chinese;
  const std::string& wanted = chinese ? both.zh() : both.en();
  return from(wanted.empty() ? (chinese ? both.en() : both.zh()) : wanted);
}

QString value_name(const std::string& name) { return look_up(kValueNames, name); }
QString missing_text(const std::string& code) { return look_up(kMissing, code); }
QString severity_text(const std::string& severity) { return look_up(kSeverities, severity); }
QString confidence_text(const std::string& confidence) { return look_up(kConfidences, confidence); }
QString placement_text(const std::string& fault) { return look_up(kPlacements, fault); }
QString lead_fault_text(const std::string& fault) { return look_up(kLeadFaults, fault); }

QString unit_text(const std::string& unit) {
  if (unit == "uV") return QStringLiteral("mV");
  if (unit == "1/min") return QStringLiteral("/min");
  if (unit == "deg") return QStringLiteral("°");
  if (unit == "points") return QCoreApplication::translate("rdc::station::EcgWords", "points");
  return from(unit);
}

QString quantity(double value, const std::string& unit) {
  if (unit == "uV") return number(value / 1000.0, 2) + QStringLiteral(" mV");
  if (unit == "deg") return number(value, 0) + QStringLiteral("°");
  const int decimals = unit == "ms" || unit == "1/min" ? 0 : 2;
  return unit.empty() ? number(value, decimals) : number(value, decimals) + QLatin1Char(' ') + unit_text(unit);
}

QColor severity_colour(const std::string& severity) {
  if (severity == "CRITICAL") return ui::colour(ui::Tone::kBad);
  if (severity == "URGENT") return ui::colour(ui::Tone::kWarning);
  if (severity == "ABNORMAL") return ui::colour(ui::Tone::kAttention);
  if (severity == "NORMAL") return ui::colour(ui::Tone::kGood);
  return ui::colour(ui::Tone::kPlain);
}

QString tier_text(v1::EcgTier tier, const v1::EcgScore& score) {
  switch (tier) {
    case v1::ECG_TIER_ALARM:
      return QCoreApplication::translate("rdc::station::EcgWords", "ALARM: strong evidence of acute occlusion");
    case v1::ECG_TIER_SUSPECTED:
      return QCoreApplication::translate("rdc::station::EcgWords", "SUSPECTED acute occlusion: read now");
    case v1::ECG_TIER_WATCH:
      return QCoreApplication::translate("rdc::station::EcgWords", "WATCH: repeat in 15 minutes and compare");
    case v1::ECG_TIER_NONE:
      if (!score.computed())
        return QCoreApplication::translate("rdc::station::EcgWords", "Acute occlusion: not judged as a whole");
      return QCoreApplication::translate("rdc::station::EcgWords", "No sign of acute occlusion found");
    default:
      return QCoreApplication::translate("rdc::station::EcgWords", "Not analysed");
  }
}

QColor tier_colour(v1::EcgTier tier) {
  switch (tier) {
    case v1::ECG_TIER_ALARM:
      return ui::ground(ui::Signal::kAlarm);
    case v1::ECG_TIER_SUSPECTED:
      return ui::ground(ui::Signal::kSuspected);
    case v1::ECG_TIER_WATCH:
      return ui::ground(ui::Signal::kWatch);
    default:
      return ui::ground(ui::Signal::kCalm);
  }
}

QString lead_label(const std::string& lead) { return lead == "-aVR" ? QStringLiteral("−aVR") : from(lead); }

}  // namespace rdc::station
