// One emergency: its state at the centre, its clocks against their limits, and a tap for each step.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <QElapsedTimer>
#include <QFrame>
#include <QTimer>

#include "acquisition_agent/clinic_console/agent_link.h"
#include "acquisition_agent/clinic_console/tongue.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace rdc::console {

// GUI thread only.
class CasePanel final : public QFrame {
  Q_OBJECT
 public:
  explicit CasePanel(QWidget* parent = nullptr);
  void show_view(const View& view, const Tongue& say);
  // "" when there is none.
  const std::string& case_id() const { return case_id_; }
  void choose(const std::string& case_id);
  // The same as soon as a view has it.
  void expect(const std::string& case_id) { expected_ = case_id; }

 Q_SIGNALS:
  void step_tapped(const std::string& case_id, rdc::v1::PointKind kind);
  void undo_tapped(const std::string& point_id);
  void correct_tapped(const std::string& case_id, const rdc::v1::ClinicPoint& point);
  void join_tapped(const std::string& case_id, const std::string& item_id);

 private:
  struct Step {
    QPushButton* tap;
    QLabel* state;
    QPushButton* mend;
  };
  struct Clock {
    QLabel* label;
    QProgressBar* bar;
  };
  void add_steps(QGridLayout* grid);
  void show_cases(const v1::ClinicView& view, const Tongue& say);
  void show_case(const v1::ClinicCase& shown, const Tongue& say);
  void show_clocks(const v1::ClinicCase& shown, const Tongue& say);
  void show_steps(const v1::ClinicCase& shown, const Tongue& say);
  void show_join(const v1::ClinicView& view, const v1::ClinicCase& shown, const Tongue& say);
  void mend(v1::PointKind kind);
  const v1::ClinicCase* chosen() const;
  void tick();

  View view_;
  Tongue say_;
  std::string case_id_;
  std::string expected_;
  QElapsedTimer since_view_;
  QTimer tick_;
  QComboBox* cases_;
  QLabel* title_;
  QLabel* state_;
  QVBoxLayout* clock_column_;
  std::vector<Clock> clocks_;
  std::map<v1::PointKind, Step> steps_;
  QFrame* join_row_;
  QComboBox* join_choice_;
  QPushButton* join_;
  QLabel* history_;
};

}  // namespace rdc::console
