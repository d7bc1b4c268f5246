// The agent's own word on one ECG: first whether it must be repeated, then the warning, then what to do.
#pragma once

#include <string>

#include <QFrame>

#include "acquisition_agent/clinic_console/tongue.h"

class QLabel;
class QPushButton;

namespace rdc::console {

// GUI thread only.
class WarningPanel final : public QFrame {
  Q_OBJECT
 public:
  explicit WarningPanel(QWidget* parent = nullptr);
  // nullptr: no ECG is chosen.
  void show_ecg(const v1::ClinicEcg* ecg, const Tongue& say);

 Q_SIGNALS:
  void seen(const std::string& item_id);

 private:
  QString steps(const v1::AgentEcgAnalysis& analysis, const Tongue& say) const;

  std::string item_id_;
  QLabel* patient_;
  QLabel* quality_;
  QLabel* headline_;
  QLabel* steps_;
  QLabel* small_;
  QPushButton* seen_;
};

// What a warning looks like: "alarm", "doubt", "repeat", "calm" or "none".
const char* look_of(const v1::ClinicEcg& ecg);

}  // namespace rdc::console
