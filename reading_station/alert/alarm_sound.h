// The alarm's sound: made here, not from a file, so that it is always there.
#pragma once

#include <memory>

#include <QByteArray>
#include <QObject>

class QSoundEffect;
class QTemporaryDir;

namespace rdc::station {

// One period of the alarm as a WAV file (16 bit, mono, 44.1 kHz): two bursts of rising tones after IEC 60601-1-8's
// high-priority pattern, and a pause.
QByteArray alarm_wave();

// GUI thread only. Sounds until stop(): nothing else ends it. A device that is plugged in meanwhile is used.
class AlarmSound final : public QObject {
  Q_OBJECT
 public:
  explicit AlarmSound(QObject* parent = nullptr);
  ~AlarmSound() override;

  void start();
  void stop();
  bool is_sounding() const { return sounding_; }
  // False: this computer has nothing to sound with; the alarm window says so.
  bool has_device() const;

 Q_SIGNALS:
  void device_changed();

 private:
  void play();

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<QSoundEffect> effect_;
  bool sounding_ = false;
};

}  // namespace rdc::station
