#include "acquisition_agent/clinic_console/case_panel.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QAbstractItemView>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>

#include "common/ui/named.h"

namespace rdc::console {
namespace {

// In the order in which they happen.
constexpr std::array kSteps = {v1::POINT_KIND_FIRST_MEDICAL_CONTACT,
                               v1::POINT_KIND_DOOR_IN,
                               v1::POINT_KIND_ECG_START,
                               v1::POINT_KIND_ECG_END,
                               v1::POINT_KIND_AMBULANCE_CALLED,
                               v1::POINT_KIND_NEEDLE,
                               v1::POINT_KIND_DOOR_OUT,
                               v1::POINT_KIND_ARRIVAL,
                               v1::POINT_KIND_WIRE};
constexpr int kTickMs = 500;
constexpr int kFullBar = 1000;

// The first that counts.
const v1::ClinicPoint* point_of(const v1::ClinicCase& shown, v1::PointKind kind) {
  for (const auto& point : shown.points())
    if (point.kind() == kind && !point.superseded()) return &point;
  return nullptr;
}

const char* look_of(v1::ClinicClockState state) {
  switch (state) {
    case v1::CLINIC_CLOCK_STATE_MET:
      return "met";
    case v1::CLINIC_CLOCK_STATE_OVERDUE:
    case v1::CLINIC_CLOCK_STATE_MISSED:
    case v1::CLINIC_CLOCK_STATE_CONTRADICTED:
      return "late";
    default:
      return "running";
  }
}

void restyle(QWidget* widget, const char* name, const char* value) {
  if (widget->property(name).toString() == QLatin1String(value)) return;
  widget->setProperty(name, QLatin1String(value));
  widget->style()->unpolish(widget);
  widget->style()->polish(widget);
}

QString case_title(const v1::ClinicCase& shown, const Tongue& say) {
  const auto cause = shown.cause() == v1::ALERT_CAUSE_CHEST_PAIN_ORDER ? say("胸痛", "Chest pain")
                     : shown.cause() == v1::ALERT_CAUSE_AGENT_FINDING  ? say("心电图报警", "ECG alarm")
                                                                       : say("急症", "Emergency");
  return QStringLiteral("%1 · %2 · %3").arg(clock_time(shown.opened_at()), cause, say.patient(shown.patient()));
}

}  // namespace

CasePanel::CasePanel(QWidget* parent)
    : QFrame(parent),
      cases_(ui::named<QComboBox>("case_choice", this)),
      title_(ui::named<QLabel>("case_title", this)),
      state_(ui::named<QLabel>("case_state", this)),
      clock_column_(new QVBoxLayout),
      join_row_(ui::named<QFrame>("case_join_row", this)),
      join_choice_(ui::named<QComboBox>("case_join_choice", join_row_)),
      join_(ui::named<QPushButton>("case_join", join_row_)),
      history_(ui::named<QLabel>("case_history", this)) {
  setObjectName(QStringLiteral("case_panel"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 12, 16, 12);
  column->setSpacing(8);
  column->addWidget(cases_);
  column->addWidget(title_);
  column->addWidget(state_);
  column->addLayout(clock_column_);
  auto* join_line = new QHBoxLayout(join_row_);
  join_line->setContentsMargins(0, 0, 0, 0);
  join_line->addWidget(join_choice_, 1);
  join_line->addWidget(join_);
  column->addWidget(join_row_);
  auto* grid = new QGridLayout;
  add_steps(grid);
  column->addLayout(grid);
  column->addWidget(history_);
  for (auto* label : {title_, state_, history_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  connect(cases_, &QComboBox::activated, this,
          [this](int index) { choose(cases_->itemData(index).toString().toStdString()); });
  connect(join_, &QPushButton::clicked, this,
          [this] { Q_EMIT join_tapped(case_id_, join_choice_->currentData().toString().toStdString()); });
  connect(&tick_, &QTimer::timeout, this, [this] { tick(); });
  tick_.start(kTickMs);
  hide();
}

void CasePanel::add_steps(QGridLayout* grid) {
  grid->setColumnStretch(1, 1);
  grid->setVerticalSpacing(4);
  int row = 0;
  for (const auto kind : kSteps) {
    Step step{ui::named<QPushButton>("step_tap", this), ui::named<QLabel>("step_state", this),
              ui::named<QPushButton>("step_mend", this)};
    step.tap->setProperty("kind", static_cast<int>(kind));
    step.mend->setProperty("kind", static_cast<int>(kind));
    grid->addWidget(step.tap, row, 0);
    grid->addWidget(step.state, row, 1);
    grid->addWidget(step.mend, row++, 2);
    connect(step.tap, &QPushButton::clicked, this, [this, kind, tap = step.tap] {
      tap->setEnabled(false);  // until the next view: one tap is one point
      Q_EMIT step_tapped(case_id_, kind);
    });
    connect(step.mend, &QPushButton::clicked, this, [this, kind] { mend(kind); });
    steps_.emplace(kind, step);
  }
}

const v1::ClinicCase* CasePanel::chosen() const {
  if (!view_) return nullptr;
  for (const auto& shown : view_->cases())
    if (shown.case_id() == case_id_) return &shown;
  return nullptr;
}

void CasePanel::choose(const std::string& case_id) {
  case_id_ = case_id;
  if (view_) show_view(view_, say_);
}

void CasePanel::mend(v1::PointKind kind) {
  const auto* shown = chosen();
  const auto* point = shown == nullptr ? nullptr : point_of(*shown, kind);
  if (point == nullptr) return;
  if (point->can_undo())
    Q_EMIT undo_tapped(point->point_id());
  else
    Q_EMIT correct_tapped(case_id_, *point);
}

void CasePanel::show_view(const View& view, const Tongue& say) {
  view_ = view;
  say_ = say;
  since_view_.restart();
  show_cases(*view, say);
  const auto* shown = chosen();
  if (shown == nullptr) return hide();
  show_case(*shown, say);
  show_clocks(*shown, say);
  show_steps(*shown, say);
  show_join(*view, *shown, say);
  show();
}

void CasePanel::show_cases(const v1::ClinicView& view, const Tongue& say) {
  for (const auto& shown : view.cases())
    if (shown.case_id() == expected_) case_id_ = std::exchange(expected_, "");
  // A case that is gone (merged) gives way to the newest.
  if (chosen() == nullptr) case_id_ = view.cases().empty() ? "" : view.cases(0).case_id();
  const QSignalBlocker quiet(cases_);
  if (!cases_->view()->isVisible()) {
    cases_->clear();
    for (const auto& shown : view.cases())
      cases_->addItem(case_title(shown, say) + QStringLiteral(" · ") + say.of(shown.state()),
                      QString::fromStdString(shown.case_id()));
    cases_->setCurrentIndex(cases_->findData(QString::fromStdString(case_id_)));
  }
  cases_->setVisible(view.cases_size() > 1);
}

void CasePanel::show_case(const v1::ClinicCase& shown, const Tongue& say) {
  title_->setText(case_title(shown, say));
  QString state = shown.known_at_centre() ? say.of(shown.state())
                                          : say("县医院还不知道：请打电话！计时已开始。",
                                                "The centre does NOT know yet: phone! The clocks run.");
  if (!shown.holder().empty() && shown.state() == v1::ALERT_STATE_ACKNOWLEDGED)
    state += QStringLiteral(" · ") + QString::fromStdString(shown.holder());
  if (shown.has_feedback() && !shown.feedback().diagnosis().empty())
    state += QLatin1Char('\n') + say("最后诊断：", "Final diagnosis: ") +
             QString::fromStdString(shown.feedback().diagnosis());
  state_->setText(state);
  restyle(state_, "look",
          !shown.known_at_centre() ? "late" : (shown.state() <= v1::ALERT_STATE_DELIVERED ? "running" : "met"));
  QStringList history;
  for (const auto& point : shown.points()) {
    if (point.superseded()) continue;
    auto line = QStringLiteral("%1 %2").arg(clock_time(point.at()), say.of(point.kind()));
    if (!point.at_centre_time()) line += say("（本机时钟）", " (this clock)");
    if (point.own() && !point.sent()) line += say("（待上报）", " (to be sent)");
    history << line;
  }
  history_->setText(history.join(QStringLiteral("  →  ")));
}

void CasePanel::show_clocks(const v1::ClinicCase& shown, const Tongue& say) {
  const auto count = static_cast<std::size_t>(shown.clocks_size());
  while (clocks_.size() < count) {
    auto* row = new QHBoxLayout;
    Clock clock{ui::named<QLabel>("clock_label", this), ui::named<QProgressBar>("clock_bar", this)};
    clock.bar->setRange(0, kFullBar);
    row->addWidget(clock.label, 2);
    row->addWidget(clock.bar, 3);
    clock_column_->addLayout(row);
    clocks_.push_back(clock);
  }
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    clocks_[i].label->setVisible(i < count);
    clocks_[i].bar->setVisible(i < count);
    if (i < count) clocks_[i].label->setText(say.of(shown.clocks(static_cast<int>(i)).label()));
  }
  tick();
}

void CasePanel::tick() {
  const auto* shown = chosen();
  if (shown == nullptr) return;
  for (std::size_t i = 0; i < clocks_.size() && i < static_cast<std::size_t>(shown->clocks_size()); ++i) {
    const auto& clock = shown->clocks(static_cast<int>(i));
    auto state = clock.state();
    auto elapsed = clock.elapsed_ms();
    const auto target = static_cast<qint64>(clock.target_ms());
    const bool runs = state == v1::CLINIC_CLOCK_STATE_RUNNING || state == v1::CLINIC_CLOCK_STATE_OVERDUE;
    if (runs) elapsed += since_view_.elapsed();
    if (runs && elapsed > target) state = v1::CLINIC_CLOCK_STATE_OVERDUE;
    QString word;
    if (state == v1::CLINIC_CLOCK_STATE_OVERDUE || state == v1::CLINIC_CLOCK_STATE_MISSED)
      word = say_("超时 ", "LATE ");
    if (state == v1::CLINIC_CLOCK_STATE_MET) word = say_("达标 ", "in time ");
    if (state == v1::CLINIC_CLOCK_STATE_CONTRADICTED) word = say_("时间矛盾 ", "times contradict ");
    auto* bar = clocks_[i].bar;
    bar->setFormat(QStringLiteral("%1%2 / %3").arg(word, duration(elapsed), duration(target)));
    bar->setValue(target == 0 ? kFullBar
                              : static_cast<int>(std::clamp<qint64>(elapsed * kFullBar / target, 0, kFullBar)));
    restyle(bar, "look", look_of(state));
  }
}

void CasePanel::show_steps(const v1::ClinicCase& shown, const Tongue& say) {
  const bool over = shown.state() == v1::ALERT_STATE_CLOSED;
  for (const auto& [kind, step] : steps_) {
    const auto* point = point_of(shown, kind);
    step.tap->setText(say.of(kind));
    step.tap->setEnabled(point == nullptr && !over);
    step.mend->setVisible(point != nullptr && point->own());
    restyle(step.tap, "done", point == nullptr ? "no" : "yes");
    if (point == nullptr) {
      step.state->setText(say("发生时点一下", "tap when it happens"));
      restyle(step.state, "done", "no");
      continue;
    }
    const auto where =
        !point->own() || point->sent() ? say("县医院已知", "known at the centre") : say("待上报", "to be sent");
    step.state->setText(QStringLiteral("✓ %1  %2").arg(clock_time(point->at()), where));
    restyle(step.state, "done", "yes");
    step.mend->setText(point->can_undo() ? say("撤销", "Undo") : say("改正", "Correct"));
  }
}

void CasePanel::show_join(const v1::ClinicView& view, const v1::ClinicCase& shown, const Tongue& say) {
  const auto before = join_choice_->currentData().toString();
  if (!join_choice_->view()->isVisible()) {
    join_choice_->clear();
    for (const auto& ecg : view.ecgs())
      if (ecg.case_id() != shown.case_id())
        join_choice_->addItem(say("心电图 ", "ECG ") + clock_time(ecg.received_at()) + QLatin1Char(' ') +
                                  say.patient(ecg.analysis().patient()),
                              QString::fromStdString(ecg.item_id()));
    if (const int index = join_choice_->findData(before); index >= 0) join_choice_->setCurrentIndex(index);
  }
  join_->setText(say("是这个病人的", "is this patient's"));
  join_row_->setVisible(join_choice_->count() > 0 && shown.ecg_item_ids().empty() &&
                        shown.state() != v1::ALERT_STATE_CLOSED);
}

}  // namespace rdc::console
