// The top line: where this is, whether the centre can be reached, and what it does not know yet. Truthful before
// pretty.
#pragma once

#include <QFrame>

#include "acquisition_agent/clinic_console/tongue.h"

class QLabel;

namespace rdc::console {

// GUI thread only.
class LinkBar final : public QFrame {
  Q_OBJECT
 public:
  explicit LinkBar(QWidget* parent = nullptr);
  void show_view(const v1::ClinicView& view, const Tongue& say);
  // The agent itself does not answer.
  void show_lost(const Tongue& say);

 private:
  void show_state(const char* state, const QString& text, const QString& detail);

  QLabel* site_;
  QLabel* state_;
  QLabel* detail_;
};

}  // namespace rdc::console
