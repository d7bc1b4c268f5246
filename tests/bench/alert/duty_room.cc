#include "tests/bench/alert/duty_room.h"

namespace rdc::bench {

using testkit::Diligence;
using testkit::DutyStation;

DutyRoom::DutyRoom(const std::vector<station::StationIdentity>& stations, const std::vector<std::string>& users,
                   const std::string& password, const base::Clock& clock)
    : clock_(clock) {
  for (std::size_t i = 0; i < stations.size(); ++i) {
    DutyStation::Options options;
    options.user_name = QString::fromStdString(users.at(i));
    options.password = QString::fromStdString(password);
    options.diligence = i == 0 ? Diligence::kClose : Diligence::kDisplay;
    auto station = std::make_unique<DutyStation>(stations[i], options, clock, ids_);
    QObject::connect(station.get(), &DutyStation::ready, [this, i] {
      const std::lock_guard lock(mutex_);
      ready_.insert(i);
      changed_.notify_all();
    });
    if (i == 0) {
      QObject::connect(station.get(), &DutyStation::sounds, [this](const v1::AlertCase& one) { note(one, true); });
      QObject::connect(station.get(), &DutyStation::seen, [this](const v1::AlertCase& one) { note(one, false); });
    }
    stations_.push_back(std::move(station));
  }
}

void DutyRoom::note(const v1::AlertCase& one, bool sounds) {
  const auto now = clock_.monotonic();
  const std::lock_guard lock(mutex_);
  for (const auto& ecg : one.ecgs()) {
    Sighting& seen = sightings_[ecg.sha256()];
    if (sounds && !seen.alarm) seen.alarm = now;
    if (ecg.tier() != v1::ECG_TIER_UNSPECIFIED && !seen.analysed) seen.analysed = now;
  }
  changed_.notify_all();
}

bool DutyRoom::wait_until_ready(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return ready_.size() == stations_.size(); });
}

Sighting DutyRoom::wait_for(const std::string& sha256, std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [&] {
    const auto found = sightings_.find(sha256);
    return found != sightings_.end() && found->second.alarm && found->second.analysed;
  });
  return sightings_[sha256];
}

}  // namespace rdc::bench
