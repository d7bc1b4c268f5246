#include "reading_station/alert/alarm_sound.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include <QAudioDevice>
#include <QFile>
#include <QMediaDevices>
#include <QSoundEffect>
#include <QTemporaryDir>
#include <QUrl>
#include <QtEndian>

namespace rdc::station {
namespace {

constexpr int kWaveRate = 44'100;  // Hz
constexpr double kPulseS = 0.16;
constexpr double kBetweenS = 0.06;
constexpr double kAfterThirdS = 0.22;
constexpr double kPauseS = 0.70;
constexpr double kEdgeS = 0.012;  // without clicks
constexpr double kLoudness = 0.85;
// Pulses of one burst: c e g - g c', as hospital monitors sound for what cannot wait.
constexpr std::array<double, 5> kTones = {523.25, 659.25, 783.99, 783.99, 1046.5};

// Of the fundamental, and how much of the whole.
constexpr std::array<std::pair<double, double>, 4> kOvertones = {{{1.0, 0.55}, {2.0, 0.25}, {3.0, 0.14}, {4.0, 0.06}}};

void add_silence(std::vector<std::int16_t>& samples, double seconds) {
  samples.resize(samples.size() + static_cast<std::size_t>(seconds * kWaveRate), 0);
}

void add_tone(std::vector<std::int16_t>& samples, double hertz) {
  const auto count = static_cast<int>(kPulseS * kWaveRate);
  for (int i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / kWaveRate;
    const double edge = std::min({1.0, t / kEdgeS, (kPulseS - t) / kEdgeS});
    double value = 0.0;
    // Overtones: small loudspeakers and old ears hear them where the fundamental is lost.
    for (const auto& [multiple, share] : kOvertones)
      value += share * std::sin(2.0 * std::numbers::pi * hertz * multiple * t);
    samples.push_back(static_cast<std::int16_t>(std::lround(32'767.0 * kLoudness * edge * value)));
  }
}

template <typename Number>
void put(QByteArray& bytes, Number value) {
  const Number little = qToLittleEndian(value);
  bytes.append(reinterpret_cast<const char*>(&little), sizeof little);
}

}  // namespace

QByteArray alarm_wave() {
  std::vector<std::int16_t> samples;
  for (int burst = 0; burst < 2; ++burst) {
    for (std::size_t i = 0; i < kTones.size(); ++i) {
      add_tone(samples, kTones[i]);
      add_silence(samples, i == 2 ? kAfterThirdS : kBetweenS);
    }
    add_silence(samples, burst == 0 ? kAfterThirdS : kPauseS);
  }
  const auto size = static_cast<quint32>(samples.size() * sizeof(std::int16_t));
  QByteArray wave("RIFF");
  put<quint32>(wave, 36 + size);
  wave += "WAVEfmt ";
  put<quint32>(wave, 16);
  put<quint16>(wave, 1);  // PCM
  put<quint16>(wave, 1);  // mono
  put<quint32>(wave, kWaveRate);
  put<quint32>(wave, kWaveRate * 2);
  put<quint16>(wave, 2);
  put<quint16>(wave, 16);
  wave += "data";
  put<quint32>(wave, size);
  for (const auto sample : samples) put<qint16>(wave, sample);
  return wave;
}

AlarmSound::AlarmSound(QObject* parent) : QObject(parent) {
  auto* devices = new QMediaDevices(this);
  connect(devices, &QMediaDevices::audioOutputsChanged, this, [this] {
    effect_.reset();  // it was bound to what may be gone
    if (sounding_) play();
    Q_EMIT device_changed();
  });
}

AlarmSound::~AlarmSound() = default;

bool AlarmSound::has_device() const { return !QMediaDevices::defaultAudioOutput().isNull(); }

void AlarmSound::start() {
  if (sounding_) return;
  sounding_ = true;
  play();
}

void AlarmSound::stop() {
  sounding_ = false;
  if (effect_) effect_->stop();
}

void AlarmSound::play() {
  if (!has_device()) return;
  if (!effect_) {
    if (!folder_) {
      folder_ = std::make_unique<QTemporaryDir>();
      QFile file(folder_->filePath(QStringLiteral("alarm.wav")));
      if (file.open(QIODevice::WriteOnly)) file.write(alarm_wave());
    }
    effect_ = std::make_unique<QSoundEffect>(QMediaDevices::defaultAudioOutput());
    effect_->setSource(QUrl::fromLocalFile(folder_->filePath(QStringLiteral("alarm.wav"))));
    effect_->setLoopCount(QSoundEffect::Infinite);
    effect_->setVolume(1.0F);
  }
  effect_->play();
}

}  // namespace rdc::station
