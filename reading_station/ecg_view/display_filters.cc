#include "reading_station/ecg_view/display_filters.h"

#include <cmath>

#include <QCoreApplication>
#include <QStringList>

#include "ecg/measurement/median_beat.h"
#include "ecg/signal/filters.h"
#include "ecg/signal/quality.h"

namespace rdc::station {
namespace {

constexpr double kBaselineHz = 0.05;  // IEC 60601-2-25: the limit for diagnostic ST

std::vector<double> silent_moments(const ecg::Measurements* measured) {
  std::vector<double> moments;
  if (measured == nullptr) return moments;
  for (const auto& beat : measured->beats) {
    if (beat.qrs && !beat.ventricular()) moments.push_back(beat.qrs->onset_ms - 4.0);
  }
  return moments;
}

void straighten(ecg::Strip& strip, const ecg::Measurements* measured) {
  const auto silent = silent_moments(measured);
  if (silent.size() < 2) {
    for (auto& channel : strip.channels) ecg::high_pass(channel.samples, strip.rate_hz, kBaselineHz);
    return;
  }
  ecg::CleanStrip clean;
  clean.rate_hz = strip.rate_hz;
  clean.channels = std::move(strip.channels);
  clean.derived.assign(clean.channels.size(), false);
  clean.noise_uv.assign(clean.channels.size(), 0.0);
  ecg::straighten_baseline(clean, silent);
  strip.channels = std::move(clean.channels);
}

// 60 Hz only where it is what was found.
double mains_frequency(const ecg::Recording& recording) {
  double strongest = 0.0, hertz = 50.0;
  for (const auto& lead : ecg::assess_quality(recording.rhythm)) {
    if (lead.mains_uv <= strongest || lead.mains_hz <= 0.0) continue;
    strongest = lead.mains_uv;
    hertz = lead.mains_hz;
  }
  return hertz;
}

}  // namespace

std::shared_ptr<const ecg::Recording> filtered(const ecg::Recording& recording, const ecg::Measurements* measured,
                                               const DisplayFilters& filters) {
  auto out = std::make_shared<ecg::Recording>(recording);
  auto& strip = out->rhythm;
  for (auto& channel : strip.channels) ecg::fill_gaps(channel.samples);
  if (filters.mains) {
    const double hertz = mains_frequency(recording);
    for (auto& channel : strip.channels) ecg::remove_mains(channel.samples, strip.rate_hz, hertz);
  }
  if (filters.baseline) straighten(strip, measured);
  if (filters.muscle) {
    for (auto& channel : strip.channels) ecg::low_pass(channel.samples, strip.rate_hz, kMuscleFilterHz);
  }
  for (std::size_t c = 0; c < strip.channels.size(); ++c) {
    const auto& before = recording.rhythm.channels[c].samples;
    auto& after = strip.channels[c].samples;
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (std::isnan(before[i])) after[i] = before[i];
    }
  }
  return out;
}

QString filter_text(const DisplayFilters& filters) {
  QStringList words;
  if (filters.baseline) words << QCoreApplication::translate("rdc::station::EcgPage", "baseline filter");
  if (filters.mains) words << QCoreApplication::translate("rdc::station::EcgPage", "mains filter");
  if (filters.muscle)
    words << QCoreApplication::translate("rdc::station::EcgPage", "muscle filter %1 Hz").arg(kMuscleFilterHz);
  return words.join(QStringLiteral(" + "));
}

}  // namespace rdc::station
